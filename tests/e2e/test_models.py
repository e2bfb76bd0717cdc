"""Shipped models in a real browser: read as cards, chosen in the laboratory, kept by cell."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_model_is_chosen_from_the_menu_and_its_sibling_follows_the_cell(open_page, lang):
    page = open_page(f"/{lang}/lab")
    page.locator("select[name=model]").select_option("binary-addition-lstm")
    expect(page).to_have_url(re.compile("model=binary-addition-lstm"))
    expect(page.locator(".lab-model")).to_contain_text("LSTM, 4 ")
    page.locator("input[name=cell][value=gru]").check(force=True)
    expect(page.locator("select[name=model]")).to_have_value("binary-addition-gru")
    page.locator("input[name=cell][value=lstm]").check(force=True)
    expect(page.locator("select[name=model]")).to_have_value("binary-addition-lstm")
    page.reload()
    expect(page.locator("select[name=model]")).to_have_value("binary-addition-lstm")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_cards_can_be_read_on_a_phone_without_scripts(open_page, theme):
    page = open_page(f"/es/models?theme={theme}", width=375, height=760, java_script_enabled=False)
    model = page.locator("#binary-addition-rnn")
    model.locator("summary").click()
    expect(model.locator("code")).to_have_text("python -m app.learning.train binary-addition-rnn")
    widest = page.locator("body").bounding_box()["width"]
    assert widest <= 375
    for box in page.locator(".model, .models-beside li, .models-tasks a").all():
        edges = box.bounding_box()
        assert edges is None or edges["x"] + edges["width"] <= 375
    model.locator("a[href*='/lab']").click()
    expect(page.locator(".lab-model")).to_contain_text("Suma binaria")

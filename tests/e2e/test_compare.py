"""Compare: one timeline uncovers every card."""

import re

from playwright.sync_api import expect


def test_one_timeline_moves_every_card(open_page):
    page = open_page("/en/compare?cells=rnn,lstm,gru", reduced_motion="reduce")
    expect(page.locator(".compare-now").first).to_contain_text("100% at “N”")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-at]")).to_have_attribute("data-at", "2")
    moved = page.eval_on_selector_all(
        ".compare-card .panel-now", "(all) => all.map((e) => e.style.transform)"
    )
    assert moved == ["translateX(200%)"] * 3
    expect(page).to_have_url(re.compile("at=2"))


def test_cells_are_chosen_two_to_four(open_page):
    page = open_page("/es/compare", reduced_motion="reduce")
    expect(page.locator(".compare-card")).to_have_count(3)
    page.locator("[name=cells][value=min_gru]").check(force=True)
    expect(page.locator(".compare-card")).to_have_count(4)
    expect(page.locator("[name=cells][value=rnn_relu]")).to_be_disabled()

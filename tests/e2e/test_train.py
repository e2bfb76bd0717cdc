"""The training page in a real browser: a real run to its end, its numbers those of the API."""

import json

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import serious

SHORT = "task=next-character&hidden=8&rate=0.03&updates=60&cell=gru&seed=5"
REQUEST = {
    "task": "next-character", "knobs": {"text": "NEURONAL"}, "hidden": 8, "rate": 0.03,
    "updates": 60, "cell": "gru", "seed": 5, "forget_bias": 1.0,
}  # fmt: skip


def told(address, request):
    """{event: its last value} of the API's stream."""
    found = {}
    with httpx.stream("POST", f"{address}/api/v1/trainings", json=request, timeout=60) as answer:
        for line in answer.iter_lines():
            if line.startswith("data: "):
                found |= json.loads(line.removeprefix("data: "))
    return found


def ended(page, runs=1):
    page.locator("[data-start]").click()
    expect(page.locator("#train")).to_have_attribute("data-status", "over", timeout=60_000)
    expect(page.locator(".run-card")).to_have_count(runs)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_short_run_ends_with_the_numbers_of_the_api(open_page, address, lang):
    page = open_page(f"/{lang}/train?{SHORT}")
    ended(page)
    api = told(address, REQUEST)
    card = page.locator(".run-card")
    for name in ("loss", "accuracy", "norm", "rate"):
        number = float(card.locator(f"[data-number-of={name}]").get_attribute("data-number"))
        assert number == api["update"][name]
    score = float(card.locator(".run-score").get_attribute("data-number"))
    assert score == api["end"]["held_out"]["the text"]["accuracy"]
    assert page.locator("[data-part=loss] .chart-even").count() == 1
    assert page.locator("[data-part=gates] rect").count() > 100
    expect(page.locator("[data-part=weights] .matrix")).to_have_count(3)
    expect(page.locator("[role=status][data-part=said]")).not_to_be_empty()


def test_the_same_link_gives_the_same_numbers_and_the_slider_goes_back(open_page):
    first = open_page(f"/en/train?{SHORT}")
    ended(first)
    again = open_page(first.url.split("//", 1)[1].partition("/")[2].join(["/", ""]))
    ended(again)
    read = "() => [...document.querySelectorAll('[data-number]')].map((n) => n.dataset.number)"
    assert first.evaluate(read) == again.evaluate(read)
    last = first.evaluate(read)
    first.locator("#train-cursor").press("Home")
    expect(first.locator(".cursor-label")).to_have_text("Update 1")
    assert first.evaluate(read) != last


def test_two_settings_stand_side_by_side_and_a_knob_is_changed_on_the_way(open_page):
    page = open_page(f"/en/train?{SHORT}&versus=cell:rnn")
    ended(page, 2)
    expect(page.locator(".run-card h2")).to_have_text(["GRU", "RNN"])
    page.locator("#train-cursor").press("Home")
    page.locator(".cursor-change input").fill("0.5")
    page.locator(".cursor-change button").click()
    page.wait_for_url("**changes=1%3Arate%3A0.5**")
    expect(page.locator("#train")).to_have_attribute("data-status", "over", timeout=60_000)
    rate = page.locator(".run-card").first.locator("[data-number-of=rate]")
    expect(rate).to_have_attribute("data-number", "0.5")


def test_the_keyboard_goes_from_train_to_pause_and_back_and_an_empty_knob_says_so(open_page):
    page = open_page("/en/train?updates=2000")
    page.locator("[data-start]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-pause]")).to_be_focused()
    expect(page.locator(".cursor-label")).to_be_visible(timeout=60_000)
    page.keyboard.press("Enter")
    expect(page.locator("[data-start]")).to_be_focused()
    page.locator(".cursor-change > button").click()
    expect(page.locator(".train-cursor .knob-wrong")).to_contain_text("Type a value from")
    page.locator(".cursor-change select").first.select_option("clip")
    page.locator(".cursor-change input").fill("1")
    page.locator(".cursor-change > button").click()
    expect(page.locator(".train-cursor .knob-wrong")).to_contain_text("already has this value")
    page.locator(".cursor-change input").fill("2")
    page.locator(".cursor-change > button").click()
    page.wait_for_url("**changes=**clip%3A2**")
    page.locator("[data-stop]").click()


def test_divergence_ends_with_its_place_and_a_remedy_that_runs(open_page):
    query = "cell=rnn_relu&init=identity&radius=2&gap=130&rate=0.001&updates=20&hidden=8"
    page = open_page(f"/es/train?{query}")
    ended(page)
    sign = page.locator("[data-sign=diverged]")
    expect(sign).to_contain_text("actualización 1")
    sign.locator("[data-remedy]").first.click()
    page.wait_for_url("**versus=**")
    expect(page.locator(".run-card")).to_have_count(2)
    expect(page.locator("#train")).to_have_attribute("data-status", "over", timeout=60_000)
    expect(page.locator(".run-card").nth(1)).to_have_attribute("data-status", "done")


def test_both_runs_show_the_gradient_norm_of_every_layer_and_their_weights(open_page):
    page = open_page("/es/train?gap=5&cell=rnn&hidden=4&layers=2&updates=20&versus=layers:1")
    ended(page, 2)
    norms = page.locator("[data-part=layers] svg")
    expect(norms.nth(0).locator("[class*=end-part]")).to_have_text(["capa 1", "capa 2", "lectura"])
    expect(norms.nth(1).locator("[class*=end-part]")).to_have_text(["capa 1", "lectura"])
    weights = page.locator(".weights-run")
    expect(weights.nth(0).locator("option").first).to_have_text("W_h, capa 1")
    expect(weights.nth(1).locator("option").first).to_have_text("W_h")
    expect(page.locator(".matrix")).to_have_count(6)
    moved = weights.nth(1).locator("[data-weights=moved]")
    last = moved.get_attribute("aria-label")
    page.locator("#train-cursor").press("Home")
    expect(moved).not_to_have_attribute("aria-label", last)
    page.locator(".train-more > summary").click()
    assert not serious(page)


def test_a_setting_without_use_here_says_why_and_has_one_once_the_task_is_another(open_page):
    page = open_page("/es/train?cell=rnn&versus=cell:lstm")
    expect(page.locator("[name=forget_bias]")).to_be_enabled()  # the other run has a gate
    page.locator(".train-list button").click()
    expect(page.locator("[name=forget_bias]")).to_be_disabled()
    expect(page.locator("#about-forget_bias")).to_contain_text("compuerta")
    page.locator(".train-more > summary").click()
    expect(page.locator("[name=attention]")).to_be_disabled()
    page.locator("[name=task]").select_option("dates")
    expect(page.locator("[name=attention]")).to_be_enabled()
    expect(page.locator("#about-attention")).to_contain_text("Luong")
    expect(page.locator("[name=bidirectional]")).to_be_disabled()
    page.locator("[name=attention]").select_option("bahdanau")
    page.wait_for_url("**attention=bahdanau**")


def test_trained_weights_are_downloaded_and_opened_in_the_lab(open_page, tmp_path):
    from safetensors.numpy import load_file

    page = open_page(f"/en/train?{SHORT}")
    ended(page)
    with page.expect_download() as download:
        page.locator(".run-out .button").nth(1).click()
    file = tmp_path / "trained.safetensors"
    download.value.save_as(file)
    arrays = load_file(file)
    assert arrays["U_z"].shape == (8, 8) and arrays["V"].shape[1] == 8
    page.locator(".run-out .button").first.click()
    page.wait_for_url("**/en/lab?**")
    chosen = page.locator("input[name=cell]:checked").first
    expect(chosen).to_have_attribute("value", "gru")
    expect(page.locator("[name=model] option:checked")).to_have_text("your own weights")
    expect(page.locator(".what-if-list li")).to_have_count(0)  # they are the run, not changes of it
    page.locator("[data-fragment]").click()
    page.wait_for_url("**/en/gradients?**")
    expect(page.locator("[name=loss] option:checked")).to_have_text("what it answers itself")
    expect(page.locator("[name=model] option:checked")).to_have_text("your own weights")


def test_weights_too_many_for_a_link_are_kept_in_the_tab(open_page):
    page = open_page("/es/train?task=dates&cell=lstm&updates=5&seed=3")
    ended(page)
    page.locator(".run-out .button").first.click()
    page.wait_for_url("**/es/lab?**")
    mine = page.locator("[name=model] option:checked")
    expect(mine).to_have_text("tus propios pesos", timeout=30_000)
    expect(page.locator("[name=text]")).to_have_value("3/7/1998")
    page.reload()
    expect(mine).to_have_text("tus propios pesos", timeout=30_000)
    page.locator("[data-action=next]").first.click()
    expect(page.locator("[data-notice=kept]")).to_contain_text("esta pestaña")
    assert len(page.url) < 2000
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(page.locator("[data-notice=damaged]")).to_contain_text("otra pestaña")


def test_it_can_be_read_without_javascript(open_page):
    page = open_page("/es/train", java_script_enabled=False)
    assert page.locator("[data-card]").count() == 16
    expect(page.locator("[data-start]")).to_be_hidden()
    expect(page.get_by_role("button", name="Aplicar")).to_be_visible()

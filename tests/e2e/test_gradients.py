"""The way back in a real browser: what it shows is what the API says, at every beat."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from app.cells import CELLS

COLUMNS = """() => [...document.querySelectorAll(".wave-column[data-state=shown]")].map((c) => [
  c.dataset.values, Number(c.dataset.step),
  [...c.querySelectorAll("[data-number]")].map((r) => Number(r.dataset.number))])"""
ACTIVE = """() => [
  ...document.querySelectorAll(".wave-tile[data-now] [data-box][data-state=active]")]
  .map((box) => box.dataset.box)"""


def gradients(address, cell, **more):
    asked = {
        "cell": cell, "input": {"text": "NEURONAL"}, "digits": 17,
        "params": {"model": f"neuronal-{cell.replace('_', '-')}"},
        "loss": {"targets": [*[None] * 7, "$"]},
    }  # fmt: skip
    return (
        httpx.post(f"{address}/api/v1/gradients", json=asked | more, timeout=60)
        .raise_for_status()
        .json()
    )


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_at_every_beat_the_lit_box_and_the_gradients_are_the_api_s(open_page, address, cell):
    exact = gradients(address, cell)["nodes"]
    page = open_page(f"/en/gradients?cell={cell}", reduced_motion="reduce")
    shown = CELLS[cell]
    order, steps = list(reversed(shown.ids)), 8
    for at in range(1, steps * shown.beats + 1):
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-at]")).to_have_attribute("data-at", str(at))
        beat = (at - 1) % shown.beats
        assert page.evaluate(ACTIVE) == order[beat : beat + 1]
        columns = page.evaluate(COLUMNS)
        done = [(steps - 1 - j, order.index(s)) for j in range(steps) for s in shown.states]
        known = sum((steps - 1 - t) * shown.beats + k < at for t, k in done)
        assert len(columns) == known
        for node, step, numbers in columns:
            assert numbers == exact[node][step]


def test_a_layer_is_chosen_and_the_wave_goes_through_it_as_the_api_says(open_page, address):
    page = open_page("/en/gradients?model=neuronal-lstm-stacked", reduced_motion="reduce")
    page.get_by_role("link", name="layer 2").click()
    expect(page.get_by_role("link", name="layer 2")).to_have_attribute("aria-current", "true")
    assert "layer=layer-2" in page.url
    page.get_by_role("link", name="layer 1").click()
    expect(page.get_by_role("link", name="layer 1")).to_have_attribute("aria-current", "true")
    page.locator("h1").click()
    page.keyboard.press("End")
    params = {"model": "neuronal-lstm-stacked"}
    exact = gradients(address, "lstm", params=params)["layers"][0]["nodes"]
    columns = page.evaluate(COLUMNS)
    assert len(columns) == 16
    for node, step, numbers in columns:
        assert numbers == exact[node][step]
    page.locator("[data-view=gradient_norms]").scroll_into_view_if_needed()
    expect(page.locator("[data-view=gradient_norms] .main-svg").first).to_be_visible()


def test_the_server_s_first_picture_is_the_script_s(open_page):
    read = """() => [...document.querySelectorAll(".wave-svg [data-wire], .wave-svg [data-box]")]
      .map((e) => [e.dataset.wire ?? e.dataset.box, e.dataset.state,
        Number(e.getAttribute("stroke-width") ?? 0)])"""
    for at in (0, 1, 22, 40, 75):
        url = f"/es/gradients?truncate=3&loss=every&at={at}"
        drawn = open_page(url, java_script_enabled=False).evaluate(read)
        moved = open_page(url, reduced_motion="reduce").evaluate(read)
        assert [one[:2] for one in moved] == [one[:2] for one in drawn]
        widths = [one[2] for one in moved]
        assert widths == pytest.approx([one[2] for one in drawn], abs=0.006)


def test_a_cut_stops_the_wave(open_page, address):
    page = open_page("/en/gradients", reduced_motion="reduce")
    page.get_by_label("Cut every").select_option("3")
    expect(page.locator(".wave-tile[data-cut]")).to_have_count(2)
    assert "truncate=3" in page.url
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("End")
    exact = gradients(address, "lstm", truncate=3)["nodes"]
    assert exact["h"][4] == [0.0] * 4
    for node, step, numbers in page.evaluate(COLUMNS):
        assert numbers == exact[node][step]
    expect(page.locator(".wave-tile[data-step='5'] [data-cut-mark]")).to_be_visible()


def test_fifty_steps_play_to_the_initial_state_with_every_figure(open_page):
    page = open_page("/en/gradients?model=adding-gru", reduced_motion="reduce")
    page.keyboard.press("End")
    expect(page.locator("[data-sentence]")).to_contain_text("initial state")
    page.locator("[data-part=panels]").scroll_into_view_if_needed()
    expect(page.locator("[data-part=panels] .main-svg").first).to_be_visible()


def test_a_long_text_shows_eight_steps_that_follow_the_wave(open_page):
    text = "una frase bastante más larga"
    page = open_page(f"/es/gradients?model=none&text={text}", reduced_motion="reduce")
    expect(page.locator(".wave-tile")).to_have_count(8)
    expect(page.locator(".wave-tile").last).to_have_attribute("data-step", str(len(text) - 1))
    page.keyboard.press("End")
    expect(page.locator(".wave-tile").first).to_have_attribute("data-step", "0")
    expect(page.locator("[data-sentence]")).to_contain_text("estado inicial")


def test_the_figures_come_and_nothing_goes_wrong(open_page):
    page = open_page("/en/gradients?at=20")
    for view in ("gradient_norms", "gradient_heat", "jacobians"):
        panel = page.locator(f"[data-view={view}]")
        panel.scroll_into_view_if_needed()
        expect(panel.locator(".main-svg").first).to_be_visible(timeout=20_000)
    expect(page.locator("[data-attribution] .inked-row")).to_have_count(3)


@pytest.mark.parametrize("width", [1440, 768, 375])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_fits_the_screen(open_page, width, theme):
    page = open_page(f"/es/gradients?theme={theme}&at=30", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_laboratory_leads_here_with_the_same_cell_text_and_weights(open_page):
    page = open_page("/en/lab?cell=gru&text=NEON&seed=4&at=9")
    page.get_by_role("link", name="Watch the gradient come back").click()
    page.wait_for_url("**/en/gradients?*")
    assert "at=9" not in page.url
    expect(page.locator("h1")).to_contain_text("GRU")
    expect(page.locator("input[name=seed]")).to_have_value("4")


def test_a_clicked_gradient_shows_what_was_sent_back_to_it(open_page):
    page = open_page("/en/gradients?at=30", reduced_motion="reduce")
    shown = page.locator(".wave-column[data-values=h][data-step='6'] .cell[data-unit='1']")
    expect(shown).to_have_attribute("data-number", re.compile("."))
    shown.click()
    made = page.locator(".back-made")
    expect(made.locator("h2")).to_contain_text("∂L/∂h7")
    expect(made.locator(".made-terms li")).to_have_count(4 * 4)  # four gates of four units
    made.locator(".made-way").nth(1).click()
    expect(made.locator("h2")).to_contain_text("sum for the forget gate")
    assert "made=f_pre%3A7%3A1" in page.url
    made.get_by_role("link", name="Close").click()
    expect(made).to_be_hidden()

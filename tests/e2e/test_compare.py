"""Compare: every cell at work on one timeline, its numbers the API's own."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from app.cells import CELLS
from app.pages.aligned import beats, place
from tests.e2e.conftest import serious

from .test_everyone import SMALL_TEXT

CALM = {"reduced_motion": "reduce"}
TEXT = "NEURONAL"
STAGES = """() => Object.fromEntries([...document.querySelectorAll(".compare-card")].map((card) => [
  card.dataset.compared,
  [...card.querySelectorAll(".stage-svg [data-values]")].map((column) => [
    column.dataset.values, Number(column.dataset.step),
    [...column.querySelectorAll("[data-number]")].map((cell) => Number(cell.dataset.number)),
  ]),
]))"""
FOURS = (("rnn", "lstm", "lstm_peephole", "gru"), ("rnn_relu", "lstm_coupled", "min_gru"))


def trace(address, cell):
    params = {"model": f"neuronal-{cell.replace('_', '-')}"}
    asked = {"cell": cell, "input": {"text": TEXT}, "params": params, "digits": 17}
    answer = httpx.post(f"{address}/api/v1/traces", json=asked, timeout=30)
    return answer.raise_for_status().json()["nodes"]


def expected(cell, nodes, at, shared, steps):
    """What a cell's stage shows at a shared position: what it has computed in this timestep."""
    step = min(at // shared, steps - 1)
    done = place(cell, shared, at, steps) - step * cell.beats
    found = {(id, step): nodes[id][step] for id in cell.ids[:done] if not cell.node(id).op.joins}
    for state in cell.states:
        found[(f"{state}_prev", step)] = nodes[state][step - 1] if step else [0.0] * 4
    return found


def shown(page):
    return {
        cell: {(id, step): numbers for id, step, numbers in columns if id != "x"}
        for cell, columns in page.evaluate(STAGES).items()
    }


@pytest.mark.parametrize("cells", FOURS)
def test_every_stage_shows_the_numbers_of_the_api(open_page, address, cells):
    shared, steps = beats(CELLS[id] for id in cells), len(TEXT)
    nodes = {id: trace(address, id) for id in cells}
    page = open_page(f"/en/compare?cells={','.join(cells)}&at=0", **CALM)
    player = page.locator(".player")
    for at in (0, 1, 2, shared - 1, shared, 3 * shared + 2, 5 * shared - 1, steps * shared):
        page.goto(f"{address}/en/compare?cells={','.join(cells)}&at={at}")
        expect(player).to_have_attribute("data-at", str(at))
        expect(player).to_have_attribute("data-moving", "false")
        found = shown(page)
        for id in cells:
            assert found[id] == expected(CELLS[id], nodes[id], at, shared, steps), f"{id} at {at}"


@pytest.mark.parametrize("cells", FOURS)
@pytest.mark.parametrize("at", ["", "9"])
def test_without_scripts_the_same_numbers_stand_on_every_stage(open_page, cells, at):
    path = f"/es/compare?cells={','.join(cells)}&at={at}"
    still = open_page(path, java_script_enabled=False)
    drawn = shown(still)
    page = open_page(path, **CALM)
    expect(page.locator(".player")).to_have_attribute("data-moving", "false")
    moved = shown(page)
    for id in cells:
        assert moved[id].items() <= drawn[id].items()
    for name in ("[data-told]", ".compare-now", ".compare-share"):
        assert still.locator(name).all_inner_texts() == page.locator(name).all_inner_texts()
    expect(still.locator(".compare-bars rect").first).to_be_visible()


def test_one_timeline_moves_every_card(open_page):
    page = open_page("/en/compare?cells=rnn,lstm,gru&at=0", **CALM)
    now = page.locator(".compare-now")
    expect(now.first).to_have_text("not read yet")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-at]")).to_have_attribute("data-at", "8")
    expect(now).to_have_text(["100% at “N”"] * 3)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(now.first).to_contain_text("at “E”")
    expect(now.nth(1)).to_have_text("100% at “N”")
    waves = page.locator("[data-wave]")
    expect(waves).to_have_text(["done, waits", "group 2 of 6", "group 2 of 7"])
    expect(page.locator("[data-told]")).to_contain_text("RNN is done and waits")
    expect(page).to_have_url(re.compile("at=10"))
    page.keyboard.press("End")
    expect(page.locator("[data-told]")).to_contain_text("of “N” is left")
    moved = page.eval_on_selector_all(
        ".compare-card .panel-now", "(all) => all.map((e) => e.style.translate)"
    )
    assert moved == ["700%"] * 3


def test_a_box_fires_its_wave_in_all_cells(open_page):
    page = open_page("/en/compare?cells=rnn,lstm&at=0", **CALM)
    page.locator('[data-compared=lstm] .box[data-node="g"]').click()
    expect(page.locator(".player")).to_have_attribute("data-at", "2")
    expect(page.locator('[data-compared=rnn] [data-values="h"]')).to_have_count(1)


def test_cells_are_chosen_two_to_four(open_page):
    page = open_page("/es/compare?at=8", **CALM)
    expect(page.locator(".compare-card")).to_have_count(3)
    page.locator("[name=cells][value=lstm_peephole]").check(force=True)
    expect(page.locator(".compare-card")).to_have_count(4)
    expect(page).to_have_url(re.compile("cells=rnn%2Clstm%2Clstm_peephole%2Cgru"))
    expect(page.locator(".player")).to_have_attribute("data-at", "13")  # still the second letter
    expect(page.locator("[name=cells][value=lstm_peephole]")).to_be_focused()
    relu = page.locator("[name=cells][value=rnn_relu]")
    expect(relu).to_be_disabled()
    relu.dispatch_event("click")
    expect(page.locator("[data-said=many]")).to_contain_text("Como mucho cuatro")
    expect(relu).not_to_be_checked()
    for cell in ("lstm", "lstm_peephole"):
        page.locator(f"[name=cells][value={cell}]").uncheck(force=True)
        expect(page.locator(f"[data-compared={cell}]")).to_have_count(0)
    page.locator("[name=cells][value=gru]").dispatch_event("click")
    expect(page.locator("[data-said=few]")).to_contain_text("Al menos dos")
    expect(page.locator(".compare-card")).to_have_count(2)


def test_the_address_says_everything_and_the_back_button_goes_back(open_page, address):
    page = open_page("/en/compare?cells=rnn,gru&theme=dark&speed=2&at=11", **CALM)
    page.locator("[name=text]").fill("casa")
    expect(page.locator("h1")).to_contain_text("casa")
    page.locator("[name=model]").select_option("none")
    page.locator("[name=seed]").fill("5")
    expect(page).to_have_url(re.compile("seed=5"))
    page.keyboard.press("Tab")
    page.locator(".token-card").nth(2).click()
    expect(page).to_have_url(re.compile("at=16"))
    copied = page.url
    for part in ("cells=rnn%2Cgru", "text=casa", "seed=5", "model=none", "speed=2", "theme=dark"):
        assert part in copied
    there = open_page(copied.removeprefix(address), **CALM)
    expect(there.locator(".player")).to_have_attribute("data-at", "16")
    assert shown(there) == shown(page)
    assert there.locator("[data-told]").inner_text() == page.locator("[data-told]").inner_text()
    page.go_back()
    expect(page.locator("[name=seed]")).to_have_value("1")
    page.go_back()
    expect(page.locator("[name=model] option:checked")).to_have_text("trained: casa")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("NEURONAL")
    expect(page.locator(".player")).to_have_attribute("data-at", "11")


def test_pointing_at_a_unit_and_a_step_shows_them_in_every_cell(open_page, address):
    page = open_page("/en/compare?cells=lstm,gru&text=NEURONAL&at=64", **CALM)
    page.locator(".compare-computed summary").first.click()
    expect(page.locator(".compare-computed[open]")).to_have_count(2)
    area = page.locator('[data-compared=lstm] [data-row="f"] .heat-values')
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    place = {"x": box["width"] * 3.5 / 8, "y": box["height"] * 2.5 / 4}
    area.hover(position=place, force=True)
    for cell, rows in (("lstm", "hcfigo"), ("gru", "hzr")):
        nodes = trace(address, cell)
        for row in rows:
            number = page.locator(f'[data-compared={cell}] [data-row="{row}"] .heat-number')
            expect(number).to_have_text(f"{nodes[row][3][2]:.2f}".replace("-", "−"))
    area.click(position=place, force=True)
    expect(page.locator(".player")).to_have_attribute("data-at", str(3 * 8 + 7))
    page.mouse.move(5, 5)
    page.locator('[data-compared=gru] .box[data-node="z"]').focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".compare-card .cell[data-picked][data-unit='2']")).to_have_count(0)
    number = page.locator('[data-compared=lstm] [data-row="c"] .heat-number')
    expect(number).to_have_text(f"{trace(address, 'lstm')['c'][3][3]:.2f}".replace("-", "−"))


@pytest.mark.parametrize(
    "cells", ["lstm_peephole,gru", "rnn,lstm,gru", "min_gru,rnn", ",".join(FOURS[0])]
)
@pytest.mark.parametrize("width", [1440, 1024, 768, 375, 320])
def test_nothing_is_too_small_or_cut_off(open_page, cells, width):
    page = open_page(f"/es/compare?cells={cells}&at=20", width=width, **CALM)
    expect(page.locator(".player")).to_have_attribute("data-moving", "false")
    assert page.evaluate(SMALL_TEXT) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    cut = """() => [...document.querySelectorAll(".compare-card :is(h2, h3, p, a, li > span)")]
      .filter((e) => e.checkVisibility() && !e.closest(".visually-hidden"))
      .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
      .map((e) => e.textContent.trim())"""
    assert page.evaluate(cut) == []


def test_a_phone_shows_one_stage_and_what_is_measured_of_all(open_page):
    page = open_page("/es/compare", width=375, height=812, **CALM)
    stages = page.locator(".compare-stage")
    expect(stages.nth(0)).to_be_visible()
    expect(stages.nth(2)).to_be_hidden()
    page.get_by_role("tab", name="GRU").click()
    expect(stages.nth(2)).to_be_visible()
    expect(stages.nth(0)).to_be_hidden()
    for k in range(3):
        expect(page.locator(".compare-memory").nth(k)).to_be_visible()


@pytest.mark.parametrize(("lang", "theme"), [("es", "light"), ("en", "dark")])
@pytest.mark.parametrize("width", [1440, 375])
def test_axe_finds_nothing_serious(open_page, lang, theme, width):
    look = {"color_scheme": theme, "locale": lang, "width": width}
    page = open_page(f"/{lang}/compare?cells=rnn,lstm,gru,min_gru&at=12", **look, **CALM)
    page.locator(".compare-computed summary").first.click()
    assert not serious(page)


def test_a_clicked_number_shows_where_it_comes_from_in_its_own_cell(open_page):
    page = open_page("/en/compare?text=NEURONAL&at=20", reduced_motion="reduce")
    cell = page.locator("[data-compared=lstm]")
    cell.locator(".column[data-values=c] .cell[data-unit='1']").first.click()
    expect(cell.locator(".made-own").first).to_have_text(re.compile("c3"))
    expect(cell.locator(".made-terms li")).to_have_count(3 * 7)  # three gates: x, h, bias and sum
    expect(page.locator(".stage-svg[data-kin]")).to_have_count(1)
    cell.locator(".made-terms .made-way").first.click()
    expect(cell.locator(".made h2")).to_contain_text("h2")
    expect(cell.locator(".stage-svg")).to_have_attribute("data-step", "1")

"""The laboratory in a real browser: what it shows is what the API says, at every beat."""

import json
import re

import httpx
import pytest
from playwright.sync_api import expect

from app.cells import CELLS

READ = """() => {
  const player = document.querySelector("[data-at]");
  const active = [...document.querySelectorAll(".stage-svg .box[data-state=active]")];
  const shown = [...document.querySelectorAll(".stage-svg .column[data-state=shown][data-values]")];
  return {
    at: Number(player.dataset.at),
    active: active.map((box) => box.dataset.node),
    shown: Object.fromEntries(shown.map((column) => [column.dataset.values, {
      step: Number(column.dataset.step),
      numbers: [...column.querySelectorAll("[data-number]")].map((c) => Number(c.dataset.number)),
    }])),
  };
}"""


def trace_of(address, cell):
    request = {
        "cell": cell.id, "input": {"text": "NEURONAL"}, "digits": 17,
        "params": {"model": f"neuronal-{cell.id.replace('_', '-')}"},
    }  # fmt: skip
    return (
        httpx.post(f"{address}/api/v1/traces", json=request, timeout=60).raise_for_status().json()
    )


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_at_every_beat_the_lit_box_and_the_numbers_are_the_api_s(open_page, address, cell):
    trace = trace_of(address, cell)
    page = open_page(f"/en/lab?cell={cell.id}", reduced_motion="reduce")
    page.locator("body").press("Home")
    beats, total = cell.beats, cell.beats * len(trace["tokens"])
    for at in range(1, total + 1):
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-at]")).to_have_attribute("data-at", str(at))
        seen = page.evaluate(READ)
        step, done = divmod(at - 1, beats)
        handed_over = done == beats - 1
        if not handed_over:
            assert seen["active"] == [cell.ids[done]]
            for id in cell.ids[: done + 1]:
                if not cell.node(id).op.joins:
                    assert seen["shown"][id] == {"step": step, "numbers": trace["nodes"][id][step]}
            assert not set(cell.ids[done + 1 :]) & set(seen["shown"])
        elif at < total:
            for s in cell.states:
                before = {"step": step + 1, "numbers": trace["nodes"][s][step]}
                assert seen["shown"][f"{s}_prev"] == before


def test_it_plays_by_itself_and_stops_at_a_key(open_page):
    page = open_page("/es/lab?speed=4")
    page.locator("body").press("Home")
    page.keyboard.press("Space")
    player = page.locator("[data-at]")
    expect(player).to_have_attribute("data-at", re.compile(r"^([3-9]|\d\d+)$"), timeout=30_000)
    expect(page.locator("[data-playing]")).to_have_attribute("data-playing", "true")
    page.keyboard.press("Space")
    expect(page.locator("[data-playing]")).to_have_attribute("data-playing", "false")


def test_scrubbing_back_shows_what_playing_forward_showed(open_page):
    page = open_page("/es/lab", reduced_motion="reduce")
    page.locator("body").press("Home")
    forward = []
    for _ in range(40):
        page.keyboard.press("ArrowRight")
        forward.append(page.evaluate(READ))
    for seen in reversed(forward[:-1]):
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(READ) == seen


def test_the_other_language_keeps_the_state(open_page):
    page = open_page("/es/lab?cell=gru&text=NEURONA&seed=5&at=31", reduced_motion="reduce")
    before = page.evaluate(READ)
    page.locator("a[hreflang=en]").first.click()
    page.wait_for_url("**/en/lab?**")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.evaluate(READ) == before


@pytest.mark.parametrize("lang", ["es", "en"])
def test_it_can_be_read_without_javascript(open_page, lang):
    page = open_page(f"/{lang}/lab", java_script_enabled=False)
    assert page.locator(".stage-svg .box").count() > 10
    assert page.locator("math").count() >= 6
    numbers = page.locator("[data-numbers] td").all_text_contents()
    decimal = "," if lang == "es" else "."
    assert sum(decimal in n for n in numbers) > 100
    assert page.get_by_role("button", disabled=False).count() >= 1


def test_another_word_is_learned_on_the_spot_and_said_so(open_page):
    page = open_page("/en/lab")
    field = page.locator("input[name=text]").first
    field.fill("ZORRO")
    field.press("Enter")
    page.wait_for_url("**text=ZORRO**")
    expect(page.locator("[data-part=notices]")).to_contain_text("has learnt “ZORRO” just now")
    expect(page.locator("[name=model] option:checked")).to_have_text("trained: ZORRO")
    expect(page.locator("[data-part=player]")).to_contain_text("Z")


def test_a_press_of_play_right_after_typing_plays_the_new_word(open_page):
    page = open_page("/en/lab?at=9", reduced_motion="reduce")
    expect(page.locator(".what-if-try")).to_be_visible()
    page.locator("input[name=text]").first.fill("NEURONA")
    page.locator("[data-action=toggle]").click(
        delay=400
    )  # the new page is there before the release
    page.wait_for_url("**text=NEURONA**")
    expect(page.locator("[data-action=toggle]")).to_have_attribute("data-playing", "true")
    expect(page.locator(".token-card")).to_have_count(7)
    expect(page.locator("[data-at]")).to_have_attribute("data-at", re.compile("^[1-9]"))


def test_at_the_end_every_card_of_the_player_is_full(open_page):
    page = open_page("/en/lab?text=NEURONA&at=105", reduced_motion="reduce")
    expect(page.locator(".token-card[data-known=true]")).to_have_count(7)
    fills = page.locator(".token-card:last-of-type .token-state rect").evaluate_all(
        "(cells) => cells.map((cell) => getComputedStyle(cell).fill)"
    )
    assert "none" not in fills
    expect(page.locator(".token-progress > span:not([hidden])")).to_have_count(7)


def test_the_back_button_returns_to_the_cell_before(open_page):
    page = open_page("/en/lab", reduced_motion="reduce")
    page.locator("input[name=cell][value=gru]").first.check()
    page.wait_for_url("**cell=gru**")
    expect(page.locator(".stage-svg")).to_have_attribute("data-cell", "gru")
    page.go_back()
    expect(page.locator(".stage-svg")).to_have_attribute("data-cell", "lstm")


OPEN = """() => ({
  pressed: [...document.querySelectorAll(".stage-tool")].map((b) => b.getAttribute("aria-pressed")),
  zoom: document.querySelector(".zoom")?.textContent ?? "",
  panel: document.querySelector(".panel-tabs [aria-selected=true]").id,
  drawings: document.querySelectorAll("svg.stage-svg").length,
  of: document.querySelector(".units select")?.value ?? "",
  ready: [...document.querySelectorAll(".stage-svg .box")].map((b) => b.dataset.state).join(" "),
  line: document.querySelector("[data-unit-name]").textContent
    + document.querySelector("[data-tokens]").textContent,
  pace: document.querySelector("select[name=pace]").value,
})"""


def test_what_is_open_is_in_the_address_and_the_back_button_closes_it(open_page, address):
    page = open_page("/en/lab", reduced_motion="reduce")
    expect(page.locator(".what-if-try")).to_be_visible()
    steps = [page.evaluate(OPEN)]

    def then(said, act):
        act()
        page.wait_for_url(re.compile(said))
        steps.append(page.evaluate(OPEN))

    def by_hand():
        for node in ("xh", "o_pre", "i_pre"):
            page.locator(f".stage-svg .box[data-node={node}]").first.press("Enter")

    press = page.get_by_role("button", name=re.compile("Unroll|Fire")).nth
    then("panel=phase", lambda: page.locator("#tab-phase").click())
    then("view=unrolled", lambda: press(1).click())
    then("view=unrolled%2Chand", lambda: press(0).click())
    then("at=3.*order=xh.o_pre.i_pre", by_hand)
    cell = page.locator(".column[data-values=o_pre] .cell[data-unit='2']").first
    then("open=o_pre%3A0%3A2", cell.click)
    assert page.locator(".zoom").count() == 1
    link = page.url.removeprefix(address)
    page.get_by_role("button", name="Units", exact=True).press("Enter")
    page.locator(".units select").select_option("g_pre")
    page.wait_for_url(re.compile("of=g_pre"))
    last = (page.url.removeprefix(address), page.evaluate(OPEN))
    for path, seen in ((link, steps[-1]), last):
        other = open_page(path, reduced_motion="reduce")
        expect(other.locator(".zoom")).to_have_count(1)
        assert other.evaluate(OPEN) == seen
    for _ in range(2):
        page.go_back()
    page.wait_for_url(address + link)
    assert page.evaluate(OPEN) == steps[-1]
    page.go_back()
    expect(page.locator(".zoom")).to_have_count(0)
    assert page.evaluate(OPEN) == steps[-2]
    for seen in steps[-4::-1]:
        page.go_back()
        page.wait_for_function(
            f"JSON.stringify(({OPEN})().pressed) === "
            f"{json.dumps(json.dumps(seen['pressed'], separators=(',', ':')))}"
        )
        assert page.evaluate(OPEN)["panel"] == seen["panel"]
        assert page.evaluate(OPEN)["drawings"] == seen["drawings"]


def test_the_chosen_unit_of_a_link_is_the_one_written_out(open_page):
    for unit in (0, 2):
        plain = open_page(f"/en/lab?at=18&unit={unit}", java_script_enabled=False)
        said = f"unit {unit + 1}"
        assert plain.locator("[data-unit-name]").inner_text() == said
        page = open_page(f"/en/lab?at=18&unit={unit}", reduced_motion="reduce")
        expect(page.locator(".what-if-try")).to_be_visible()
        assert page.locator("[data-unit-name]").inner_text() == said


def test_fired_by_hand_an_operation_that_is_not_ready_says_what_it_waits_for(open_page):
    page = open_page("/en/lab?at=30&view=hand&pace=operation", reduced_motion="reduce")
    page.locator(".stage-svg .box[data-node=kept]").press("Enter")
    expect(page.locator(".stage-hint")).to_have_text("“what is kept” still waits for: forget gate.")
    expect(page.locator("[data-at]")).to_have_attribute("data-at", "30")


NUMBERS = """() => Object.fromEntries(
  [...document.querySelectorAll(".column[data-values]")].map((column) => [
    column.dataset.values,
    [...column.querySelectorAll(".cell")].map((cell) => Number(cell.dataset.number)),
  ]))"""


def test_on_a_phone_the_ready_operations_are_fired_by_tap_in_the_reader_s_order(open_page):
    page = open_page("/en/lab?at=0", width=375, height=812, has_touch=True, reduced_motion="reduce")
    page.get_by_role("button", name="Fire by hand").tap()
    fired = []
    choices = page.locator(".stage-ready > button")
    while name := choices.last.get_attribute("data-ready"):
        assert choices.last.bounding_box()["height"] >= 44
        choices.last.tap()
        fired.append(name)
        expect(page.locator("[data-at]")).to_have_attribute("data-at", str(len(fired)))
    assert fired[:3] == ["xh", "o_pre", "o"]
    wanted = open_page(f"/en/lab?at={len(fired)}", java_script_enabled=False).evaluate(NUMBERS)
    assert set(fired) - {"xh"} <= set(wanted)  # what is joined has no column of its own
    assert page.evaluate(NUMBERS) == wanted
    choices.get_by_text("Hand the states over").tap()
    expect(page.locator("[data-at]")).to_have_attribute("data-at", str(len(fired) + 1))
    page.get_by_role("button", name="Fire by hand").tap()
    expect(choices.first).to_be_hidden()


def test_opened_into_units_every_weight_is_an_edge(open_page):
    page = open_page("/en/lab?at=20&cell=lstm", reduced_motion="reduce")
    page.get_by_role("button", name="Units", exact=True).click()
    expect(page.locator(".units-edge")).to_have_count(4 * (7 + 4))
    unit = page.locator("[data-unit-of]").nth(1)
    unit.focus()
    expect(page.locator(".units-line")).to_contain_text("unit 2")
    expect(page.locator(".units-edge[data-chosen]")).to_have_count(7 + 4)
    page.keyboard.press("ArrowRight")  # the next affine has just fired
    expect(page.locator(".units-unknown")).to_have_count(4)
    page.locator("[data-unit-of]").nth(1).press("Enter")
    expect(page.locator(".zoom")).to_be_visible()
    page = open_page("/en/lab?at=20&cell=lstm&view=units&of=f_pre", reduced_motion="reduce")
    page.locator("[data-unit-of='2'] circle[data-open]").click()  # the weights that made it light
    expect(page.locator(".made h2")).to_contain_text("f2")
    expect(page.locator(".units-edge[data-chosen]")).to_have_count(7 + 4)
    assert set(
        page.locator(".units-edge[data-chosen]").evaluate_all(
            "(all) => all.map((e) => e.dataset.to)"
        )
    ) == {"2"}


BOLD = """() => Object.fromEntries([...document.querySelectorAll(".stage-svg [data-values]")]
  .filter((column) => column.dataset.values !== "x")
  .map((column) => [column.dataset.values, [...column.querySelectorAll(".number")]
    .flatMap((n) => (Number(getComputedStyle(n).fontWeight) > 500 ? [n.dataset.of] : [])).join()])
  .filter(([, units]) => units))"""


def test_the_row_that_is_worked_out_stands_out_on_the_stage_and_a_readers_unit_everywhere(
    open_page,
):
    everywhere = ["c_prev", "h_prev", *("f_pre f i_pre i g_pre g kept written c".split())]
    for path, unit, columns in (
        ("/es/lab?at=32", "2", ["f_pre"]),
        ("/es/lab?at=33", "1", ["f_pre", "f"]),
        ("/es/lab?at=40", "2", ["kept", "written", "c"]),
        ("/es/lab?at=45", "", []),
        ("/es/lab?at=40&unit=0", "0", everywhere),
    ):
        for plain in (True, False):
            page = open_page(path, java_script_enabled=not plain, reduced_motion="reduce")
            if not plain:
                expect(page.locator(".what-if-try")).to_be_visible()
            assert page.evaluate(BOLD) == dict.fromkeys(columns, unit), path


def test_a_clicked_number_lights_what_made_it_with_its_sum_written_out(open_page, address):
    page = open_page("/en/lab?at=42", reduced_motion="reduce")
    expect(page.locator(".what-if-try")).to_be_visible()
    page.locator(".column[data-values=c] .cell[data-unit='1']").first.click()
    page.wait_for_url(re.compile("open=c%3A2%3A1"))
    seen = """() => [document.querySelector("[data-unit-name]").textContent,
      document.querySelector("[data-tokens]").textContent,
      ...[...document.querySelectorAll(".box[data-kin]")].map((b) => b.dataset.node).sort()]"""
    unit, line, *lit = page.evaluate(seen)
    assert unit == "unit 2"
    assert line.startswith("c3") and line.endswith("−0.95−0.93=−1.88")
    assert lit == ["c", "f", "f_pre", "g", "g_pre", "i", "i_pre", "kept", "written", "x", "xh"]
    other = open_page(page.url.removeprefix(address), reduced_motion="reduce")
    expect(other.locator(".what-if-try")).to_be_visible()
    assert other.evaluate(seen) == [unit, line, *lit]
    page.go_back()
    expect(page.locator(".stage-svg[data-kin]")).to_have_count(0)
    expect(page.locator("[data-tokens]")).not_to_contain_text("c3")
    page.go_forward()
    page.locator(".made-terms .made-way").nth(1).click()
    page.wait_for_url(re.compile("open=h%3A1%3A1"))  # a state before was made in the step before
    assert page.locator(".stage-svg").get_attribute("data-step") == "1"
    assert page.locator(".box[data-kin]").count() > len(lit)
    page = open_page("/en/lab?at=43&view=unrolled&open=c%3A2%3A1", reduced_motion="reduce")
    expect(page.locator(".stage-svg[data-kin]")).to_have_count(4)  # back to the first letter
    expect(page.locator(".box-input[data-kin]")).to_have_count(3)
    expect(page.locator('[data-step="3"] [data-kin]')).to_have_count(0)


def test_what_the_pointer_only_passes_over_is_not_chosen(open_page):
    page = open_page("/en/lab?at=40", reduced_motion="reduce")
    page.wait_for_selector("[data-view=gates] .js-plotly-plot .hm image", state="attached")
    told = page.locator("[data-unit-name]")
    expect(told).to_have_text("unit 3")
    box = page.locator(".heat-row[data-node=i] .heat-values").bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 4)
    page.mouse.move(box["x"] + 16, box["y"] + 5)
    expect(page.locator('[data-column=i] .cell[data-pointed][data-unit="0"]')).to_have_count(1)
    expect(told).to_have_text("unit 3")
    page.mouse.move(300, 20)
    expect(page.locator("[data-pointed]")).to_have_count(0)
    expect(told).to_have_text("unit 3")
    assert "unit=" not in page.url


def test_the_product_opens_the_unit_that_the_sentence_speaks_of(open_page):
    page = open_page("/es/lab?at=20", reduced_motion="reduce")
    expect(page.locator("[data-sentence]")).to_contain_text("La unidad 4 abre la escritura")
    page.get_by_role("button", name="Ver los pesos").click()
    expect(page.locator(".zoom .card-note")).to_have_text("unidad 4, paso 2")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_usual_play_is_over_within_a_minute_and_a_half_and_every_pace_says_its_time(
    open_page, lang
):
    page = open_page(f"/{lang}/lab")
    paces = page.locator("select[name=pace]")
    expect(paces).to_have_value("guided")
    expect(paces.locator("option").first).to_contain_text(":")

    def seconds():
        shown = [o.rsplit(" ", 1)[1].split(":") for o in paces.locator("option").all_inner_texts()]
        return [60 * int(minutes) + int(rest) for minutes, rest in shown]

    guided, operation, wave, step = seconds()
    assert step < guided <= 90
    assert guided < wave < operation
    page.locator("select[name=speed]").select_option("2")
    assert seconds()[1] < operation


LIT = """() => [...document.querySelectorAll(
  "[data-pointed], .panel-point:not([hidden]), .panel-ring")].map((one) => [
    one.closest("[data-view]")?.dataset.view ?? "", one.classList[0] ?? one.tagName,
    one.dataset.node ?? one.dataset.card ?? one.dataset.unit ?? ""].join(" "))"""


def lit(page, *wanted):
    for one in wanted:
        page.wait_for_function(f"(one) => ({LIT})().includes(one)", arg=one)


def test_what_is_pointed_at_in_one_view_is_lit_in_all_and_nothing_else_changes(open_page):
    page = open_page("/en/lab?at=33&panel=saturation", reduced_motion="reduce")
    page.wait_for_function("""() =>
      document.querySelector("[data-view=saturation] .js-plotly-plot")?.data""")
    said = page.locator("[data-part=narrator], [data-part=what-if]").all_inner_texts()
    page.locator('.stage-svg .box[data-node="f"]').hover(force=True)
    lit(page, " box f", "gates heat-row f", "gates panel-point ", " token-card 2")
    page.locator(".token-card").nth(1).hover()
    lit(page, " token-card 1", "gates panel-point ")
    page.locator('[data-view=gates] [data-node="f"] .heat-label').hover()
    lit(page, " box f", "gates heat-row f")
    cells = page.locator('[data-view=gates] [data-node="f"] .heat-values')
    box = cells.bounding_box()
    at = {"x": box["width"] * 1.5 / 8, "y": box["height"] * 2.5 / 4}
    cells.hover(position=at, force=True)
    lit(page, " box f", " cell 2", "gates heat-row f", "saturation panel-ring ", " token-card 1")
    texts = page.locator("[data-part=narrator], [data-part=what-if]").all_inner_texts()
    assert texts == said
    page.mouse.move(5, 5)
    page.wait_for_function(f"() => ({LIT})().length === 0")
    page.locator("body").press("Tab")
    page.locator('.stage-svg .box[data-node="i"]').focus()
    lit(page, " box i", "gates heat-row i", " token-card 2")


def test_the_reader_chooses_the_units_of_the_path(open_page):
    page = open_page("/en/lab?at=33&panel=phase", reduced_motion="reduce")
    axes = page.locator("[data-axes] select")
    axes.nth(0).select_option(value="units")
    axes.nth(2).select_option(index=3)
    expect(page).to_have_url(re.compile(r"units=0(,|%2C)3"))
    expect(page.locator("[data-view=phase] .ytitle")).to_contain_text("unit 4")
    page.reload()
    expect(axes.nth(2)).to_have_value("3")
    expect(page.locator("[data-view=phase] .ytitle")).to_contain_text("unit 4")

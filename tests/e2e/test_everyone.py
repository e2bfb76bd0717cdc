"""Everyone: keyboards, screen readers, small and large screens, quiet motion, both themes."""

import re

import pytest
from playwright.sync_api import expect

from app.cells import CELLS
from tests.e2e.conftest import serious

PAGES = (
    "/{}/", "/{}/lab", "/{}/lab?text=ZORRO", "/{}/lab?cell=gru&at=40&open=h:1:1",
    "/{}/lab?cell=lstm_peephole", "/api/docs", "/{}/nothing",
)  # fmt: skip
LOOKS = (("es", "light"), ("en", "dark"))
OTHERS = (("en", "light"), ("es", "dark"))  # the same texts and colours, only crossed
FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const drawn = (look) =>
    look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  const ring = at.matches(".box") && getComputedStyle(at.querySelector(".ring"));
  const field = at.closest(".field, .segmented > label, label");
  const visible = drawn(getComputedStyle(at))
    || (ring && parseFloat(ring.strokeWidth) >= 2 && ring.stroke !== "none")
    || (field && drawn(getComputedStyle(field)));
  const box = (field ?? at).getBoundingClientRect();
  const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  const named = at.name || at.dataset.action || at.dataset.node || at.dataset.tabButton
    || (at.role === "tab" ? "tab" : "") || (at.matches(".token-card") ? "token" : "")
    || (at.hasAttribute("data-open-table") ? "table" : "");
  const html = at.outerHTML.slice(0, 120);
  return { what: named || at.tagName, visible: Boolean(visible), inside, html };
}"""
SMALL_TEXT = """() =>
  [...document.querySelectorAll(".stage svg text, .stage svg tspan, .operation *")]
  .filter((t) => t.getBoundingClientRect().width
    && t.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter((t) => [...t.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
  .map((t) => {
    const scale = t.getScreenCTM ? Math.hypot(t.getScreenCTM().a, t.getScreenCTM().b) : 1;
    return [t.textContent.trim(), parseFloat(getComputedStyle(t).fontSize) * scale];
  }).filter(([, size]) => size < 10.99)"""
POINTS = [(p, lang, theme) for lang, theme in LOOKS for p in PAGES] + [
    ("/{}/lab", lang, theme) for lang, theme in OTHERS
]


@pytest.mark.parametrize(("path", "lang", "theme"), POINTS)
def test_axe_finds_nothing_serious(open_page, path, lang, theme):
    look = {"color_scheme": theme, "reduced_motion": "reduce", "locale": lang}
    page = open_page(path.format(lang), missing=path.endswith("nothing"), **look)
    page.wait_for_load_state()
    assert not serious(page)


def tab_through(page, most=90):
    """What the tab key reaches from the address bar until the page is over."""
    seen = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            return seen
        seen.append(at)
    raise AssertionError(f"no way out after {most} stops: {seen[-3:]}")


@pytest.mark.parametrize("width", [1440, 375])
def test_tab_reaches_every_control_visibly_and_leaves_again(open_page, width):
    page = open_page("/es/lab", width=width, reduced_motion="reduce")
    expect(page.locator("[data-action=toggle][data-playing]")).to_be_visible()
    seen = tab_through(page)
    assert not [at for at in seen if not at["visible"]]
    assert not [at for at in seen if not at["inside"]]
    reached = {at["what"] for at in seen}
    anywhere = {"text", "toggle", "next", "previous-step", "token", "f_pre", "c", "h", "table"}
    assert anywhere <= reached
    wide = {"cell", "pace", "speed", "tab", "hidden", "model"}
    assert width < 600 or wide <= reached


def test_everything_can_be_done_with_keys_alone(open_page):
    page = open_page("/en/lab", reduced_motion="reduce")
    player = page.locator("[data-at]")
    box = page.locator('.stage-svg .box[data-node="f"]')
    expect(box).to_have_attribute("tabindex", "0")
    box.focus()
    page.keyboard.press("Enter")
    expect(player).to_have_attribute("data-at", "3")
    told = page.locator("[data-unit-name]")  # the sentence's own unit, until one is chosen
    expect(told).to_have_text(re.compile("unit [1-4]"))
    unit = int(told.inner_text().split()[-1])
    page.keyboard.press("ArrowDown")
    expect(told).to_have_text(re.compile(rf"unit {unit % 4 + 1}\b"))
    page.keyboard.press("Enter")  # on the number: what made it
    expect(page.locator(".stage-svg[data-kin=f]")).to_have_count(1)
    said = re.compile(rf"unit {unit % 4 + 1}: f .* = σ \(.* = [\d.]+$")
    expect(page.locator("[data-live]")).to_have_text(said)
    page.keyboard.press("Escape")
    expect(page.locator(".stage-svg[data-kin]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    card = page.locator(".token-card").nth(0)
    card.focus()
    page.keyboard.press("Shift+ArrowRight")
    at = int(player.get_attribute("data-at"))
    assert at > 3
    tab = page.locator(".panel-tabs [role=tab][aria-selected=true]")
    tab.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".panel-tabs [role=tab]").nth(1)).to_have_attribute("aria-selected", "true")
    expect(player).to_have_attribute("data-at", str(at))
    page.locator("select[name=pace]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("select[name=pace]")).to_have_value("operation")
    expect(player).to_have_attribute("data-at", str(at))
    page.locator("input[name=cell][value=lstm]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**cell=gru**")
    expect(page.locator(".stage-svg")).to_have_attribute("data-cell", "gru")
    expect(page.locator("input[name=cell][value=gru]")).to_be_focused()


def test_typing_is_not_taken_for_a_command(open_page):
    page = open_page("/es/lab?at=20", reduced_motion="reduce")
    player = page.locator("[data-at]")
    expect(page.locator("[data-action=toggle][data-playing]")).to_be_visible()
    field = page.locator("input[name=text]").first
    field.fill("")
    field.press_sequentially("UN PAVO 12")
    for key in ("ArrowLeft", "Home", "End", "v"):
        page.keyboard.press(key)
    expect(field).to_have_value("UN PAVO 12v")
    expect(player).to_have_attribute("data-at", "20")
    expect(page.locator("[data-action=toggle]")).to_have_attribute("data-playing", "false")
    expect(page.locator("[data-table]")).to_be_hidden()


def test_letters_and_digits_do_nothing_outside_the_laboratory(open_page):
    page = open_page("/es/lab", reduced_motion="reduce")
    expect(page.locator("[data-action=toggle][data-playing]")).to_be_visible()
    for key in ("p", "3", "v"):
        page.locator("body").press(key)
    expect(page.locator("select[name=pace]")).to_have_value("guided")
    expect(page.locator("select[name=speed]")).to_have_value("")
    expect(page.locator("[data-table]")).to_be_hidden()


def test_escape_closes_menus_and_words_over_the_stage(open_page):
    page = open_page("/en/lab", width=375, height=800, reduced_motion="reduce")
    for opener, sheet in (("cell", "cells"), ("open", "rest")):
        page.locator(f".settings-{opener}").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#settings-{sheet}")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(f"#settings-{sheet}")).to_be_hidden()
        expect(page.locator(f".settings-{opener}")).to_be_focused()
    box = page.locator('.stage-svg .box[data-node="c"]')
    expect(box).to_have_attribute("tabindex", "0")
    page.keyboard.press("Tab")
    box.focus()
    expect(page.locator(".stage-tip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".stage-tip")).to_be_hidden()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_numbers_of_an_operation_are_a_table_too(open_page, lang):
    page = open_page(f"/{lang}/lab?at=18", reduced_motion="reduce")
    page.locator("[data-action=toggle][data-playing]").focus()
    page.keyboard.press("v")
    table = page.locator("[data-table]")
    expect(table).to_be_focused()
    said = page.locator("[data-sentence]").text_content()
    expect(table.locator("caption")).to_have_text(said)
    column = page.locator(".stage-svg [data-values=f] [data-number]")
    values = column.evaluate_all("(cells) => cells.map((cell) => Number(cell.dataset.number))")
    mark = "," if lang == "es" else "."
    shown = [f"{v:.4f}".replace(".", mark).replace("-", "−") for v in values]
    assert table.locator("[data-row=value] td").all_text_contents() == shown
    now, before, change = (
        [float(c.replace(",", ".").replace("−", "-")) for c in
         table.locator(f"[data-row={row}] td").all_text_contents()]
        for row in ("value", "previous", "change")
    )  # fmt: skip
    assert change == pytest.approx([n - b for n, b in zip(now, before, strict=True)], abs=2e-4)
    page.keyboard.press("ArrowRight")
    expect(table.locator("caption")).not_to_have_text(said)
    expect(table).to_be_focused()
    page.keyboard.press("Escape")
    expect(table).to_be_hidden()
    expect(page.locator("[data-action=toggle]")).to_be_focused()


def test_the_live_region_is_empty_at_load_and_speaks_at_rest(open_page):
    page = open_page("/es/lab?at=17", reduced_motion="no-preference")
    live = page.locator("[data-live]")
    expect(page.locator("[data-action=toggle][data-playing]")).to_be_visible()
    page.wait_for_timeout(600)  # longer than the narrator waits before it speaks
    assert live.text_content() == ""
    page.locator("body").press("ArrowRight")
    page.wait_for_function("document.querySelector('.player').dataset.moving === 'true'")
    assert live.text_content() == ""
    expect(live).not_to_be_empty()
    assert page.locator("[data-moving]").get_attribute("data-moving") == "false"
    assert not re.search("[−⊙→]", live.text_content())


def test_quiet_motion_jumps_and_nothing_starts_by_itself(open_page):
    page = open_page("/es/lab", reduced_motion="reduce")
    expect(page.locator("[data-action=toggle][data-playing]")).to_have_attribute(
        "data-playing", "false"
    )
    moved = page.evaluate("""async () => {
      const moving = [];
      const player = document.querySelector("[data-at]");
      new MutationObserver(() => moving.push(player.dataset.moving))
        .observe(player, { attributes: true });
      const key = new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true });
      document.body.dispatchEvent(key);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return [player.dataset.at, moving.includes("true"), document.getAnimations().length];
    }""")
    assert moved == ["1", False, 0]


@pytest.mark.parametrize("width", [320, 375, 768, 1440])
def test_no_page_is_wider_than_the_screen_and_the_stage_is_legible(open_page, width):
    for path in ("/es/", "/es/lab?at=40", "/en/lab?cell=gru&at=40&theme=dark", "/api/docs"):
        page = open_page(path, width=width, height=800, reduced_motion="reduce")
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert not page.evaluate(SMALL_TEXT), path


def test_at_twice_the_size_everything_is_still_there(open_page):
    page = open_page("/es/lab?at=40", width=720, height=450, device_scale_factor=2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    for control in ("[data-action=toggle]", "input[name=text]", ".stage-svg", "[data-sentence]"):
        page.locator(control).first.scroll_into_view_if_needed()
        expect(page.locator(control).first).to_be_in_viewport(ratio=0.3)
    page.locator("[data-action=next]").click()
    expect(page.locator("[data-at]")).to_have_attribute("data-at", "41")


HIDDEN = """() => {
  const of = (selector) => document.querySelector(selector).getBoundingClientRect();
  const player = of(".lab-player");
  const parts = [".narrator-sentence", ".operation", ".stage-svg .box[data-state=active]"];
  const room = innerHeight >= 740 || innerWidth === 720; // for the sum of one unit too
  if (room) parts.push(".narrator-line:not([hidden])");
  const hidden = parts.filter((part) => document.querySelector(part))
    .filter((part) => of(part).top < 0 || of(part).bottom > player.top + 1);
  if (of("[data-action=toggle]").bottom > innerHeight) hidden.push("play");
  const name = document.querySelector(".operation-head strong");
  if (innerWidth >= 375 && name?.scrollWidth > name?.clientWidth) hidden.push("name cut");
  return scrollY ? ["scrolled"] : hidden;
}"""


@pytest.mark.parametrize(
    ("width", "height"),
    [(375, 667), (375, 740), (390, 844), (320, 568), (720, 450), (667, 375)],
)
@pytest.mark.parametrize(("lang", "cell"), [("es", "lstm"), ("en", "lstm_peephole")])
def test_sentence_numbers_lit_box_and_play_are_seen_together(open_page, lang, cell, width, height):
    page = open_page(
        f"/{lang}/lab?cell={cell}", width=width, height=height, reduced_motion="reduce"
    )
    expect(page.locator(".operation")).to_be_visible()
    for at in range(1, CELLS[cell].beats + 2):
        page.locator("body").press("ArrowRight")
        expect(page.locator("[data-at]")).to_have_attribute("data-at", str(at))
        assert page.evaluate(HIDDEN) == [], at


@pytest.mark.parametrize(
    ("width", "height"), [(1440, 900), (1280, 720), (768, 1024), (720, 450), (375, 740)]
)
def test_while_it_plays_nothing_moves_its_place(open_page, width, height):
    page = open_page("/es/lab?at=30", width=width, height=height, reduced_motion="reduce")
    expect(page.locator("[data-action=toggle][data-playing]")).to_be_visible()
    places = set()
    for _ in range(CELLS["lstm"].beats + 1):
        places.add(
            page.evaluate("""() => [".stage", ".lab-narrator", ".lab-panels", ".player"]
          .map((part) => document.querySelector(part).getBoundingClientRect())
          .map(({ top }) => Math.round(top)).join()""")
        )
        page.keyboard.press("ArrowRight")
    assert len(places) == 1


@pytest.mark.parametrize("cell", [c for c in CELLS if c != "lstm_peephole"])
def test_the_laboratory_fits_a_screen_of_1440_by_900(open_page, cell):
    for lang, panel in (("es", "states"), ("en", "unit_lines")):
        page = open_page(f"/{lang}/lab?cell={cell}&at=12&panel={panel}", reduced_motion="reduce")
        page.wait_for_selector(f"[data-view={panel}] .js-plotly-plot", state="attached")
        cut = page.evaluate("""() => {
          const panels = document.querySelector(".lab-panels");
          const box = (name) => document.querySelector(`.lab-${name}`).getBoundingClientRect();
          const above = ["stage", "narrator", "panels"].map((name) => box(name).bottom);
          const { top, bottom } = box("player");
          return [panels.scrollHeight - panels.clientHeight, bottom > innerHeight,
            Math.max(...above) > top + 9];
        }""")
        assert cut == [0, False, False]


COVERED = """() => {
  const at = document.activeElement, player = document.querySelector(".lab-player");
  if (!at || at === document.body) return null;
  const [box, bar] = [at, player].map((element) => element.getBoundingClientRect());
  const under = !player.contains(at) && box.bottom > bar.top + 1 && box.top < bar.bottom;
  const seen = bar.top >= 0 && bar.bottom <= innerHeight + 1;
  return { y: scrollY, inside: player.contains(at), seen,
    under: under && at.outerHTML.slice(0, 80) };
}"""


@pytest.mark.parametrize(
    ("width", "height"), [(1440, 900), (768, 1024), (768, 600), (720, 450), (375, 667)]
)
def test_focus_is_never_under_the_player_and_the_player_moves_nothing(open_page, width, height):
    page = open_page("/es/lab?at=35", width=width, height=height, reduced_motion="reduce")
    expect(page.locator("[data-action=toggle][data-playing]")).to_be_visible()
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 60:
        before = page.evaluate(COVERED)
        page.keyboard.press(key)
        now = page.evaluate(COVERED)
        assert not (now and now["under"]), now
        if before and now and before["seen"] and now["inside"]:
            assert now["y"] == before["y"]


@pytest.mark.parametrize(("lang", "theme"), LOOKS)
@pytest.mark.parametrize(("width", "height"), [(375, 667), (720, 450)])
def test_axe_finds_nothing_serious_on_a_small_screen(open_page, lang, theme, width, height):
    for path in (
        "?cell=gru&at=40&open=h:1:1",
        "?tab=time",
        "?tab=what-if&overrides=f:2:1:0",
        "?view=units",
    ):
        page = open_page(
            f"/{lang}/lab{path}", width=width, height=height, color_scheme=theme,
            reduced_motion="reduce",
        )  # fmt: skip
        page.wait_for_load_state()
        assert not serious(page), path


FILLS = """() => [...document.querySelectorAll(".stage-svg .column [data-unit]")].slice(0, 40)
  .map((cell) => getComputedStyle(cell).fill)"""


def test_cells_keep_their_colours_in_print_and_high_contrast(open_page):
    page = open_page("/es/lab?at=40", color_scheme="light", reduced_motion="reduce")
    screen = page.evaluate(FILLS)
    assert len(set(screen)) > 5
    page.emulate_media(media="print")
    assert page.evaluate(FILLS) == screen
    page.emulate_media(media="screen", forced_colors="active")
    assert page.evaluate(FILLS) == screen
    page.locator('.stage-svg .box[data-node="f"]').focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUS)["visible"]


def test_paper_looks_the_same_whichever_theme_the_screen_had(open_page):
    printed = {}
    for theme in ("light", "dark"):
        page = open_page(
            "/es/lab?at=60&panel=unit_lines", color_scheme=theme, reduced_motion="reduce"
        )
        page.wait_for_selector("[data-view=gates] .js-plotly-plot .hm image", state="attached")
        page.wait_for_selector("[data-view=unit_lines] .js-plotly-plot .scatterlayer path")
        page.emulate_media(media="print")
        page.wait_for_function("""() => [...document.querySelectorAll(".panel-plot .xtick text")]
          .every((text) => getComputedStyle(text).fill === "rgb(85, 92, 105)")""")
        printed[theme] = page.screenshot(full_page=True)
    assert printed["light"] == printed["dark"]


def test_the_plots_come_after_the_stage_and_once(open_page, address):
    asked = []
    page = open_page("/es/glossary", reduced_motion="reduce")
    page.on("request", lambda r: asked.append(r.url))
    page.goto(address + "/es/lab?text=NEURONA")
    page.wait_for_selector(".js-plotly-plot", state="attached")
    plots = [k for k, url in enumerate(asked) if url.endswith("/plotly.js") and "vendor" in url]
    own = [k for k, url in enumerate(asked) if "/js/views/" in url or "/js/model/" in url]
    assert len(plots) == 1
    assert plots[0] > max(own)
    named = page.locator("link[rel=modulepreload]").evaluate_all("(all) => all.map((l) => l.href)")
    scripts = {url for url in asked if "/js/" in url and "vendor" not in url}
    assert scripts - {u for u in scripts if u.endswith(("/theme.js", "/lab-page.js"))} == set(named)

"""The stage as the server draws it says what the trace says, at every position, for every cell."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from app.cells import CELLS, EVERY, NORMALISED
from app.core.diagram import diagram
from app.core.params import initial
from app.core.run import run
from app.core.trace import Memory, Trace
from app.figures.scale import is_gate
from app.i18n import LANGS, catalogue
from app.pages import colour_key
from app.pages.site import environment
from app.pages.stage import draw, shade
from app.settings import assets

WITHOUT_MEMORY = CELLS | NORMALISED

TEMPLATES = environment(assets("templates"))
TOKENS = ("N", "E")
SVG = "{http://www.w3.org/2000/svg}"


def traced(id: str, hidden: int = 3) -> Trace:
    params = initial(WITHOUT_MEMORY[id], 2, hidden, seed=4)
    return run(WITHOUT_MEMORY[id], params, np.eye(2))


def stage(id: str, at: int, hidden: int = 3) -> ElementTree.Element:
    drawn = draw(WITHOUT_MEMORY[id], TEMPLATES, catalogue("es"), traced(id, hidden), TOKENS, at)
    return ElementTree.fromstring(str(drawn))


@pytest.mark.parametrize("id", WITHOUT_MEMORY)
def test_drawn_numbers_are_the_traces_at_every_position(id: str) -> None:
    cell, trace = WITHOUT_MEMORY[id], traced(id)
    for at in range(2 * cell.beats + 1):
        drawing = stage(id, at)
        step = int(drawing.attrib["data-step"])
        shown = {
            g.attrib["data-values"]: g for g in drawing.iter(f"{SVG}g") if "data-values" in g.attrib
        }
        done = at - step * cell.beats or cell.beats - 1
        columns = {n.id for k, n in enumerate(cell.nodes) if k < done and not n.op.joins}
        assert set(shown) == columns | set(cell.inputs)
        for node, group in shown.items():
            assert group.attrib["data-step"] == str(step)
            cells = [r for r in group.iter(f"{SVG}rect") if "data-unit" in r.attrib]
            numbers = [float(r.attrib["data-number"]) for r in cells]
            assert numbers == np.ravel(trace[node][step]).tolist(), f"{node} at {at}"


def heard(element: ElementTree.Element, name: str = "") -> list[tuple[str, str]]:
    """(name of what it stands in, text) of every text that is not hidden from a screen reader."""
    if element.attrib.get("aria-hidden") == "true" or "visibility" in element.attrib:
        return []
    name = element.attrib.get("aria-label", name)
    own = [(name, (element.text or "").strip())] if element.tag == f"{SVG}text" else []
    return own + [found for child in element for found in heard(child, name)]


@pytest.mark.parametrize("id", CELLS)
def test_a_screen_reader_hears_every_number_by_its_name_and_no_letter_alone(id: str) -> None:
    cell, t = CELLS[id], catalogue("es")
    first, texts = (heard(stage(id, at)) for at in (1, cell.beats - 1))
    numbers, early = ([one for one in found if "," in one[1]] for found in (texts, first))
    for node in cell.nodes:
        expected = [] if node.op.joins else [t.number(v) for v in traced(id)[node.id][0]]
        named = [text for name, text in numbers if name == t.node(id, node.id)]
        assert named == expected, node.id
    ahead = {t.node(id, node.id) for node in cell.nodes[1:]}  # once the first operation is done
    assert not ahead & {name for name, _ in early}
    letters = {node.symbol for node in cell.nodes if node.symbol} | {"x"}
    assert not letters & {text for _, text in texts}


@pytest.mark.parametrize("id", WITHOUT_MEMORY)
def test_the_lit_box_is_the_operation_just_done(id: str) -> None:
    cell = WITHOUT_MEMORY[id]
    for at in range(1, cell.beats):
        boxes = [
            g for g in stage(id, at).iter(f"{SVG}g") if g.attrib.get("class", "")[:4] == "box "
        ]
        lit = [g.attrib["data-node"] for g in boxes if g.attrib["data-state"] == "active"]
        assert lit == [cell.ids[at - 1]]


def corners(element: ElementTree.Element, x: float = 0, y: float = 0) -> list[list[float]]:
    """Left, top, right, bottom of all that is drawn: letters as wide as they get."""
    moved = re.match(r"translate\(([-\d.]+) ([-\d.]+)\)", element.attrib.get("transform", ""))
    x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
    a, tag = element.attrib, element.tag.removeprefix(SVG)
    found = []
    if tag == "rect":
        left, top = x + float(a["x"]), y + float(a["y"])
        found = [[left, top, left + float(a["width"]), top + float(a["height"])]]
    elif tag == "text":
        wide = 8.5 * len("".join(element.itertext()))
        start = float(a.get("x", 0)) - {"middle": wide / 2, "end": wide}.get(
            a.get("text-anchor"), 0
        )
        found = [[x + start, y + float(a["y"]) - 13, x + start + wide, y + float(a["y"]) + 4]]
    return [*found, *(c for part in element for c in corners(part, x, y))]


@pytest.mark.parametrize("id", EVERY)
@pytest.mark.parametrize("hidden", [1, 4, 16])
def test_the_key_of_the_colours_is_there_and_covers_nothing(id: str, hidden: int) -> None:
    cell, shape = EVERY[id], diagram(EVERY[id], hidden)
    memory = Memory(np.ones((3, hidden))) if cell.attends else None
    trace = run(cell, initial(cell, 7, hidden, seed=4, scale=9.0), np.eye(7), memory=memory)
    args = (cell, TEMPLATES, catalogue("es"), trace, list("NEURONA"), 2 * cell.beats - 1)
    drawing = ElementTree.fromstring(str(draw(*args, key=True)))
    key = next(g for g in drawing if g.attrib.get("class") == "colour-key")
    at = [float(v) for v in re.findall(r"[-\d.]+", key.attrib["transform"])]
    width, height = colour_key.size(cell, shape)
    end = at[0] + width, at[1] + height
    assert min(at) > 0 and end[0] < shape.width and end[1] < shape.height
    assert ("cerrada" in "".join(key.itertext())) == any(is_gate(cell, n) for n in cell.ids)
    drawing.remove(key)
    runs = [[*map(min, a, b), *map(max, a, b)] for w in shape.wires for a, b in pairwise(w.points)]
    for left, top, right, bottom in [*runs, *corners(drawing)]:
        apart = left > end[0] or right < at[0] or top > end[1] or bottom < at[1]
        assert apart, (left, top, right, bottom)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", EVERY)
def test_no_word_crosses_a_wire_or_a_box(id: str, lang: str) -> None:
    cell, shape = EVERY[id], diagram(EVERY[id])
    drawing = ElementTree.fromstring(str(draw(cell, TEMPLATES, catalogue(lang))))
    runs = [[*map(min, a, b), *map(max, a, b)] for w in shape.wires for a, b in pairwise(w.points)]
    faces = [
        [b.x - b.width / 2, b.y - b.height / 2, b.x + b.width / 2, b.y + b.height / 2]
        for b in shape.boxes
        if b.kind != "state"
    ]
    for text in drawing.iter(f"{SVG}text"):
        word = text if text.attrib["class"] == "name" else text.find(f"{SVG}tspan[@class='name']")
        if word is None:
            continue
        letter = 0 if word is text else 24
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        end, top = x + letter + 7.5 * len(word.text or ""), y - 10
        for left, high, right, low in [*runs, *faces]:
            assert left > end or right < x or high > y or low < top, (word.text, x, y)


BY_HAND = {  # operation: the columns whose row of one unit its arithmetic takes
    "lstm": {
        "xh": set(), "f_pre": {"f_pre"}, "f": {"f_pre", "f"}, "kept": {"f", "c_prev", "kept"},
        "c": {"kept", "written", "c"}, "c_squashed": {"c", "c_squashed"},
        "h": {"o", "c_squashed", "h"},
    },
    "gru": {
        "reset": {"r", "n_rec", "reset"}, "n_pre": {"n_in", "reset", "n_pre"},
        "z_not": {"z", "z_not"}, "h": {"written", "kept", "h"},
    },
    "lstm_peephole": {"f_peep": {"c_prev", "f_peep"}, "f_pre": {"f_lin", "f_peep", "f_pre"}},
    "rnn_layer_norm": {"h_pre": {"h_pre"}, "h": {"h_pre", "h"}},
}  # fmt: skip


def marked(drawn: object) -> dict[str, str]:
    found = {}
    for group in ElementTree.fromstring(str(drawn)).iter(f"{SVG}g"):
        for number in group.findall(f"*//{SVG}text[@data-of]"):
            if "chosen" in number.attrib["class"].split() and "data-values" in group.attrib:
                found[group.attrib["data-values"]] = number.attrib["data-of"]
    return found


@pytest.mark.parametrize("id", BY_HAND)
def test_only_the_row_that_is_worked_out_is_marked_and_a_readers_unit_everywhere(id: str) -> None:
    cell, trace = WITHOUT_MEMORY[id], traced(id)

    def drawn(at: int, unit: int = 2, chosen: bool = False) -> dict[str, str]:
        args = (cell, TEMPLATES, catalogue("es"), trace, TOKENS, at, unit)
        return marked(draw(*args, chosen=chosen))

    for node, columns in BY_HAND[id].items():
        at = cell.beats + cell.ids.index(node) + 1
        assert drawn(at) == dict.fromkeys(columns, "2")
        before = {n.id for n in cell.nodes[: at - cell.beats] if not n.op.joins}
        everywhere = before | {f"{s}_prev" for s in cell.states}
        assert drawn(at, chosen=True) == dict.fromkeys(everywhere, "2")
    assert drawn(0) == drawn(cell.beats) == {}


@pytest.mark.parametrize("id", WITHOUT_MEMORY)
@pytest.mark.parametrize("hidden", [1, 6, 20])
def test_nothing_in_the_drawing_needs_an_inline_style(id: str, hidden: int) -> None:
    drawn = str(draw(WITHOUT_MEMORY[id], TEMPLATES, catalogue("en"), traced(id, hidden), TOKENS, 3))
    assert not re.search(r"\sstyle=|<style|<script", drawn)
    ElementTree.fromstring(drawn)


def test_a_token_of_any_kind_is_text() -> None:
    drawn = draw(WITHOUT_MEMORY["rnn"], TEMPLATES, catalogue("es"), traced("rnn"), ("<b>", " "), 1)
    assert "<b>" not in str(drawn)
    assert "&lt;b&gt;" in str(drawn)


def test_colours_run_from_end_to_end() -> None:
    assert [shade(v, "v", 2.0) for v in (-2.0, 0.0, 1.0, 9.0)] == [
        f"var(--v{k})" for k in (0, 10, 17, 20)
    ]
    assert [shade(v, "g", 1.0) for v in (0.0, 0.5, 1.0)] == [f"var(--g{k})" for k in (0, 10, 20)]

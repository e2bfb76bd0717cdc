"""The stage as the server draws it says what the trace says, at every position, for every cell."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from app.cells import CELLS, NORMALISED
from app.core.params import initial
from app.core.run import run
from app.core.trace import Trace
from app.i18n import catalogue
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


@pytest.mark.parametrize("id", WITHOUT_MEMORY)
def test_the_lit_box_is_the_operation_just_done(id: str) -> None:
    cell = WITHOUT_MEMORY[id]
    for at in range(1, cell.beats):
        boxes = [
            g for g in stage(id, at).iter(f"{SVG}g") if g.attrib.get("class", "")[:4] == "box "
        ]
        lit = [g.attrib["data-node"] for g in boxes if g.attrib["data-state"] == "active"]
        assert lit == [cell.ids[at - 1]]


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

"""Geometry promises of every cell's drawing, and its picture."""

import os
import re
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import jinja2
import pytest

from app.cells import EVERY
from app.core.cell import CellError
from app.core.diagram import NAMED_ROLES, Box, Diagram, Wire, column_height, diagram
from app.i18n import catalogue
from app.pages.site import environment
from app.pages.stage import draw
from app.settings import assets

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
SIZES = (4, 8, 16)
NUMBER = 35  # px: "−0,00" in 11.5 px
Rect = tuple[float, float, float, float]  # left, top, right, bottom
Run = tuple[tuple[float, float], tuple[float, float]]

every = pytest.mark.parametrize("id", EVERY)
at_every_size = pytest.mark.parametrize("hidden", SIZES)


def face(b: Box) -> Rect:
    return b.x - b.width / 2, b.y - b.height / 2, b.x + b.width / 2, b.y + b.height / 2


def values(b: Box) -> Rect:
    """A column with its numbers."""
    c = b.column
    assert c is not None
    if c.numbers == "row":
        return c.x, c.y, c.x + 90, c.y + c.height
    left = c.x - (7 + NUMBER if c.numbers == "left" else 0)
    return left, c.y, c.x + 18 + (7 + NUMBER if c.numbers == "right" else 0), c.y + c.height


def label(b: Box, d: Diagram, cell_id: str) -> Rect | None:
    """The letter over a column."""
    c = b.column
    node = EVERY[cell_id].by_id.get(b.id)
    if (
        c is None
        or c.numbers == "row"
        or (node and not node.symbol and node.role not in NAMED_ROLES)
    ):
        return None
    under = c.y > b.y and node is not None
    top = c.y + c.height + 3 if under else c.y - 22
    return c.x, top, c.x + 18, top + 17


def runs(w: Wire) -> list[Run]:
    return list(pairwise(w.points))


def meets(run: Run, rect: Rect, slack: float = 1.0) -> bool:
    (x0, y0), (x1, y1) = run
    left, top, right, bottom = rect
    return (
        max(x0, x1) > left + slack
        and min(x0, x1) < right - slack
        and max(y0, y1) > top + slack
        and min(y0, y1) < bottom - slack
    )


def overlap(a: Rect, b: Rect) -> bool:
    return a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1


@every
@at_every_size
def test_no_wire_crosses_a_box_a_column_or_a_label(id: str, hidden: int) -> None:
    d = diagram(EVERY[id], hidden)
    for w in d.wires:
        for run in runs(w):
            for b in d.boxes:
                assert not meets(run, face(b)), f"{w.node} -> {w.to} runs through {b.id}"
                own = b.kind == "state" and b.id in (w.node, w.to)
                if b.column and not own:
                    assert not meets(run, values(b)), f"{w.node} -> {w.to}: values of {b.id}"
                place = label(b, d, id)
                assert not place or not meets(run, place), f"{w.node} -> {w.to}: label of {b.id}"


@every
@at_every_size
def test_columns_overlap_nothing(id: str, hidden: int) -> None:
    d = diagram(EVERY[id], hidden)
    shown = [b for b in d.boxes if b.column]
    for a, b in combinations(shown, 2):
        assert not overlap(values(a), values(b)), f"values of {a.id} and {b.id}"
    for a in shown:
        for b in d.boxes:
            if a is not b and b.kind != "state":
                assert not overlap(values(a), face(b)), f"values of {a.id} over box {b.id}"
        name = label(a, d, id)
        for b in shown:
            if name and a is not b:
                assert not overlap(name, values(b)), f"label of {a.id} over values of {b.id}"


@every
def test_wires_of_different_values_cross_at_right_angles_and_share_nothing(id: str) -> None:
    d = diagram(EVERY[id])
    for a, b in combinations(d.wires, 2):
        if a.node == b.node:
            continue
        for (p, q), (r, s) in ((u, v) for u in runs(a) for v in runs(b)):
            if (p[0] == q[0]) == (r[0] == s[0]):
                k = 0 if p[0] == q[0] else 1
                low, high = (
                    max(min(p[1 - k], q[1 - k]), min(r[1 - k], s[1 - k])),
                    min(max(p[1 - k], q[1 - k]), max(r[1 - k], s[1 - k])),
                )
                assert p[k] != r[k] or low >= high, f"{a.node} and {b.node} share a run"
            else:
                (p, q), (r, s) = ((p, q), (r, s)) if p[1] == q[1] else ((r, s), (p, q))
                touch = min(p[0], q[0]) <= r[0] <= max(p[0], q[0])
                touch = touch and min(r[1], s[1]) <= p[1] <= max(r[1], s[1])
                inside = min(p[0], q[0]) + 11 < r[0] < max(p[0], q[0]) - 11
                inside = inside and min(r[1], s[1]) + 11 < p[1] < max(r[1], s[1]) - 11
                assert not touch or inside, f"{a.node} and {b.node} meet at a bend"


@every
def test_every_reader_is_reached_from_its_values_box(id: str) -> None:
    cell, d = EVERY[id], diagram(EVERY[id])
    wanted = [(a, n.id) for n in cell.nodes for a in n.args]
    wanted += [(s, f">{s}") for s in cell.states]
    assert sorted((w.node, w.to) for w in d.wires) == sorted(wanted)
    for w in d.wires:
        for box, point in ((d.box(w.node), w.points[0]), (d.box(w.to), w.points[-1])):
            left, top, right, bottom = face(box)
            assert point[0] in (left, right) or point[1] in (top, bottom)
            assert left <= point[0] <= right and top <= point[1] <= bottom
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in runs(w))


@every
@at_every_size
def test_everything_is_inside_the_canvas(id: str, hidden: int) -> None:
    d = diagram(EVERY[id], hidden)
    for rect in [face(b) for b in d.boxes] + [values(b) for b in d.boxes if b.column]:
        assert rect[0] >= 4 and rect[1] >= 4 and rect[2] <= d.width - 4 and rect[3] <= d.height - 4
    for b in d.boxes:
        name = label(b, d, id)
        assert not name or (name[1] >= 0 and name[3] <= d.height)


@every
def test_the_horizontal_wire_lets_the_vertical_one_pass(id: str) -> None:
    expected = {
        "gru": 1, "gru_reset_before": 1, "lstm_peephole": 1, "gru_luong": 1, "gru_bahdanau": 4,
        "gru_layer_norm": 1,
    }.get(id, 0)  # fmt: skip
    holes = {(w.node, gap) for w in diagram(EVERY[id]).wires for gap in w.gaps}
    assert len(holes) == expected


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("h_pre ", ". "), "'h_pre' stands 0 times"),
        (("x   .", "nobody ."), "'nobody' is no node"),
        (("x   .", "x ~h"), "no wire passes '~h' in row 2"),
        (("x   .", "x"), "differ in length"),
        ((".       x   .", "x . ."), "no wire of 'x' reaches 'xh'"),
    ],
)
def test_a_wrong_grid_is_refused_with_cell_and_token(change: tuple[str, str], message: str) -> None:
    rnn = EVERY["rnn"]
    with pytest.raises(CellError, match=f"^rnn.grid: .*{re.escape(message)}"):
        diagram(replace(rnn, grid=rnn.grid.replace(*change)))


def test_up_to_eight_units_have_rows_for_their_numbers() -> None:
    heights = {h: column_height(h) for h in (1, 4, 5, 8, 9, 64)}
    assert heights == {1: 17, 4: 56, 5: 59, 8: 92, 9: 56, 64: 56}


@pytest.mark.snapshot
@every
def test_the_picture_is_the_accepted_one(id: str) -> None:
    templates: jinja2.Environment = environment(assets("templates"))
    drawn = re.sub(r"\n\s*\n", "\n", str(draw(EVERY[id], templates, catalogue("en"))))
    accepted = SNAPSHOTS / f"{id}.svg"
    changed = SNAPSHOTS / f"{id}-changed.svg"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        accepted.write_text(drawn, encoding="utf-8")
    if not accepted.exists() or accepted.read_text(encoding="utf-8") != drawn:
        changed.write_text(drawn, encoding="utf-8")
        pytest.fail(f"look at {changed.name}; if it is right, `make snapshots`")
    changed.unlink(missing_ok=True)

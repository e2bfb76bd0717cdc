"""Where the key of the colours stands in a cell's drawing: the first corner that is free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

from ..core.cell import Cell
from ..core.diagram import Box, Diagram, Point
from ..figures.heat import end
from ..figures.scale import is_gate
from ..i18n import Catalogue

WIDE, ROW, TICKS, GAP = 150, 13, 12, 5  # the key as templates/_key.html draws it
MARGIN, AIR = 6, 8
NARROW = 552  # px that a drawing has on the narrowest screen that shows it whole
LEAST = 0.73  # of its size, the smallest drawing; as in static/js/views/stage-size.js
NUMBER, WORDS, INPUT = 62, 150, 150  # px of a number, of a letter and its word, of a row of x

Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class Key:
    """What a key of colours says: whether there are gates, and where the scale around zero ends."""

    gates: bool
    low: str
    high: str


def key(t: Catalogue, most: float, *cells: Cell) -> Key:
    """The key of what stands together; most: where its scale around zero ends."""
    return Key(any(map(gated, cells)), end(t, -most), end(t, most))


def gated(cell: Cell) -> bool:
    return any(is_gate(cell, id) for id in cell.ids)


def size(cell: Cell, drawn: Diagram) -> Point:
    """Width and height at their largest: they are as many px on every screen."""
    grown = 1 / max(LEAST, min(1.0, NARROW / drawn.width))
    rows = ROW + TICKS + (ROW + GAP if gated(cell) else 0)
    return WIDE * grown, rows * grown


@cache
def place(cell: Cell, drawn: Diagram) -> Point | None:
    """Its upper left corner: the one nearest to the drawing's where it covers nothing, if any."""
    width, height = size(cell, drawn)
    taken = list(_taken(cell, drawn))
    xs = [MARGIN, *(right for _, _, right, _ in taken)]
    ys = [MARGIN, *(bottom for _, _, _, bottom in taken)]
    for x, y in sorted(product(xs, ys), key=lambda p: (p[0] + p[1], p)):
        inside = x >= MARGIN and x + width <= drawn.width and y + height <= drawn.height
        if inside and not any(
            x < right and left < x + width and y < bottom and top < y + height
            for left, top, right, bottom in taken
        ):
            return x, y
    return None


def _taken(cell: Cell, drawn: Diagram) -> Iterator[Corners]:
    for wire in drawn.wires:
        for (ax, ay), (bx, by) in pairwise(wire.points):
            yield min(ax, bx) - AIR, min(ay, by) - AIR, max(ax, bx) + AIR, max(ay, by) + AIR
    for box in drawn.boxes:
        w, h = box.width / 2 + AIR, box.height / 2 + AIR
        if box.kind != "state":
            yield box.x - w, box.y - h, box.x + w, box.y + h
        yield from _values(box)


def _values(box: Box) -> Iterator[Corners]:
    """Its column or row with numbers, letter and word."""
    c = box.column
    if c is None:
        return
    if c.numbers == "row":
        yield c.x - AIR, c.y - AIR, c.x + INPUT, c.y + c.height + AIR
        yield min(c.x, box.x - NUMBER), box.y - 16, c.x + INPUT + NUMBER, box.y + 16
        return
    left, right = (NUMBER, AIR) if c.numbers == "left" else (AIR, NUMBER)
    yield c.x - left, c.y - AIR, c.x + 18 + right, c.y + c.height + AIR
    word = NUMBER if box.kind == "state" else WORDS
    below = c.y > box.y and box.kind != "state"
    top = c.y + c.height if below else c.y - 30
    yield c.x - AIR, top, c.x + word, top + 30

"""The stage as the server draws it: a cell's diagram, bare or with the values of a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import jinja2
import numpy as np
from markupsafe import Markup

from ..core.cell import Cell
from ..core.diagram import Box, Column, Diagram, Point, Wire, diagram
from ..core.ops import Op
from ..figures.scale import NEAREST, Scale, largest, scale
from ..figures.theme import PALETTES
from ..narrator.written import rows
from . import colour_key
from .shapes import SIGNS, cells, curve, path
from .step_names import short

LETTER, WORD, TALL, AIR = 26, 8.2, 15, 6  # px of a letter with its step, of each one of a word
BARE = PALETTES["light"]
"""For a picture outside the pages, where no style sheet says what a token is."""


WIDE = 1220  # units: what is wider has the page's whole width
CLOSE = 1060  # the same where rows are low (five to eight units): it can shrink less
PLACE = (930, 590)  # px beside the panels: what is taller there has its sentence beside it


def draw(
    cell: Cell,
    templates: jinja2.Environment,
    t: Any,
    trace: Any = None,
    tokens: tuple[str, ...] | list[str] | None = None,
    at: int = 0,
    unit: int = 0,
    shape: Diagram | None = None,
    *,
    chosen: bool = False,
    most: float = 0,
    key: bool = False,
) -> Markup:
    """The SVG at a position of a trace; between two timesteps, the finished earlier part shows.

    unit is the one in front; chosen: it is the reader's, and marked in every column; key: with
    a key of the colours, where the drawing has a free corner.
    most: where its colours end, beside another cell's. Without a trace: the bare cell, every box
    in its colour, a picture that needs no style sheet.
    """
    hidden = trace.hidden if trace is not None else 4
    reach = most or (largest(trace) if trace else 0)
    drawn = shape or diagram(cell, hidden)
    scene = Scene(cell, drawn, t, trace, tokens, at, unit, chosen, reach, key)
    return Markup(templates.get_template("_stage.html").module.stage(scene))  # type: ignore[attr-defined]


def wide(width: float, hidden: int) -> bool:
    """Whether a drawing has the whole width of the page."""
    return width > (CLOSE if 4 < hidden < 9 else WIDE)


def tall(width: float, height: float) -> bool:
    """Whether a drawing is still high where it is as wide as the place beside the panels."""
    return height * min(1, PLACE[0] / width) > PLACE[1]


@dataclass(frozen=True)
class Scene:
    """What the template asks for; everything here is derived from cell, diagram and trace."""

    cell: Cell
    diagram: Diagram
    t: Any
    trace: Any
    tokens: Any
    at: int
    unit: int
    chosen: bool
    most: float
    keyed: bool

    @property
    def corner(self) -> Point | None:
        """Where the key of the colours stands."""
        return colour_key.place(self.cell, self.diagram) if self.keyed else None

    @property
    def key(self) -> colour_key.Key:
        return colour_key.key(self.t, self.most, self.cell)

    @property
    def wide(self) -> bool:
        return wide(self.diagram.width, len(self.numbers("h")))

    @property
    def bare(self) -> bool:
        return self.trace is None

    @property
    def step(self) -> int:
        return min(self.at // self.cell.beats, int(self.trace.steps) - 1)

    @property
    def done(self) -> int:
        """Operations of this timestep that are done; a timestep not begun is shown finished."""
        beat = self.at - self.step * self.cell.beats
        return beat or self.cell.beats - 1

    def has(self, value: str) -> bool:
        value = value.removeprefix(">")
        inputs = value in self.cell.inputs
        return self.bare or inputs or self.cell.ids.index(value) < self.done

    def state(self, id: str) -> str:
        if self.bare or id in self.cell.inputs or id[0] == ">":
            return "done"
        if self.has(id):
            return "active" if self.cell.ids.index(id) == self.done - 1 else "done"
        return "ready" if all(map(self.has, self.cell.node(id).args)) else "idle"

    def hue(self, id: str) -> str:
        if id in ("x", "memory"):
            return {"x": "x", "memory": "a"}[id]
        letter = id.removeprefix(">").removesuffix("_prev")
        return self.cell.node(letter).hue

    def parts(self, value: str) -> list[str]:
        """The hues of a wire, the solid one first: two of what a join sets side by side."""
        return list(dict.fromkeys(self.hue(v) for v in reversed(self.cell.joined(value))))

    def frame(self, id: str) -> str:
        """The colour of a column's frame: its role's, a plain one for what is not activated yet."""
        node = self.cell.by_id.get(id)
        plain = node is not None and not node.symbol and node.op.shape == "affine"
        return "ink2" if plain or (node and node.role == "sum") else f"{self.hue(id)}-line"

    def ink(self, attribute: str, token: str) -> Markup:
        """A colour written on the shape itself, where no style sheet will come."""
        if not self.bare:
            return Markup()
        return Markup(' {}="var(--{}, {})"').format(attribute, token, BARE[token])

    def path(self, wire: Wire) -> str:
        return path(wire.points, wire.gaps, self.square(wire.node))

    def square(self, value: str) -> frozenset[Point]:
        return frozenset((x, y) for v, x, y in self.diagram.dots if v == value)

    def front(self, count: int) -> int:
        """The unit whose number is written; of what has fewer, the last."""
        return min(self.unit, count - 1)

    def marks(self, id: str) -> bool:
        """Whether the unit in front is marked: a reader's everywhere, else where a row is made."""
        beat = (self.at - 1) % self.cell.beats
        made = self.at > 0 and beat < len(self.cell.ids)
        return self.chosen or (made and id in rows(self.cell, self.cell.ids[beat]))

    def symbol(self, id: str) -> tuple[str, str, str]:
        """Letter, subscript, name of the value that stands at a box; "" where it has no letter."""
        letter, prev = id.removeprefix(">").removesuffix("_prev"), id.endswith("_prev")
        node = self.cell.by_id.get(id)
        if node is not None:
            letter = node.symbol
        when = ("t\u22121" if prev else "t") if self.bare else str(self.step + (not prev))
        name = self.t.node(self.cell.id, id, form="short") if node is not None else ""
        return letter, when, name

    def start(self, box: Box, name: str, word: str, y: float) -> float:
        """Where the letter and the word of a box's values begin.

        At their column, or as much nearer to the box's own wire as they need to end before another.
        """
        c = box.column
        assert c is not None
        wide = LETTER * bool(name) + WORD * len(word)
        stops = [c.x + wide]
        for wire in self.diagram.wires:
            for (ax, ay), (bx, by) in pairwise(wire.points):
                if ax == bx > c.x and min(ay, by) < y and max(ay, by) > y - TALL:
                    stops.append(ax - AIR)
        for other in self.diagram.boxes:
            left, half = other.x - other.width / 2, other.height / 2
            if left > c.x and other.y - half < y and other.y + half > y - TALL:
                stops.append(left - AIR)
        return max(min(c.x, min(stops) - wide), box.x + AIR)

    def label(self, box: Box) -> tuple[str, str]:
        """What an affine or a weight in a circle says: the letter of its matrix, its owner."""
        node = self.cell.node(box.id)
        if node.op.param:
            return node.op.param, node.owner
        letter, _, owner = self.cell.pairs(node)[0][1].partition("_")
        return letter, owner

    def sign(self, box: Box) -> str:
        return SIGNS.get(self.op(box).glyph, "")

    def op(self, box: Box) -> Op:
        return self.cell.node(box.id).op

    def curve(self, box: Box) -> tuple[str, float]:
        return curve(self.op(box))

    def numbers(self, id: str) -> list[float]:
        """The values of a column at this timestep, not rounded."""
        t = self.step
        if id[0] == ">":
            id = id[1:]
        return [float(v) for v in np.ravel(self.trace[id][t])]

    def fills(self, id: str) -> list[str]:
        if id == "x" and self.one_hot:
            return ["var(--x-line)" if v else "var(--sunken)" for v in self.numbers(id)]
        return shades(self.numbers(id), scale(self.cell, id.removeprefix(">"), self.most))

    @property
    def one_hot(self) -> bool:
        x = np.asarray(self.trace["x"])
        return bool(((x == 0) | (x == 1)).all() and (x.sum(axis=-1) == 1).all())

    @property
    def token(self) -> str:
        """What stands in the box of x: the token, cut short; x where the input has no tokens."""
        if self.bare or not self.tokens:
            return ""
        return short(self.tokens[self.step], 3)

    def cells(self, column: Column, count: int) -> list[tuple[float, float, float, float]]:
        return cells(column, count)


def shade(value: float, name: str, most: float = NEAREST) -> str:
    """The cell colour of a number: one of 21 of the theme's scale."""
    return shades([value], Scale(name, most))[0]


def tint(place: float) -> str:
    """A colour of the scale around zero by its place, -1 ... 1."""
    return f"var(--v{10 + round(10 * place)})"


def shades(values: Sequence[float], of: Scale) -> list[str]:
    return [f"var(--{of.name}{level})" for level in of.levels(np.array(values)).tolist()]

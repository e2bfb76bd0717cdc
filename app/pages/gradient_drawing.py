"""The backward wave as the server draws it: up to eight compact copies of the cell side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..core.diagram import Box, Diagram, Wire, diagram
from .gradient_wave import Wave
from .shapes import SIGNS, curve, path
from .step_names import short

TILES = 8
SCALE = 0.42
TOP = 24  # px over the drawing for the columns' names
SIDE = 92  # px at the right for the columns of the states


@dataclass(frozen=True)
class Column:
    """The gradient of a state at a step: cells, numbers, the place of its name."""

    state: str
    x: float
    y: float
    pitch: float
    height: float
    numbers: bool


@dataclass(frozen=True)
class Drawing:
    """Geometry in px and the first picture; static/js/views/gradient-wave.js goes on from it."""

    wave: Wave

    @cached_property
    def diagram(self) -> Diagram:
        return diagram(self.wave.cell, 1)

    @property
    def tiles(self) -> list[int]:
        """The timestep of each tile."""
        count = min(TILES, self.wave.steps)
        first = min(max(0, self.wave.step - count // 2), self.wave.steps - count)
        return list(range(first, first + count))

    @cached_property
    def edges(self) -> tuple[float, float]:
        """Where the states' wires enter and leave, in the diagram's units."""
        states = [b for b in self.diagram.boxes if b.kind == "state"]
        xs = sorted(b.x for b in states)
        return xs[0] + 9, xs[-1] - 9

    @property
    def wide(self) -> float:
        return round((self.edges[1] - self.edges[0]) * SCALE, 1)

    @property
    def width(self) -> float:
        return self.wide + SIDE

    @property
    def transform(self) -> str:
        return f"translate(0 {TOP}) scale({SCALE}) translate({-self.edges[0]:g} 0)"

    def place(self, x: float, y: float) -> tuple[float, float]:
        return round((x - self.edges[0]) * SCALE, 1), round(y * SCALE + TOP, 1)

    @cached_property
    def columns(self) -> list[Column]:
        """From the top belt down, never over one another."""
        hidden = self.wave.trace.hidden
        pitch = 13.0 if hidden <= 8 else 72 / hidden
        tall, free, made = hidden * pitch, float(TOP), list[Column]()
        belts = [(self.diagram.box(f">{s}").y, s) for s in self.wave.cell.states]
        for y, s in sorted(belts):
            top = max(free, self.place(0, y)[1] - tall / 2)
            made.append(Column(s, self.wide + 6, top, pitch, tall, hidden <= 8))
            free = top + tall + 24
        return made

    @property
    def height(self) -> float:
        last = self.columns[-1]
        return round(max(self.diagram.height * SCALE + TOP, last.y + last.height + 10), 1)

    def belt(self, state: str) -> float:
        return self.place(0, self.diagram.box(f">{state}").y)[1]

    def boxes(self) -> list[Box]:
        return [b for b in self.diagram.boxes if b.kind not in ("state",)]

    def path(self, wire: Wire) -> str:
        square = frozenset((x, y) for v, x, y in self.diagram.dots if v == wire.node)
        return path(wire.points, wire.gaps, square)

    def glyph(self, box: Box) -> str:
        """The activation's curve or the sign, as a path; "" for what is told by its letter."""
        if box.kind == "input":
            return ""
        op = self.wave.cell.node(box.id).op
        if box.kind == "curve":
            return curve(op)[0]
        if op.joins:
            return "M-5-9H-9V9H-5M5-9H9V9H5"
        return SIGNS.get(op.glyph, "M-7 0H-3M1-6V6" if op.glyph == "1−" else "")

    def letters(self) -> list[tuple[str, str, float, float]]:
        """(node, letter, x, y): the values that have a letter, beside their boxes."""
        made = []
        for b in self.boxes():
            node = self.wave.cell.by_id.get(b.id)
            if node is None or not node.symbol or b.column is None or node.op.shape == "affine":
                continue
            above = b.column.y + b.column.height <= b.y
            x, y = self.place(b.x + b.width / 2, b.y)
            made.append((b.id, node.symbol, x + 3, y - 7 if above else y - 4))
        return made

    def token(self, step: int) -> str:
        return short(self.wave.tokens[step])

    def word(self, step: int) -> str:
        """As much of a token as the widest cell of a row has room for."""
        return short(self.wave.tokens[step], 8)

    def head(self, step: int) -> str:
        return self.wave.heads[step]

    def name(self, value: str) -> str:
        t, cell = self.wave.t, self.wave.cell
        if value == "x":
            return "x"
        if value == "memory":
            return str(t.node(cell.id, value))
        if value in cell.inputs:
            return str(t("gradients.symbol_before", s=value.removesuffix("_prev")))
        return str(t.node(cell.id, value))

    # What is done at the page's position, as gradient-wave.js has it for every position.

    def done(self, step: int) -> int:
        """Operations of a timestep that have passed the gradient on; beats when handed over."""
        back = self.wave.steps - 1 - step
        return min(max(0, self.wave.at - back * self.wave.beats), self.wave.beats)

    def order(self, node: str) -> int:
        return len(self.wave.cell.ids) - 1 - self.wave.cell.ids.index(node)

    def known(self, step: int, node: str) -> bool:
        return self.done(step) > self.order(node)

    def box_state(self, step: int, node: str) -> str:
        if node in self.wave.cell.inputs:
            return "idle"
        if not self.known(step, node):
            return "idle"
        here = step == self.wave.step and self.done(step) - 1 == self.order(node)
        return "active" if here else "done"

    def wire_state(self, step: int, wire: Wire) -> str:
        if wire.to[0] == ">":
            handed = self.wave.at - (self.wave.steps - 1 - step) * self.wave.beats
            if handed < 0 or step == self.wave.steps - 1:
                return "idle"
            state = "active" if handed == 0 else "done"
        else:
            state = self.box_state(step, wire.to)
        return state if state == "idle" or self.size(step, wire) else "zero"

    def size(self, step: int, wire: Wire) -> float:
        return float(self.wave.wires[wire.node, wire.to][step])

    def cells(self, step: int, column: Column) -> list[dict[str, Any]]:
        sizes = self.wave.sizes
        return [
            {"unit": u, "number": v, "level": sizes.level(v), "shown": sizes.written(v),
             "y": round(column.y + u * column.pitch, 2)}
            for u, v in enumerate(self.wave.nodes[column.state][step].tolist())
        ]  # fmt: skip

    @property
    def operation_place(self) -> tuple[str, int, int] | None:
        """(node, step, unit) of the largest gradient of the operation just passed."""
        w = self.wave
        beat = (w.at - 1) % w.beats
        if not w.at or beat == len(w.cell.ids):
            return None
        node = w.cell.nodes[len(w.cell.ids) - 1 - beat]
        if node.op.joins or w.cell.axes[node.id] != "H":
            return None
        return node.id, w.step, int(np.argmax(np.abs(w.nodes[node.id][w.step])))

    @property
    def operation(self) -> dict[str, Any] | None:
        """The operation just passed: what arrived, and what it sent on to each of its arguments."""
        w = self.wave
        beat = (w.at - 1) % w.beats
        if not w.at or beat == len(w.cell.ids):
            return None
        node = w.cell.nodes[len(w.cell.ids) - 1 - beat]
        came = float(w.norms[node.id][w.step])
        args = dict.fromkeys(node.args)
        sent = [(self.name(a), float(w.wires[a, node.id][w.step])) for a in args]
        return {"name": self.name(node.id), "came": came, "sent": sent}

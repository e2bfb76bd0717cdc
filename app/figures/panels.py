"""What the panels beside the stage show before any script runs: the figures' rows, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..core.trace import Trace
from . import FIGURES, gates, heat, states, views
from .look import Look
from .outputs import Outputs
from .theme import MARKERS

SHAPES = {  # Plotly's markers as paths in 12 × 12
    "circle": "M10 6a4 4 0 1 1-8 0a4 4 0 1 1 8 0z",
    "square": "M2.5 2.5h7v7h-7z",
    "diamond": "M6 1l4.5 5-4.5 5-4.5-5z",
    "cross": "M4.4 1.5h3.2v2.9h2.9v3.2H7.6v2.9H4.4V7.6H1.5V4.4h2.9z",
    "triangle-up": "M6 1.5l5 8.5H1z",
    "triangle-down": "M6 10.5l5-8.5H1z",
    "triangle-left": "M1.5 6l8.5-5v10z",
    "triangle-right": "M10.5 6l-8.5-5v10z",
}
GAP_X, GAP_Y = 0.13, 0.1  # shares of a cell left free
TOKENS_WIDTH = 288  # px that the tokens have at the narrowest


@dataclass(frozen=True)
class Strip:
    """One node's block: its row, and the cells of each of the 21 colours as one SVG path."""

    row: heat.Row
    units: int
    steps: int

    @property
    def scale(self) -> str:
        return self.row.scale.name

    @property
    def height(self) -> int:
        return heat.block(self.units)

    def paths(self) -> list[tuple[int, str]]:
        """(level, d) in a viewBox of steps × units."""
        cell = f"h{1 - GAP_X:g}v{1 - GAP_Y:g}h-{1 - GAP_X:g}z"
        found: dict[int, list[str]] = {}
        for unit, levels in enumerate(self.row.levels()):
            for step, level in enumerate(levels):
                found.setdefault(level, []).append(
                    f"M{step + GAP_X / 2:g} {unit + GAP_Y / 2:g}{cell}"
                )
        return [(level, "".join(found[level])) for level in sorted(found)]


@dataclass(frozen=True)
class Legend:
    """A bar of 21 colours and the numbers at its ends."""

    scale: str
    low: str
    high: str


@dataclass(frozen=True)
class Heat:
    """A heatmap panel: tokens above, a strip a node, legends below."""

    view: str
    trace: Trace
    look: Look
    nodes: Sequence[str]
    most: float = 0  # where the colours end, if not at its own largest size

    @cached_property
    def strips(self) -> list[Strip]:
        rows = heat.rows(self.trace, self.nodes, self.look, self.most)
        return [Strip(row, self.trace.hidden, self.trace.steps) for row in rows]

    @property
    def tokens(self) -> list[tuple[int, float, str]]:
        """(step from 0, middle in percent, label) of the tokens that fit."""
        steps = self.trace.steps
        ticks = self.look.ticks(steps, TOKENS_WIDTH)
        pairs = zip(ticks["tickvals"], ticks["ticktext"], strict=True)
        return [(n - 1, round(100 * (n - 0.5) / steps, 3), name) for n, name in pairs]

    @property
    def legends(self) -> list[Legend]:
        """One a scale, in the order of the strips."""
        t = self.look.t
        scales = dict.fromkeys(strip.row.scale for strip in self.strips)
        return [Legend(of.name, heat.end(t, of.low), heat.end(t, of.most)) for of in scales]


@dataclass(frozen=True)
class Panels:
    """The first card (gates, else states) and the tabs of the second: `panels` in the template."""

    trace: Trace
    look: Look
    outputs: Outputs | None = None

    @cached_property
    def views(self) -> tuple[str, ...]:
        return views(self.trace.cell, self.outputs is not None)

    @cached_property
    def heats(self) -> dict[str, Heat]:
        shown = {"gates": gates.nodes, "states": states.nodes}
        return {
            v: Heat(v, self.trace, self.look, shown[v](self.trace.cell))
            for v in self.views
            if v in shown
        }

    @property
    def first(self) -> str:
        return self.views[0]

    @property
    def tabs(self) -> list[str]:
        """The other views: states, then what the network answers, then the rest."""
        order = ("states", "outputs", "unit_lines", "phase", "similarity", "saturation")
        return [
            v
            for v in sorted(FIGURES, key=lambda v: order.index(v) if v in order else 9)
            if v in self.views[1:]
        ]

    def title(self, view: str) -> str:
        return self.look.t(f"figures.{view}.title", unit=1)

    @property
    def size(self) -> str:
        t = self.look.t
        return t("figures.size", n=self.trace.hidden, steps=t("figures.steps", n=self.trace.steps))

    def lines(self, view: str) -> list[tuple[str, str, str, str]]:
        """(hue, symbol, marker, node) of each line that a view of one unit draws."""
        if view != "unit_lines":
            return []
        nodes = [self.trace.cell.node(id) for id in FIGURES[view].nodes(self.trace.cell)]
        return [(n.hue, n.symbol or n.id, SHAPES[MARKERS[n.hue]], n.id) for n in nodes]

    def note(self, view: str) -> str:
        """What one must know to read a view; the phase portrait says its own."""
        key = f"figures.{view}.note"
        limits = {"low": self.look.t.number(0.1, 1), "high": self.look.t.number(0.9, 1)}
        return self.look.t(key, **limits) if self.look.t.has(key) else ""

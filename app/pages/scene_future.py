"""Two futures of one unit: the states as they are, and as they become once a value is clamped."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.ops import Array
from ..core.trace import Trace
from .lab import Lab
from .scene_drawing import line

HEIGHT, LEFT, RIGHT = 148, 46, 60


@dataclass(frozen=True)
class Chart:
    """One state of one unit over the steps, both ways, scaled to its largest value."""

    letter: str
    label: str
    hue: str
    xs: list[float]
    before: list[float]
    after: list[float]
    most: float
    ticks: tuple[str, str]

    def y(self, value: float) -> float:
        return round(18 + (1 - value / self.most) / 2 * (HEIGHT - 54), 2)

    @property
    def real(self) -> str:
        return line(self.xs, [self.y(v) for v in self.before])

    @property
    def other(self) -> str:
        return line(self.xs, [self.y(v) for v in self.after])

    @property
    def gap(self) -> str:
        back = line(self.xs[::-1], [self.y(v) for v in self.after[::-1]])
        return f"{self.real}{back.replace('M', 'L', 1)}Z"

    @property
    def points(self) -> list[tuple[float, float, float]]:
        rows = zip(self.xs, self.before, self.after, strict=True)
        return [(round(x, 1), self.y(a), self.y(b)) for x, a, b in rows]

    @property
    def ends(self) -> tuple[float, float]:
        """Where the names stand at the lines' ends, not on top of each other."""
        a, b = self.y(self.before[-1]) + 4, self.y(self.after[-1]) + 4
        if abs(a - b) < 14:
            a, b = (a - 7, b + 7) if a <= b else (a + 7, b - 7)
        return a, b


class Future:
    """Charts of every state of the unit that is looked at; step is the first that is changed."""

    height, left, width = HEIGHT, LEFT, 860

    def __init__(self, before: Trace, clamped: Lab) -> None:
        t, after = clamped.t, clamped.trace
        override = clamped.asked["overrides"][0]
        self.unit = clamped.unit if override.unit is None else override.unit
        self.step = override.step or 0
        self.tokens, self.beats = clamped.tokens, clamped.beats
        self.pitch = (self.width - LEFT - RIGHT - 40) / max(1, clamped.steps - 1)
        xs = [self.x(k) for k in range(clamped.steps)]
        self.charts = [
            _chart(state, clamped, before[state], after[state], self.unit, xs)
            for state in reversed(clamped.cell.states)
        ]
        node = t.node(clamped.cell.id, override.node)
        self.title = t("scenes.future", unit=self.unit + 1)
        self.said = t(
            "scenes.future_said",
            node=node,
            value=float(override.value),
            was=float(before[override.node][self.step, self.unit]),
            step=self.step + 1,
        )

    def x(self, step: int) -> float:
        return round(LEFT + 12 + self.pitch * step, 1)


def _chart(state: str, lab: Lab, before: Array, after: Array, unit: int, xs: list[float]) -> Chart:
    real, other = ([float(v) for v in a[:, unit]] for a in (before, after))
    most = max(1.0, *(abs(v) for v in (*real, *other)))
    node = lab.cell.node(state)
    ticks = (lab.t.number(most, 1), lab.t.number(-most, 1))
    return Chart(state, lab.t.node(lab.cell.id, state), node.hue, xs, real, other, most, ticks)

"""Gradients that explode or vanish on a real training, beside the same with remedies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..core.ops import Array
from ..i18n import Catalogue
from ..i18n.writing import raised
from ..learning.tasks.cues import delayed_cue
from ..learning.watched import Moment, Watched
from ..scenes import Scene
from ..scenes.learned import results
from ..scenes.measure import EXPLODES, VANISHES, measured
from ..scenes.two_problems import CLIP, MOMENTS, SEED, UPDATES, asked, remedies
from .scene_drawing import LOWEST, Plot, decades
from .scene_signs import GUESS, SHOWN, told

STARTS = ("explodes", "vanishes")


@dataclass(frozen=True)
class Chart:
    """A chart of the training: its axes, ticks (value, text) and marks (name, value)."""

    id: str
    plot: Plot
    ticks: list[tuple[float, str]]
    paths: list[str]
    marks: list[tuple[str, float]]
    clipped: str = ""  # where the gradient was shortened, as ticks on the upper edge


class Training:
    """Two runs over one another: without remedies, and with those that are switched on."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t, self.cell, self.gap = t, values["cell"], int(values["gap"])
        self.remedies = remedies(values)
        self.radius = float(values["radius"])
        self.asked = asked(values)
        self.end = 100
        self.every = self.end // MOMENTS

    @cached_property
    def runs(self) -> list[tuple[str, Watched]]:
        """Taken when they are drawn: what the tour says of other stops needs no training."""
        return list(zip(("without", "with"), results(self.asked), strict=False))

    @property
    def letters(self) -> list[str]:
        """The first sequence that the network is asked about: the cue, what is of no use, "?"."""
        batch = delayed_cue(self.gap).draw(np.random.default_rng((SEED, 1)), 1)
        cue, *others = (int(k) for k in batch.read.inputs[:, 0].argmax(axis=-1))
        return ["ABCD"[cue], *("wxyz"[k - 4] for k in others[:-1]), "?"]

    @property
    def steps(self) -> int:
        return self.gap + 2

    def moments(self) -> list[tuple[int, int | None, list[Moment | None]]]:
        """(from which position, to which, every run's moment; None where it has failed)."""
        found = []
        for k in range(MOMENTS + 1):
            off = None if k == MOMENTS else (k + 1) * self.every
            here = [r.moments[k] if k < len(r.moments) else None for _, r in self.runs]
            found.append((k * self.every, off, here))
        return found

    @property
    def back(self) -> Plot:
        """Axes of what reaches each timestep, the same for all moments."""
        return self._back(940, 292)

    @property
    def back_narrow(self) -> Plot:
        """The same for a phone: of the letters only the cue and the question are named."""
        return self._back(420, 292)

    def _back(self, width: float, height: float) -> Plot:
        seen = [v for _, r in self.runs for m in r.moments for v in (*m.back, *m.carried)]
        return Plot(
            width, height, (1, self.steps), decades(seen), log_y=True, left=64, right=24, bottom=52
        )

    def line(self, values: Array, plot: Plot) -> str:
        """Broken where a value lies below the axis."""
        if not len(values):
            return ""
        return plot.line(range(1, self.steps + 1), (math.nan if v < LOWEST else v for v in values))

    lowest = LOWEST
    below = property(lambda self: power(round(math.log10(LOWEST)), self.t))

    def ticks(self, plot: Plot) -> list[tuple[float, str]]:
        low, high = plot.y_range
        if not plot.log_y:
            return [(v, self.t.number(v, 0)) for v in range(0, int(high) + 1)]
        first, last = round(math.log10(low)), round(math.log10(high))
        every = max(1, -(-(last - first) // 4))
        return [(10.0**k, power(k, self.t)) for k in range(first, last + 1, every)]

    @property
    def charts(self) -> list[Chart]:
        """Loss and gradient norm of every update."""
        runs = [r for _, r in self.runs]
        most = min(6.0, max(2.0, *(float(r.losses.max(initial=0.0)) for r in runs)))
        axes: dict[str, Any] = {"left": 46.0, "right": 62.0, "top": 16.0, "bottom": 26.0}
        loss = Plot(400, 216, (1, UPDATES), (0, most), **axes)
        norm = Plot(
            400, 216, (1, UPDATES), decades(v for r in runs for v in r.norms), log_y=True, **axes
        )
        bites = [int(k) + 1 for r in runs for k in np.flatnonzero(r.clipped)]
        threshold = [("threshold", CLIP)] if "clip" in self.remedies else []
        return [
            Chart("loss", loss, self.ticks(loss), self._paths(loss, "losses"), [("guess", GUESS)]),
            Chart(
                "norm", norm, self.ticks(norm), self._paths(norm, "norms"), threshold,
                "".join(f"M{norm.x(k)} 5v7" for k in bites),
            ),
        ]  # fmt: skip

    def _paths(self, plot: Plot, name: str) -> list[str]:
        series: list[Array] = [getattr(r, name) for _, r in self.runs]
        return [plot.line(range(1, len(ys) + 1), ys) for ys in series]

    @property
    def signs(self) -> tuple[str, ...]:
        return SHOWN[self.cell]

    def sign(self, name: str, run: int, moment: Moment | None) -> tuple[str, bool]:
        """What a sign says of a run at a moment, and whether it warns."""
        return told(name, self.runs[run][1], moment, self.t)

    @property
    def held_out(self) -> list[tuple[float, str]]:
        """Accuracy at the end of each run, on data it never saw; 0 where it failed."""
        t = self.t
        return [
            (0.0, t("scenes.exploding-vanishing.failed", n=r.failed))
            if r.accuracy is None
            else (r.accuracy, t.percent(r.accuracy))
            for _, r in self.runs
        ]

    @property
    def seeds(self) -> list[tuple[str, list[int]]]:
        """With each set of remedies, how many of the seeds learned from either start."""
        rows = measured("remedies")["rows"]
        return [(r["remedies"], [r[start]["learned"] for start in STARTS]) for r in rows]

    radii = EXPLODES, VANISHES

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    def data(self) -> dict[str, Any]:
        return {"end": self.end, "ms": 60}

    def facts(self) -> dict[str, str]:
        t, facts = self.t, measured("remedies")
        said = {"updates": t.number(UPDATES, 0), "gap": t.number(self.gap, 0)}
        said["of"] = t.number(facts["of"], 0)
        for name, learned in self.seeds:
            for start, n in zip(STARTS, learned, strict=True):
                said[f"{name}_{start}"] = t.number(n, 0)
        return said


def power(exponent: int, t: Catalogue) -> str:
    """A power of ten, short."""
    if -2 <= exponent <= 3:
        return t.number(10.0**exponent, max(0, -exponent))
    return f"10{raised(exponent)}"

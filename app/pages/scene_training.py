"""Gradients that explode or vanish on a real training, beside the same with remedies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from ..cells import CELLS
from ..core.ops import Array
from ..i18n import Catalogue
from ..learning import signs
from ..learning.tasks.cues import delayed_cue
from ..learning.training import Diverged, Run, Settings, build, evaluated, measured
from ..scenes import Scene
from .scene_drawing import Plot

UPDATES, HIDDEN, SEED, DECAY, CLIP = 400, 32, 1, 1e-2, 1.0
RATES = {"rnn": 0.1, "rnn_relu": 0.01, "lstm": 0.5}


@dataclass(frozen=True)
class Trained:
    """Losses and gradient norms of every update, the first update's way back, and how it ended."""

    losses: Array
    norms: Array
    back: Array
    rate: float | None
    saturated: float
    accuracy: float | None
    failed: int | None
    settings: Settings

    @property
    def spike(self) -> float:
        """The largest norm beside the median of the fifty before it."""
        found = [
            float(v) / float(np.median(self.norms[max(0, k - signs.MEMORY) : k]))
            for k, v in enumerate(self.norms)
            if k
        ]
        return max(found, default=1.0)

    @property
    def step(self) -> float:
        """The longest step that the weights took at once."""
        most = float(self.norms.max(initial=0.0))
        return self.settings.rate * min(most, self.settings.clip_norm or math.inf)


@lru_cache(maxsize=96)
def trained(cell: str, gap: int, settings: Settings) -> Trained:
    """Plain gradient descent on the delayed cue; a pure function of its arguments."""
    task = delayed_cue(gap)
    run = Run(task, build(task, CELLS[cell], settings), settings)
    losses, norms, share, failed = [], [], 0.0, None
    batch = task.draw(np.random.default_rng((settings.seed, 1)), settings.batch)
    first, _ = measured(task, run.network, batch, settings, 1, settings.rate, run.noise)
    back = signs.back(first)
    while run.number < settings.updates:
        try:
            update = run.update()
        except Diverged:
            failed = run.number
            break
        losses.append(update.loss)
        norms.append(update.norm)
        if run.number == settings.updates:
            trace = update.passed.traces[-1][0]
            bounded = [n.id for n in trace.cell.nodes if n.op.range is not None]
            share = signs.saturated(trace, bounded)
    accuracy = None
    if failed is None:
        [batch] = task.held_out().values()
        accuracy = evaluated(task, run.network, batch)["accuracy"]
    rate = signs.rate(back)
    return Trained(np.array(losses), np.array(norms), back, rate, share, accuracy, failed, settings)


class Training:
    """Two runs over one another: without remedies, and with those that are switched on."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t, self.cell, self.gap = t, values["cell"], int(values["gap"])
        radius = float(values["radius"])
        identity = self.cell == "rnn_relu"
        plain = Settings(
            hidden=HIDDEN,
            updates=UPDATES,
            rate=RATES[self.cell],
            seed=SEED,
            optimiser="sgd",
            clip_norm=None,
            init="identity" if identity else "gauss",
            radius=None if self.cell == "lstm" else radius,
            forget_bias=1.0 if self.cell == "lstm" else 0.0,
        )
        remedies: dict[str, Any] = {}
        if values["clip"]:
            remedies["clip_norm"] = CLIP
        if values["decay"]:
            remedies["decay"] = DECAY
        if values["norm"]:
            remedies["normalisation"] = "layer"
        if values["orthogonal"]:
            remedies |= {"init": "orthogonal", "radius": None}
        self.remedies = [k for k in ("clip", "decay", "norm", "orthogonal") if values[k]]
        self.without = trained(self.cell, self.gap, plain)
        self.with_ = trained(self.cell, self.gap, replace(plain, **remedies)) if remedies else None
        self.clip = CLIP if values["clip"] else None
        self.guess = math.log(4)
        self.end = 100

    @property
    def runs(self) -> list[tuple[str, Trained]]:
        found = [("without", self.without)]
        return [*found, ("with", self.with_)] if self.with_ else found

    @property
    def charts(self) -> list[dict[str, Any]]:
        every = [run for _, run in self.runs]
        most = min(6.0, max(2.0, *(float(r.losses.max(initial=0.0)) for r in every)))
        norms = [
            v
            for r in every
            for v in (r.norms.max(initial=1.0), max(r.norms.min(initial=1.0), 1e-6))
        ]
        low, high = (
            10 ** math.floor(math.log10(min(norms))),
            10 ** math.ceil(math.log10(max(norms)) + 1e-9),
        )
        back = [v for r in every for v in r.back if v > 0] or [1.0]
        b_low, b_high = (
            10 ** math.floor(math.log10(max(min(back), 1e-16))),
            10 ** math.ceil(math.log10(max(back)) + 1e-9),
        )
        steps = len(every[0].back)
        size = (380.0, 210.0)
        charts = [
            (
                "loss",
                Plot(*size, (1, UPDATES), (0, most)),
                [r.losses for r in every],
                1,
                [("guess", self.guess)],
            ),
            (
                "norm",
                Plot(*size, (1, UPDATES), (low, max(high, 10 * low)), log_y=True),
                [r.norms for r in every],
                1,
                [("threshold", self.clip)] if self.clip else [],
            ),
            (
                "back",
                Plot(*size, (1, steps), (b_low, max(b_high, 10 * b_low)), log_y=True),
                [r.back for r in every],
                1,
                [],
            ),
        ]
        return [
            {
                "id": id,
                "plot": plot,
                "marks": marks,
                "ticks": self._ticks(plot),
                "sweep": id != "back",
                "ends": (self.t.number(1, 0), self.t.number(plot.x_range[1], 0)),
                "paths": [plot.line(range(first, first + len(ys)), ys) for ys in series],
            }
            for id, plot, series, first, marks in charts
        ]

    def _ticks(self, plot: Plot) -> list[tuple[float, str]]:
        low, high = plot.y_range
        if not plot.log_y:
            return [(v, self.t.number(v, 0)) for v in range(0, int(high) + 1)]
        first, last = round(math.log10(low)), round(math.log10(high))
        every = max(1, -(-(last - first) // 4))
        return [(10.0**k, power(k, self.t)) for k in range(first, last + 1, every)]

    def signs(self) -> list[tuple[str, list[tuple[str, bool]]]]:
        """Rows of the table of signs: for each run a value, and whether it warns."""
        t = self.t
        rows: dict[str, list[tuple[str, bool]]] = {
            k: [] for k in ("norm", "step", "rate", "saturated", "loss", "accuracy")
        }
        for _, run in self.runs:
            spikes = run.spike > signs.SPIKE and run.settings.clip_norm is None
            rows["norm"].append((t.number(float(run.norms.max(initial=0.0)), 1), spikes))
            rows["step"].append((t.number(run.step, 2), spikes))
            rate = run.rate
            rows["rate"].append(
                (
                    "–" if rate is None else f"×{t.number(rate, 2)}",
                    rate is not None and not signs.VANISHING < rate < signs.EXPLODING,
                )
            )
            rows["saturated"].append((t.percent(run.saturated), run.saturated > signs.SATURATED))
            end = float(run.losses[-20:].mean()) if len(run.losses) else math.nan
            rows["loss"].append(
                (
                    "NaN" if run.failed else t.number(end, 2),
                    bool(run.failed) or end > 0.9 * self.guess,
                )
            )
            rows["accuracy"].append(
                (
                    t("scenes.exploding-vanishing.failed", n=run.failed)
                    if run.accuracy is None
                    else t.percent(run.accuracy),
                    run.accuracy is None or run.accuracy < 0.5,
                )
            )
        return list(rows.items())

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    def data(self) -> dict[str, Any]:
        return {"end": self.end, "ms": 40}

    def facts(self) -> dict[str, str]:
        return {"updates": self.t.number(UPDATES, 0), "gap": self.t.number(self.gap, 0)}


def power(exponent: int, t: Catalogue) -> str:
    """A power of ten, short."""
    if -2 <= exponent <= 3:
        return t.number(10.0**exponent, max(0, -exponent))
    raised = str(abs(exponent)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{'⁻' if exponent < 0 else ''}{raised}"

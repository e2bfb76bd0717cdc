"""One cell, T copies: the wave forwards, the loss, the wave back with each step's real gradient."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from ..api.inputs import tokenise
from ..cells import CELLS
from ..core.params import initial
from ..core.run import run
from ..i18n import Catalogue
from ..learning.gradients import through_time
from ..learning.next_character import Word
from ..learning.objective import TargetLoss
from ..learning.readout import Readout
from ..scenes import Scene
from ..scenes.measure import measured
from .scene_drawing import Column, column

PITCH = 104
HIDDEN, SEED = 4, 3
BAR = 64


class Unrolled:
    """The first update's gradients of a plain RNN about to learn the word; positions: T steps
    forwards, the loss, T steps back, the sum."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t = t
        self.tokens = tokenise(values["text"])
        self.steps = len(self.tokens)
        word = Word("".join(self.tokens))
        cell = CELLS["rnn"]
        params = initial(cell, len(word.inputs), HIDDEN, seed=SEED)
        rng = np.random.default_rng((SEED, 0))
        bound = 1 / np.sqrt(HIDDEN)
        readout = Readout(
            rng.uniform(-bound, bound, (len(word.outputs), HIDDEN)), np.zeros(len(word.outputs))
        )
        self.trace = run(cell, params, word.one_hot)
        where = range(self.steps) if values["loss"] == "all" else (self.steps - 1,)
        loss = TargetLoss(readout, tuple(where), tuple(int(word.targets[k]) for k in where))
        self.cut = int(float(values["truncate"]))
        found = through_time(
            self.trace,
            loss.seeds(self.trace),
            self.cut if 0 < self.cut < self.steps else None,
            nodes=("h", "h_pre"),
        )
        self.loss = float(loss.value(self.trace))
        self.by_h, by_pre = found.nodes["h"], found.nodes["h_pre"]
        self.norms = np.linalg.norm(self.by_h, axis=-1)
        before = np.vstack([np.zeros((1, HIDDEN)), self.trace["h"][:-1]])
        shares = by_pre[:, :, None] * before[:, None, :]
        self.shares = np.linalg.norm(shares, axis=(1, 2))
        self.total = float(np.linalg.norm(found.params["U_h"]))
        self.every = values["loss"] == "all"
        self.rolled = values["rolled"] == "1"
        self.parameters = params.flat.size
        self.end = 2 * self.steps + 2
        self.cost = measured("bptt_cost")

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    @property
    def width(self) -> float:
        return 30 + PITCH * self.steps + 16

    @property
    def height(self) -> float:
        return 378

    def x(self, step: int) -> float:
        return 30 + PITCH * step + 40

    @cached_property
    def states(self) -> list[Column]:
        h = self.trace["h"]
        return [column("h", k, self.x(k) - 10, 22, "h", h[k]) for k in range(self.steps)]

    @cached_property
    def gradients(self) -> list[Column]:
        most = max(float(np.abs(self.by_h).max()), 1e-300)
        return [
            column("dh", k, self.x(k) - 10, 244, "gradient", self.by_h[k], most)
            for k in range(self.steps)
        ]

    def back(self, step: int) -> int:
        """The position at which the backward wave has reached a timestep."""
        return 2 * self.steps + 1 - step

    def bar(self, step: int) -> float:
        """How tall a step's share of dL/dU is drawn."""
        most = float(self.shares.max()) or 1.0
        return BAR * float(self.shares[step]) / most

    def cuts(self) -> list[int]:
        """Timesteps before which the gradient is cut."""
        if not 0 < self.cut < self.steps:
            return []
        return list(range(self.steps - self.cut, 0, -self.cut))

    def small(self, value: float) -> str:
        """A number of any size in two or three figures."""
        if value == 0:
            return "0"
        if value >= 0.01:
            return self.t.number(value, 3)
        if value >= 1e-5:
            return self.t.number(value, 1 - int(np.floor(np.log10(value))))
        return self.t.scientific(value)

    def data(self) -> dict[str, Any]:
        return {"end": self.end, "ms": 520, "pitch": PITCH, "steps": self.steps}

    def facts(self) -> dict[str, str]:
        ratio = float(self.norms[0] / self.norms[-1]) if self.norms[-1] else 0.0
        return {
            "steps": self.t.number(self.steps, 0),
            "loss": self.t.number(self.loss, 2),
            "last": self.small(float(self.norms[-1])),
            "first": self.small(float(self.norms[0])),
            "ratio": self.t.percent(ratio, 1 if ratio < 0.1 else 0),
            "total": self.small(self.total),
            "parameters": self.t.number(self.parameters, 0),
            "cut": self.t.number(self.cut, 0),
        }

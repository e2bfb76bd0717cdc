"""One cue on its way through each trained network: what each bets on it after every symbol."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .. import models
from ..core.ops import Array
from ..core.run import run
from ..learning.tasks.cues import delayed_cue, marked_cue

FAR = 500
"""The longest gap."""


@dataclass(frozen=True)
class Path:
    """What a network bets on the right letter after each symbol; the last is its answer."""

    name: str
    shares: tuple[float, ...]

    @property
    def last(self) -> float:
        return self.shares[-1]


@lru_cache(maxsize=256)
def path(cell: str, length: int, draw: int) -> tuple[tuple[int, ...], int, Array]:
    """(symbols, the marked step, probability of its letter after every step) of a held-out draw."""
    model = models.load(f"marked-cue-{length}-{cell.replace('_', '-')}")
    assert model.readout is not None
    batch = marked_cue(length).draw(np.random.default_rng((90, length, draw)), 1)
    x = np.asarray(batch.read.inputs[:, 0], float)
    symbols = x[:, :-1].argmax(axis=-1)
    marked = int(x[:, -1].argmax())
    p = model.readout.probabilities(run(model.cell, model.params, x)["h"])
    return tuple(int(s) for s in symbols), marked, p[:, int(symbols[marked])]


@lru_cache(maxsize=64)
def held(name: str, draw: int) -> tuple[int, Array]:
    """(the cue, its probability if the question came right after each step) over the longest gap.

    Every state is asked at once: the query is one timestep, the states are a batch.
    """
    model = models.load(name)
    assert model.readout is not None
    batch = delayed_cue(FAR).draw(np.random.default_rng((90, FAR, draw)), 1)
    x = np.asarray(batch.read.inputs[:-1, 0], float)
    h = run(model.cell, model.params, x)["h"]
    query = np.zeros((1, len(h), x.shape[-1]))
    query[..., -1] = 1
    p = model.readout.probabilities(run(model.cell, model.params, query, {"h": h})["h"][0])
    cue = int(x[0].argmax())
    return cue, p[:, cue]

"""One run of a recipe: a network that learned, or did not, and what is measured of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from .. import models
from ..cells import CELLS
from ..core.ops import Array
from . import recipes
from .batch import Batch, Task
from .building import build
from .network import Network, forward
from .tasks import TASKS
from .training import evaluated
from .training import train as updates

LATELY = 20  # batches over which a run is asked whether it has learned enough to stop


@dataclass(frozen=True)
class Measured:
    """cpu_seconds: of the training alone; total_seconds: with the data and the measuring."""

    seed: int
    updates: int
    cpu_seconds: float
    total_seconds: float
    score: float
    held_out: dict[str, dict[str, float]]
    tests: dict[str, float]
    arrays: dict[str, Any] = field(repr=False)
    more: dict[str, Any] = field(default_factory=dict)
    cell: str = ""  # of the top layer, which may attend


@lru_cache(maxsize=2)
def task_of(name: str) -> Task:
    """The task of a recipe with its knobs."""
    recipe = recipes.RECIPES[name]
    return TASKS[recipe.task](**recipe.knobs)


def learn(name: str, seed: int) -> Measured:
    """Trains and measures; a pure function of its arguments but for the seconds."""
    recipe, begun = recipes.RECIPES[name], time.process_time()
    task = TASKS[recipe.task](**recipe.knobs)
    settings = replace(recipe.settings, seed=seed)
    network = build(task, CELLS[recipe.cell], settings)
    start, lately = time.process_time(), [0.0] * LATELY
    for update in updates(task, network, settings):
        lately = [*lately[1:], update.scores["accuracy"]]
        if recipe.enough is not None and np.mean(lately) >= recipe.enough:
            break
    seconds = time.process_time() - start
    held_out = {k: evaluated(task, network, b) for k, b in task.held_out().items()}
    tests = task.tests(lambda batch: answer(network, batch)) if task.tests else {}
    return Measured(
        seed=seed,
        updates=update.number,
        cpu_seconds=round(seconds, 2),
        total_seconds=time.process_time() - begun,
        score=round(held_out[recipe.measure][recipe.score], 4),
        held_out={k: {m: round(v, 4) for m, v in found.items()} for k, found in held_out.items()},
        tests={k: round(v, 4) for k, v in tests.items()},
        arrays=models.arrays_of(network),
        cell=network.layers[-1][0].cell.id,
    )


def answer(network: Network, batch: Batch) -> Array:
    """Logits (N, Y) of the answers that a batch asks."""
    return network.readout.logits(forward(network, batch)[1].top[batch.steps, batch.rows])

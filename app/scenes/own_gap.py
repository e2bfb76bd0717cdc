"""A reader's own length of the marked cue, learned with the settings of the shipped networks."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..cells import CELLS
from ..learning import recipes
from ..learning.building import build
from ..learning.network import forward
from ..learning.runs import LATELY
from ..learning.tasks.cues import marked_cue
from ..learning.training import evaluated, train

UPDATES, SHORTEST, LONGEST = 1500, 5, 100
TOLD = 10  # updates between two words about how far it is
DRAW = 90  # of the one sequence that is followed, unseen in training


@dataclass(frozen=True)
class Learned:
    """What came of it on data never seen; of one sequence the symbols, which is marked, and the
    bet on its letter after every symbol."""

    length: int
    updates: int
    accuracy: float
    symbols: list[int]
    marked: int
    shares: list[float]

    def written(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def read(written: Mapping[str, Any]) -> Learned:
        return Learned(**written)


def learning(cell: str, length: int) -> Generator[int, None, Learned]:
    """A pure function of its arguments. Yields the updates done."""
    recipe, task, lately = recipes.marked_cue(cell, length), marked_cue(length), [0.0] * LATELY
    network = build(task, CELLS[cell], recipe.settings)
    done = 0
    for update in train(task, network, recipe.settings):
        done, lately = update.number, [*lately[1:], update.scores["accuracy"]]
        if done % TOLD == 0:
            yield done
        if np.mean(lately) >= (recipe.enough or 1.0):
            break
    [score] = (evaluated(task, network, batch) for batch in task.held_out().values())
    one = task.draw(np.random.default_rng((DRAW, length)), 1)
    x = one.read.inputs[:, 0]
    symbols, marked = x[:, :-1].argmax(axis=-1), int(x[:, -1].argmax())
    p = network.readout.probabilities(forward(network, one)[1].top[:, 0])
    shares = [round(float(v), 4) for v in p[:, symbols[marked]]]
    return Learned(
        length, done, round(score["accuracy"], 4), [int(s) for s in symbols], marked, shares
    )

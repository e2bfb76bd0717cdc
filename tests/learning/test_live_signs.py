"""The signs of an update are read while the weights are still those that it used."""

import numpy as np

from app.cells import CELLS
from app.learning import signs
from app.learning.building import Settings, build
from app.learning.tasks import TASKS
from app.learning.training import Run


def test_the_look_at_an_update_sees_the_weights_it_used():
    task = TASKS["delayed-cue"](gap=10)
    settings = Settings(hidden=8, updates=3, rate=0.5, optimiser="sgd", clip_norm=None)
    run = Run(task, build(task, CELLS["rnn"], settings), settings)
    before = [p.copy() for p in run.network.trainable]
    seen = []

    def look(update):
        same = map(np.array_equal, before, run.network.trainable)
        seen.append((all(same), signs.back(update)))

    update = run.update(look)
    assert seen[0][0]
    assert not all(map(np.array_equal, before, run.network.trainable))
    assert not np.allclose(seen[0][1], signs.back(update))

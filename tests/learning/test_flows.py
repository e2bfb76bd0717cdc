"""The gradient along every wire adds up to the gradient of every value."""

import numpy as np
import pytest

from app.cells import CELLS
from app.core.params import initial
from app.core.run import run
from app.core.trace import Override
from app.learning.flows import cuts, flows, handed
from app.learning.gradients import through_time

RNG = np.random.default_rng(4)


@pytest.mark.parametrize("truncate", [None, 3])
@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_what_the_readers_send_adds_up_to_the_gradient(cell, truncate):
    params = initial(cell, 5, 3, seed=2)
    changed = (Override(cell.states[-1], 0.3, 4, 1),)
    trace = run(cell, params, RNG.normal(size=(7, 5)), overrides=changed)
    seeds = {"h": RNG.normal(size=(7, 3))}
    gradients = through_time(trace, seeds, truncate)
    along = flows(trace, gradients)
    later = handed(trace, along, truncate)
    for value in (*cell.ids, "x"):
        sent = sum((f for (a, _), f in along.items() if a == value), np.zeros_like(trace[value]))
        sent = sent + later.get(value, 0) + seeds.get(value, 0)
        exact = gradients.inputs if value == "x" else gradients.nodes[value]
        np.testing.assert_allclose(sent, exact, rtol=1e-10, atol=1e-13)
    for s in cell.states:
        first = sum(f[0] for (a, _), f in along.items() if a == f"{s}_prev")
        np.testing.assert_allclose(first, gradients.state[s], rtol=1e-10, atol=1e-13)


def test_cuts_are_counted_from_the_end():
    assert cuts(8, None) == ()
    assert cuts(8, 3) == (2, 5)
    assert cuts(8, 8) == ()
    assert cuts(4, 1) == (1, 2, 3)

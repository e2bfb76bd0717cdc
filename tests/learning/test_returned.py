"""Promises of what made a gradient: the shares of its readers and the loss add up to it."""

import numpy as np
import pytest

from app.cells import CELLS, NORMALISED
from app.core.bptt import backward
from app.core.params import initial
from app.core.run import run
from app.core.trace import Override
from app.learning.returned import returned

BOTH = CELLS | NORMALISED


@pytest.mark.parametrize("clamped", [False, True])
@pytest.mark.parametrize("cell", BOTH)
def test_shares_of_the_readers_and_the_loss_add_up_to_the_gradient(cell, clamped):
    params = initial(BOTH[cell], 3, 4, seed=5, scale=2.0)
    node = "h" if not clamped else next(n.id for n in BOTH[cell].nodes if n.op.linear)
    overrides = [Override(node, 0.3, 2, 1)] if clamped else []
    trace = run(BOTH[cell], params, np.eye(3)[[0, 1, 2, 1, 0]], overrides=overrides)
    seed = np.zeros((5, 4))
    seed[3:] = np.arange(1.0, 9.0).reshape(2, 4) / 8
    found = backward(trace, {"h": seed})
    for n in BOTH[cell].nodes:
        if n.op.joins:
            continue
        for step in range(5):
            for unit in range(4):
                made = returned(trace, found, n.id, step, unit)
                asked = seed[step, unit] if n.id == "h" else 0.0
                assert made.outside == pytest.approx(asked, abs=1e-9), (n.id, step, unit)
                for share in made.shares:
                    if share.factors:
                        told = sum(f.product for f in share.factors)
                        assert told == pytest.approx(share.sent, abs=1e-12)


def test_at_a_cut_the_next_timestep_has_no_share():
    params = initial(CELLS["rnn"], 3, 2, seed=5)
    trace = run(CELLS["rnn"], params, np.eye(3))
    found = backward(trace, {"h": np.ones((3, 2))})
    assert [s.step for s in returned(trace, found, "h", 0, 1).shares] == [1]
    assert returned(trace, found, "h", 0, 1, cuts=(1,)).shares == ()

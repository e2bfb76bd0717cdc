"""Gradients of every cell against directional differences, with and without overrides."""

import numpy as np
import pytest

from app.cells import EVERY
from app.core.bptt import backward
from app.core.params import Params
from tests.core.looking import run
from tests.core.test_run import OVERRIDES, example

CELL = pytest.mark.parametrize("cell", EVERY.values(), ids=EVERY)


@CELL
@pytest.mark.parametrize("which", OVERRIDES)
@pytest.mark.parametrize("batch", [(), (3,), (2, 3)], ids=["one", "batch", "two axes"])
def test_gradients_equal_directional_differences(cell, which, batch):
    params, x, state = example(cell, batch=batch)
    overrides = OVERRIDES[which](cell)
    rng = np.random.default_rng(1)
    trace = run(cell, params, x, state, overrides)
    seeds = {id: rng.normal(size=trace[id].shape) for id in cell.ids if id != "xh"}
    found = backward(trace, seeds)

    def loss(p, inputs, start):
        values = run(cell, p, inputs, start, overrides)
        return sum(float((values[id] * w).sum()) for id, w in seeds.items())

    def difference(move):
        return (loss(*move(1e-6)) - loss(*move(-1e-6))) / 2e-6

    def moved_params(direction, e):
        p: Params = params.like()
        p.flat[:] = params.flat + e * direction
        return p

    d = rng.normal(size=params.flat.shape)
    numeric = difference(lambda e: (moved_params(d, e), x, state))
    assert float(found.params.flat @ d) == pytest.approx(numeric, rel=1e-6, abs=1e-7)
    dx = rng.normal(size=x.shape)
    numeric = difference(lambda e: (params, x + e * dx, state))
    assert float((found.inputs * dx).sum()) == pytest.approx(numeric, rel=1e-6, abs=1e-7)
    ds = {s: rng.normal(size=v.shape) for s, v in state.items()}
    numeric = difference(lambda e: (params, x, {s: v + e * ds[s] for s, v in state.items()}))
    analytic = sum(float((found.state[s] * ds[s]).sum()) for s in state)
    assert analytic == pytest.approx(numeric, rel=1e-6, abs=1e-7)


@CELL
def test_the_gradient_of_a_node_is_what_moving_it_does(cell):
    """dL/d(node at step 2, unit 1), against the loss with that unit set a little off."""
    from app.core.trace import Override

    params, x, state = example(cell)
    trace = run(cell, params, x, state)
    found = backward(trace, {"h": np.ones_like(trace["h"])})
    for id in cell.ids:
        if cell.axes[id] == "SH":  # an override sets a unit in all rows of a memory at once
            continue
        value = float(trace[id][2, 1])
        losses = [
            run(cell, params, x, state, [Override(id, value + e, 2, 1)])["h"].sum()
            for e in (1e-5, -1e-5)
        ]
        numeric = (losses[0] - losses[1]) / 2e-5
        assert found.nodes[id][2, 1] == pytest.approx(numeric, rel=1e-6, abs=1e-8), id


@CELL
def test_nothing_flows_back_past_an_overridden_state(cell):
    from app.core.trace import Override

    params, x, state = example(cell)
    overrides = [Override(s, 0.1, 3) for s in cell.states]
    trace = run(cell, params, x, state, overrides)
    last = np.zeros_like(trace["h"])
    last[-1] = 1
    found = backward(trace, {"h": last})
    assert np.any(found.nodes["h"][3]) and not np.any(found.inputs[:4])

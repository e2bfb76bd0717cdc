"""Promises of a run: the plan is the plain step, sequences split, seeds repeat, limits hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cells import CELLS, EVERY
from app.core.params import initial
from app.core.plan import plan
from app.core.trace import Override
from tests.core.looking import run, step, stream

CELL = pytest.mark.parametrize("cell", EVERY.values(), ids=EVERY)


def example(cell, *, batch=(), steps=6, inputs=5, hidden=4, seed=0, scale=1.5):
    rng = np.random.default_rng(seed)
    params = initial(cell, inputs, hidden, seed=seed, scale=scale)
    params.flat += rng.normal(size=params.flat.shape) * 0.1
    state = {s: rng.normal(size=(*batch, hidden)) for s in cell.states}
    return params, rng.normal(size=(steps, *batch, inputs)), state


OVERRIDES = {
    "nothing": lambda cell: (),
    "one unit": lambda cell: (Override(cell.ids[-1], 0.3, 2, 1),),
    "a node at every step": lambda cell: (Override(cell.ids[1], -0.7),),
    "a join": lambda cell: tuple(
        Override(n.id, 0.25, 1, k) for n in cell.nodes if n.op.joins for k in (0, 6)
    ),
}


@CELL
@pytest.mark.parametrize("which", OVERRIDES)
@pytest.mark.parametrize("batch", [(), (3,), (2, 3)], ids=["one", "batch", "two axes"])
def test_the_fused_plan_equals_the_plain_step(cell, which, batch):
    params, x, state = example(cell, batch=batch)
    overrides = OVERRIDES[which](cell)
    trace = run(cell, params, x, state, overrides)
    for t in range(len(x)):
        v = step(cell, params, x[t], state, overrides, t)
        for id in cell.ids:
            assert np.allclose(trace[id][t], v[id], rtol=1e-13, atol=1e-14), (t, id)
        state = {s: v[s] for s in cell.states}


@CELL
@settings(max_examples=15, deadline=None)
@given(cut=st.integers(0, 6), seed=st.integers(0, 1000))
def test_a_split_sequence_gives_the_same_states(cell, cut, seed):
    params, x, state = example(cell, seed=seed)
    whole = run(cell, params, x, state)
    first = run(cell, params, x[:cut], state)
    second = run(cell, params, x[cut:], first.state)
    for s in cell.states:
        assert np.allclose(second.state[s], whole.state[s], rtol=1e-12, atol=1e-14)


@CELL
def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(cell):
    one, two, other = (initial(cell, 5, 4, seed=s) for s in (7, 7, 8))
    assert one.flat.tobytes() == two.flat.tobytes() != other.flat.tobytes()
    x = np.eye(5)
    assert run(cell, one, x).values.tobytes() == run(cell, two, x).values.tobytes()


@CELL
def test_a_stream_gives_the_run_one_timestep_at_a_time(cell):
    params, x, state = example(cell)
    trace = run(cell, params, x, state)
    for t, values in stream(cell, params, x, state):
        for id in cell.ids:
            assert np.array_equal(values[id], trace[id][t])
    assert t == len(x) - 1


@CELL
def test_gates_and_squashed_values_stay_within_their_range(cell):
    params, x, state = example(cell, scale=30, steps=20)
    trace = run(cell, params, x, state)
    for n in cell.nodes:
        if n.op.range:
            low, high = n.op.range
            assert trace[n.id].min() >= low and trace[n.id].max() <= high


@CELL
@pytest.mark.parametrize("huge", [1e300, -1e300])
def test_saturated_inputs_stay_finite_or_are_reported(cell, huge):
    params, x, state = example(cell, scale=10)
    x[2] = huge
    trace = run(cell, params, x, state)
    where = trace.first_nonfinite()
    if where is None:
        assert np.isfinite(trace.values).all()
    else:
        at, node = where
        assert at >= 2 and not np.isfinite(trace[node][at]).all()
        assert all(np.isfinite(trace[id][:at]).all() for id in cell.ids)


@CELL
def test_values_outside_an_override_s_future_do_not_change(cell):
    params, x, state = example(cell)
    plain = run(cell, params, x, state)
    clamped = run(cell, params, x, state, [Override("h", 0.9, 3, 2)])
    for id in cell.ids:
        assert np.array_equal(plain[id][:3], clamped[id][:3])
    assert clamped["h"][3][2] == 0.9
    assert not np.array_equal(plain["h"][4], clamped["h"][4])


def test_clamping_a_gate_leaves_its_own_ancestors():
    cell = CELLS["lstm"]
    params, x, state = example(cell)
    plain = run(cell, params, x, state)
    clamped = run(cell, params, x, state, [Override("f", 1.0, 0)])
    assert np.array_equal(plain["f_pre"][0], clamped["f_pre"][0])
    assert np.array_equal(clamped["kept"][0], state["c"])


def test_the_lstm_s_plan_needs_one_product_and_one_sigmoid_a_step():
    calls = plan(CELLS["lstm"]).calls
    assert [c.nodes for c in calls[:3]] == [
        ("f_pre", "i_pre", "o_pre", "g_pre"),
        ("f", "i", "o"),
        ("g",),
    ]


@CELL
def test_an_empty_sequence_returns_the_state_it_was_given(cell):
    params, x, state = example(cell, steps=0)
    trace = run(cell, params, x, state)
    assert trace.steps == 0 and all(np.array_equal(trace.state[s], state[s]) for s in state)


@CELL
def test_float32_runs_in_float32_and_agrees_to_its_precision(cell):
    params, x, state = example(cell)
    single = initial(cell, 5, 4, dtype=np.float32)
    single.flat[:] = params.flat
    trace = run(cell, single, x, state)
    assert trace.values.dtype == np.float32
    assert np.allclose(trace.values, run(cell, params, x, state).values, atol=1e-5)

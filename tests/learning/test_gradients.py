"""Jacobians, truncated backpropagation and attribution, against autograd and differences."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.cells import CELLS
from app.core.params import from_values, initial
from app.core.run import run, step
from app.core.trace import Override, Trace
from app.learning import attribution, gradients
from app.learning.jacobians import carried, jacobians, spectrum
from app.learning.objective import NodeLoss, TargetLoss
from app.learning.readout import Readout

FOLDER = Path(__file__).parents[1] / "golden" / "jacobians"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
golden_cases = pytest.mark.parametrize(
    ("name", "n"), [(name, n) for name in NAMES for n in range(3)]
)
every_cell = pytest.mark.parametrize("id", CELLS)


@cache
def golden(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def golden_trace(name: str, n: int) -> tuple[Any, Trace]:
    case, cell = golden(name)["cases"][n], CELLS[name]
    start = {s: np.array(v) for s, v in case["start"].items()}
    return case, run(cell, from_values(cell, case["params"]), np.array(case["inputs"]), start)


def random_trace(id: str, steps: int = 6, overrides: tuple[Override, ...] = ()) -> Trace:
    cell, rng = CELLS[id], np.random.default_rng(5)
    params = initial(cell, 3, 4, seed=2, scale=2.0)
    start = {s: rng.standard_normal(4) for s in cell.states}
    return run(cell, params, rng.standard_normal((steps, 3)), start, overrides)


def close(found: Any, expected: Any, tolerance: float = 1e-10) -> None:
    np.testing.assert_allclose(found, np.array(expected), rtol=tolerance, atol=tolerance)


@golden_cases
def test_jacobians_their_radii_and_the_norms_of_their_products_equal_autograd(
    name: str, n: int
) -> None:
    case, trace = golden_trace(name, n)
    found = jacobians(trace)
    close(found, case["jacobians"])
    close(carried(found), case["norms"])
    close(np.abs(spectrum(found)[:, 0]), case["radii"], 1e-9)


@golden_cases
@pytest.mark.parametrize("way", ["whole", "cut"])
def test_cross_entropy_through_a_readout_equals_autograd_whole_and_truncated(
    name: str, n: int, way: str
) -> None:
    case, trace = golden_trace(name, n)
    asked = {t: c for t, c in enumerate(case["targets"]) if c is not None}
    readout = Readout(np.array(case["readout"]["V"]), np.array(case["readout"]["b_y"]))
    loss = TargetLoss(readout, tuple(asked), tuple(asked.values()))
    truncate = golden(name)["cut"] if way == "cut" else None
    found = gradients.through_time(trace, loss.seeds(trace), truncate)
    expected = case[way]
    close(loss.value(trace), expected["loss"])
    close(found.inputs, expected["inputs"])
    for state, value in expected["state"].items():
        close(found.state[state], value)
    for parameter, value in ({**found.params} | loss.by_readout(trace.said)).items():
        close(value, expected["params"][parameter])


@every_cell
def test_jacobians_are_differences_of_one_step(id: str) -> None:
    trace, cell, nudge = random_trace(id), CELLS[id], 1e-6
    found = jacobians(trace)
    for t in range(trace.steps):
        before = {s: trace[f"{s}_prev"][t] for s in cell.states}
        for column in range(found.shape[-1]):
            state, unit = cell.states[column // 4], column % 4
            ends = []
            for sign in (1, -1):
                moved = {s: v.copy() for s, v in before.items()}
                moved[state][unit] += sign * nudge
                values = step(cell, trace.params, trace.inputs[t], moved)
                ends.append(np.concatenate([values[s] for s in cell.states]))
            close(found[t, :, column], (ends[0] - ends[1]) / (2 * nudge), 1e-7)


@every_cell
def test_an_overridden_unit_lets_nothing_through_at_its_step_only(id: str) -> None:
    free = jacobians(random_trace(id))
    held = jacobians(random_trace(id, overrides=(Override("h", 0.3, 5, 1),)))
    close(held[:5], free[:5])
    assert np.abs(held[5, 1]).max() == 0
    assert np.abs(free[5, 1]).max() > 0


def test_norms_of_a_long_product_vanish_without_an_error() -> None:
    shrinking = np.broadcast_to(np.eye(3) * 0.01, (400, 3, 3))
    found = carried(shrinking)
    close(found[-3:], [1e-4, 1e-2, 1])
    assert found[0] == 0 and np.isfinite(found).all()


@every_cell
def test_truncating_beyond_the_sequence_changes_nothing(id: str) -> None:
    trace = random_trace(id)
    seeds = NodeLoss("h", 5, np.ones(4)).seeds(trace)
    whole, cut = (gradients.through_time(trace, seeds, k) for k in (None, 6))
    close(cut.inputs, whole.inputs, 0)
    short = gradients.through_time(trace, seeds, 2)
    assert np.abs(short.inputs[:4]).max() == 0
    close(short.inputs[4:], whole.inputs[4:])


@every_cell
def test_leaving_an_input_out_is_the_loss_with_zeros_in_its_place(id: str) -> None:
    trace, weights = random_trace(id), np.arange(4.0)
    loss = NodeLoss("h", 5, weights)
    found = attribution.left_out(trace, loss)
    for t in range(trace.steps):
        inputs = trace.inputs.copy()
        inputs[t] = 0
        without = run(trace.cell, trace.params, inputs, trace.start)
        close(found[t], (trace["h"][5] - without["h"][5]) @ weights)


def test_gradient_times_input_is_what_leaving_out_estimates_for_small_inputs() -> None:
    trace = random_trace("lstm")
    small = run(trace.cell, trace.params, trace.inputs * 1e-5, trace.start)
    loss = NodeLoss("h", 5, np.ones(4))
    back = gradients.through_time(small, loss.seeds(small))
    np.testing.assert_allclose(
        attribution.gradient_input(small, back), attribution.left_out(small, loss), rtol=1e-3
    )

"""The engine, and the hand-written references, against the numbers of PyTorch and ONNX.

tests/golden/make_torch.py and make_onnx.py say how the numbers were made and files.py their form.
"""

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.cells import CELLS, DECODERS, EVERY
from app.cells.normalised import batch_normalised
from app.core.bptt import backward
from app.core.cell import Cell
from app.core.params import from_values
from app.core.run import run
from app.core.trace import Memory, Trace
from app.learning.batch_statistics import keep
from app.learning.network import Passed
from app.models import load

FILES = {path.stem: path for path in sorted((Path(__file__).parents[1] / "golden").glob("*.json"))}


BATCHED = [batch_normalised(CELLS[id], r) for id in ("rnn", "lstm", "gru") for r in (True, False)]
ALL = EVERY | {cell.id: cell for cell in BATCHED}


@cache
def golden(name: str) -> Any:
    return json.loads(FILES[name].read_text(encoding="utf-8"))


def cases(*, gradients: bool = False) -> Any:
    found = [
        pytest.param(name, n, id=f"{name}-{n}")
        for name in FILES
        for n, case in enumerate(golden(name)["cases"])
        if "gradients" in case or not gradients
    ]
    return pytest.mark.parametrize(("name", "n"), found)


def trace_of(name: str, n: int) -> tuple[dict[str, Any], Trace]:
    case, cell = golden(name)["cases"][n], ALL[golden(name)["cell"]]
    params = from_values(cell, case["params"])
    start = {s: np.array(value) for s, value in case["start"].items()}
    looked_at = (
        Memory(np.array(case["memory"]), np.array(case["present"])) if cell.attends else None
    )
    return case, run(cell, params, np.array(case["inputs"]), start, memory=looked_at)


def close(name: str, found: Any, expected: Any, what: str) -> None:
    """Equal to 1e-10; to 1e-6 where the golden was made in float32."""
    tolerance = 1e-6 if "float32" in golden(name)["made_by"] else 1e-10
    expected = np.array(expected)
    assert found.shape == expected.shape, what
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance, err_msg=what)


def test_every_cell_that_a_library_has_is_golden() -> None:
    made = {golden(name)["cell"] for name in FILES}
    assert made == ALL.keys() - {"min_gru"}


@pytest.mark.parametrize("name", ["rnn", "rnn_relu", "lstm", "gru", *sorted(ALL.keys() - CELLS)])
def test_a_golden_of_pytorch_has_every_node_of_its_cell(name: str) -> None:
    cell = ALL[name]
    for case in golden(name)["cases"]:
        assert set(case["nodes"]) == {node.id for node in cell.nodes if not node.op.joins}
        assert set(case["gradients"]["nodes"]) == set(case["nodes"])
        assert set(case["gradients"]["params"]) == set(case["params"])


@cases()
def test_every_value_equals_the_librarys(name: str, n: int) -> None:
    case, trace = trace_of(name, n)
    for node, expected in case["nodes"].items():
        close(name, trace[node], expected, node)


@cases()
def test_final_states_equal_the_librarys(name: str, n: int) -> None:
    case, trace = trace_of(name, n)
    assert set(trace.state) == set(case["state"])
    for state, expected in case["state"].items():
        close(name, trace.state[state], expected, state)


def test_the_shipped_models_golden_is_of_the_shipped_weights_and_its_readout_agrees() -> None:
    """After a retraining, `make golden` brings it back."""
    model = load("neuronal-lstm")
    case, trace = trace_of("neuronal_lstm", 0)
    assert set(case["params"]) == set(model.params)
    for parameter, value in model.params.items():
        np.testing.assert_array_equal(case["params"][parameter], value, err_msg=parameter)
    expected = case["outputs"]["probabilities"]
    close("neuronal_lstm", model.readout.probabilities(trace["h"]), expected, "probabilities")


@cases(gradients=True)
def test_the_gradient_of_every_node_at_every_step_equals_autograd(name: str, n: int) -> None:
    case, found = gradients_of(name, n)
    for node, expected in case["gradients"]["nodes"].items():
        close(name, found.nodes[node], expected, node)


@cases(gradients=True)
def test_the_gradients_of_inputs_and_initial_states_equal_autograd(name: str, n: int) -> None:
    case, found = gradients_of(name, n)
    close(name, found.inputs, case["gradients"]["inputs"], "inputs")
    assert set(found.state) == set(case["gradients"]["state"])
    for state, expected in case["gradients"]["state"].items():
        close(name, found.state[state], expected, state)


@pytest.mark.parametrize("cell", BATCHED, ids=lambda cell: cell.id)
def test_the_statistics_kept_of_a_training_are_pytorchs_and_serve_after_it(cell: Cell) -> None:
    case, trace = trace_of(cell.id, 0)
    start, params, later = trace.start, trace.params, case["later"]
    for inputs in (case["inputs"], later["inputs"]):
        keep(
            [Passed([[run(cell, params, np.array(inputs), start, fresh=True)]], [], start["h"], [])]
        )
    assert params.kept.keys() == later["kept"].keys()
    for node, expected in later["kept"].items():
        close(cell.id, params.kept[node], expected, node)
    close(cell.id, run(cell, params, np.array(later["read"]), start)["h"], later["h"], "h after it")


@pytest.mark.parametrize("name", DECODERS)
@pytest.mark.parametrize("n", range(3))
def test_the_gradient_of_a_memory_equals_autograd(name: str, n: int) -> None:
    case, found = gradients_of(name, n)
    close(name, found.memory, case["gradients"]["memory"], "memory")


@cases(gradients=True)
def test_the_gradient_of_every_parameter_equals_autograd(name: str, n: int) -> None:
    case, found = gradients_of(name, n)
    assert set(found.params) == set(case["gradients"]["params"])
    for parameter, expected in case["gradients"]["params"].items():
        close(name, found.params[parameter], expected, parameter)


def gradients_of(name: str, n: int) -> tuple[dict[str, Any], Any]:
    case, trace = trace_of(name, n)
    return case, backward(trace, {s: np.array(seed) for s, seed in case["seeds"].items()})


@cases()
def test_the_hand_written_cell_equals_the_library(name: str, n: int) -> None:
    case = golden(name)["cases"][n]
    if golden(name)["cell"] not in EVERY:
        return  # over a batch: what a hand-written step of one sequence cannot see
    step = import_module(f"tests.reference.{golden(name)['cell']}").step
    p = {parameter: np.array(value) for parameter, value in case["params"].items()}
    batched = np.array(case["inputs"]).ndim == 3
    rows = range(len(case["inputs"][0])) if batched else [...]
    for row in rows:
        state = {s: np.array(value)[row] for s, value in case["start"].items()}
        for t, x in enumerate(case["inputs"]):
            values = step(p, np.array(x)[row], state, *present(case, row))
            for node, expected in case["nodes"].items():
                expected = np.array(expected[t])[row][: len(values[node])]
                close(name, values[node], expected, f"{node} of step {t}")
            state = {s: values[s] for s in state}


def present(case: dict[str, Any], row: Any) -> list[Any]:
    """The rows of a memory that are there, of a sequence of the batch."""
    if "memory" not in case:
        return []
    return [np.array(case["memory"])[row][np.array(case["present"])[row]]]

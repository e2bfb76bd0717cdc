"""The engine against the cells written out by hand in tests/reference."""

import ast
import inspect
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from app.cells import EVERY
from app.core.cell import Cell
from app.core.params import Params, initial
from tests.core.looking import memory_of, run, step

SIZES = ((3, 2), (5, 4), (1, 1), (2, 7))
STEPS = 6

every_cell = pytest.mark.parametrize("id", EVERY)
every_size = pytest.mark.parametrize(("input_size", "hidden"), SIZES)


def reference(id: str, hidden: int = 2) -> Any:
    """One of a cell that attends has looked at the rows of the memory that are there."""
    written = import_module(f"tests.reference.{id}").step
    memory = memory_of(EVERY[id], hidden)
    return partial(written, memory=memory.rows[memory.present]) if memory else written


def there(value: Any, name: str, expected: Any) -> Any:
    """A value without what it says of rows that are absent, which is nothing."""
    if name == "weights":
        assert not value[len(expected) :].any()
    return value[: len(expected)]


def random_run(id: str, input_size: int, hidden: int) -> tuple[Cell, Params, Any, dict[str, Any]]:
    cell, g = EVERY[id], np.random.default_rng(input_size + 10 * hidden)
    params = initial(cell, input_size, hidden, seed=hidden, scale=2.0)
    state = {s: g.standard_normal(hidden) for s in cell.states}
    return cell, params, g.standard_normal((STEPS, input_size)), state


@every_cell
def test_every_named_value_has_a_hand_written_formula(id: str) -> None:
    cell, params, inputs, state = random_run(id, 3, 2)
    written = reference(id)(params, inputs[0], state)
    joins = {node.id for node in cell.nodes if node.op.joins}
    assert set(cell.ids) - joins <= set(written)
    own = {"p", "x", "state", "affine", "values", "pushed", "sums", "pre"}
    assert set(written) - own <= {*cell.ids, *cell.inputs}


@every_cell
@every_size
def test_step_equals_the_hand_written_cell(id: str, input_size: int, hidden: int) -> None:
    cell, params, inputs, state = random_run(id, input_size, hidden)
    for x in inputs:
        expected = reference(id, hidden)(params, x, state)
        found = step(cell, params, x, state)
        for name in expected.keys() & {*cell.ids, *cell.inputs}:
            close(there(found[name], name, expected[name]), expected[name], name)
        state = {s: expected[s] for s in cell.states}


@every_cell
@every_size
def test_run_equals_the_hand_written_cell_step_by_step(
    id: str, input_size: int, hidden: int
) -> None:
    cell, params, inputs, state = random_run(id, input_size, hidden)
    trace = run(cell, params, inputs, state)
    for t, x in enumerate(inputs):
        expected = reference(id, hidden)(params, x, state)
        for name in expected.keys() & {*cell.ids, *cell.inputs}:
            close(there(trace[name][t], name, expected[name]), expected[name], f"{name} at {t}")
        state = {s: expected[s] for s in cell.states}
    for s in cell.states:
        close(trace.state[s], state[s], f"final {s}")


@every_cell
def test_a_reference_body_has_at_most_twelve_lines(id: str) -> None:
    source = inspect.getsource(import_module(f"tests.reference.{id}").step)
    [function] = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert len(source.splitlines()) - function.body[0].lineno + 1 <= 12


def close(found: Any, expected: Any, what: str) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12, err_msg=what)

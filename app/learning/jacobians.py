"""How the whole state of a step depends on the one before: Jacobians, their products and spectra.

T timesteps, S the width of all states together (h and c: 2H).
"""

from __future__ import annotations

from typing import cast

import numpy as np

from ..core.bptt import backward
from ..core.ops import Array
from ..core.trace import Override, Trace, units_first

MOST_NUMBERS = 2_000_000  # held at once by a batch of Jacobians


def jacobians(trace: Trace) -> Array:
    """(T, S, S): ∂s_t/∂s_{t-1}, s all states in the cell's order; a trace without batch axes.

    Row k of step t is one backward over that one step from a one in unit k: timesteps and units
    are both batch axes, so that all of them are one backward.
    """
    width = len(trace.cell.states) * trace.hidden
    found = np.empty((trace.steps, width, width), trace.values.dtype)
    a_step = width * (trace.values.shape[1] + trace.inputs.shape[-1] + 2 * width)
    most = max(1, MOST_NUMBERS // a_step)
    for overrides, steps in _by_overrides(trace).items():
        for k in range(0, len(steps), most):
            some = steps[k : k + most]
            found[some] = _one_step_each(trace, some, overrides, width)
    return found


def _by_overrides(trace: Trace) -> dict[tuple[Override, ...], list[int]]:
    """Timesteps by the overrides that hold at them."""
    groups: dict[tuple[Override, ...], list[int]] = {}
    for t in range(trace.steps):
        here = tuple(o._replace(step=None) for o in trace.overrides if o.at(t))
        groups.setdefault(here, []).append(t)
    return groups


def _one_step_each(
    trace: Trace, steps: list[int], overrides: tuple[Override, ...], width: int
) -> Array:
    """(steps, S, S)."""

    def repeated(a: Array) -> Array:
        return np.broadcast_to(a[steps][:, None], (len(steps), width, a.shape[-1]))

    cell, h = trace.cell, trace.hidden
    start = {s: repeated(trace[f"{s}_prev"]) for s in cell.states}
    inputs, values = repeated(trace.inputs)[None], units_first(repeated(trace.values)[None])
    values = values.reshape(1, -1, len(steps), width)
    memory = trace.memory and trace.memory.over((len(steps), width))
    one = Trace(cell, trace.params, inputs, start, values, overrides, memory=memory)
    ones = np.eye(width, dtype=values.dtype).reshape(width, len(cell.states), h)
    shape = (1, len(steps), width, h)
    seeds = {s: np.broadcast_to(ones[:, k], shape) for k, s in enumerate(cell.states)}
    found = backward(one, seeds, inputs=False, nodes=()).state
    return np.concatenate(list(found.values()), axis=-1)


def carried(steps: Array) -> Array:
    """(T,): 2-norm of ∂s_last/∂s_t, the product of the Jacobians after step t; 1 at the last.

    The product is kept at norm 1 and its size as a logarithm, so that it neither vanishes nor
    overflows on the way; a norm that no number can hold comes out as 0 or infinity.
    """
    logs = np.zeros(len(steps))
    product, size = np.eye(steps.shape[-1], dtype=steps.dtype), 0.0
    for t in range(len(steps) - 2, -1, -1):
        product = product @ steps[t + 1]
        norm = float(np.linalg.norm(product))
        if norm == 0:
            logs[: t + 1] = -np.inf
            break
        product, size = product / norm, size + float(np.log(norm))
        with np.errstate(divide="ignore"):  # what is left may be too small for a number
            logs[t] = size + np.log(np.linalg.norm(product, 2))
    with np.errstate(over="ignore", under="ignore"):
        return cast(Array, np.exp(logs))


def spectrum(steps: Array) -> np.ndarray:
    """(T, S) complex: the eigenvalues of every step's Jacobian, the largest modulus first."""
    values = np.linalg.eigvals(steps).astype(np.complex128)
    order = np.lexsort((-values.imag, -values.real, -np.abs(values)), axis=-1)
    return np.take_along_axis(values, order, axis=-1)

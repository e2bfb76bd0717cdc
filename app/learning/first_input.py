"""How much of the first input a state still feels: the norm of its derivative, step by step."""

from __future__ import annotations

import numpy as np

from ..core.bptt import backward
from ..core.ops import Array
from ..core.trace import Trace, units_first
from .jacobians import jacobians


def memory(trace: Trace) -> Array:
    """(T,): 2-norm of ∂h_t/∂x_1 by the chain rule over the states; a trace without batch axes."""
    states, hidden = trace.cell.states, trace.hidden
    width = len(states) * hidden
    first = trace.window(0, 1)
    ones = np.eye(width, dtype=trace.values.dtype)

    def repeated(a: Array) -> Array:
        return np.repeat(a[..., None, :], width, axis=-2)

    start = {s: repeated(v) for s, v in first.start.items()}
    one = Trace(
        trace.cell, trace.params, repeated(first.inputs), start,
        units_first(repeated(first.values)), first.overrides,
        memory=first.memory and first.memory.over((width,)),
    )  # fmt: skip
    seeds = {s: ones[None, :, k * hidden : (k + 1) * hidden] for k, s in enumerate(states)}
    moved = backward(one, seeds).inputs[0]
    at = states.index("h") * hidden
    norms = []
    for t, step in enumerate(jacobians(trace)):
        moved = step @ moved if t else moved
        norms.append(np.linalg.norm(moved[at : at + hidden], 2))
    return np.array(norms)

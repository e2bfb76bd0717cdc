"""Values outside are (T, ..., H), the batch axes before the units; the fused plan has them after.

There every node's values at one timestep are one piece of memory (H, B), neighbours in the plan are
one larger piece, and an elementwise call runs through it without a gap.
"""

from __future__ import annotations

from math import prod

from .ops import Array


def units_last(a: Array) -> Array:
    """(T, H, ...) as (T, ..., H), the same memory."""
    return a if a.ndim == 2 else a.transpose(0, *range(2, a.ndim), 1)


def units_first(a: Array) -> Array:
    """(T, ..., H) as (T, H, B), all batch axes one; the same memory where it can be."""
    steps, *batch, units = a.shape
    return a.reshape(steps, prod(batch), units).swapaxes(1, 2)

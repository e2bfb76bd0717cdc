"""Elementwise arithmetic as data: a result and its derivatives as calls that can run in place.

Letters: x input, y result, g gradient of the loss by y, p the operation's own parameter.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
# A ufunc, then its operands: RESULT, the index of an argument, "p", or a float.
Step = tuple[Any, ...]
RESULT = "y"
Vjp = Callable[[Array, Array, tuple[Array, ...], Any], tuple[Array, ...]]


class Formula:
    """Ufunc calls that all write one result, as the steps of an op: called, or bound to arrays."""

    def __init__(self, *steps: Step) -> None:
        self.steps = steps

    def __call__(self, *args: Any, p: Any = None) -> Array:
        y = np.empty(np.broadcast(*args).shape, np.result_type(*args))
        for call, operands in bind(self.steps, y, args, p):
            call(*operands)
        return y


Derivative = float | str | Formula


class Local:
    """The vjp of an elementwise op: g times the derivative by every argument, then by p.

    A derivative is a constant (a float), the argument that it equals (an int), "p", or a formula
    of y. The plan multiplies in place; called, it is a vjp as any other.
    """

    def __init__(self, *by: Derivative) -> None:
        self.by = by

    def __call__(self, g: Array, y: Array, args: tuple[Array, ...], p: Any) -> tuple[Array, ...]:
        return tuple(g * operand(d, y, args, p) for d in self.by)


def bind(
    steps: tuple[Step, ...], y: Array, args: tuple[Array, ...], p: Any
) -> list[tuple[Callable[..., Any], tuple[Any, ...]]]:
    """Ufunc calls with their operands looked up; the last operand of each is the result y."""
    return [(call, (*(operand(o, y, args, p) for o in operands), y)) for call, *operands in steps]


def operand(o: Any, y: Array, args: tuple[Array, ...], p: Any) -> Any:
    """What an operand of a step stands for; a number as an array, which NumPy reads faster."""
    if isinstance(o, float):
        return np.asarray(o, y.dtype)
    if isinstance(o, Formula):
        return o(y)
    return y if o == RESULT else p if o == "p" else args[o]

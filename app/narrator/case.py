"""A case: what a test of a moment finds, the units it singles out and what may be said of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..core.ops import Array
from .moment import Moment
from .voice import Fact


class Found(NamedTuple):
    """A case that applies, the units it names (from 0), and the facts its sentence may need."""

    case: str
    units: tuple[int, ...] = ()
    facts: dict[str, Fact] = {}


Test = Callable[[Moment], Found | None]
OPEN, CLOSED, STILL, FLIP, END = 0.9, 0.1, 0.05, 0.1, 0.95


def top_unit(sizes: Array) -> int:
    return int(np.argmax(sizes))

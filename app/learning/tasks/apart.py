"""Held-out sequences that no training meets, where a generator could draw the same one twice."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

import numpy as np

from ..batch import Whole

ONE_IN = 5
FEW, MANY = 2**12, 2**30
"""Below FEW there is too little to set aside; from MANY on, nothing is drawn twice in practice."""


def is_held(sequence: Whole) -> bool:
    """By the checksum of its numbers: the same on every machine."""
    return crc32(sequence.astype(np.int16).tobytes()) % ONE_IN == 0


def apart(draw: Callable[[int], Whole], size: int, held: bool, space: float) -> Whole:
    """size sequences side by side (along axis 1), all held out or none; of a space of so many.

    Held out, none comes twice.
    """
    if not FEW <= space < MANY:
        return draw(size)
    found: list[Whole] = []
    seen: set[bytes] = set()
    while len(found) < size:
        some = np.moveaxis(draw(size), 1, 0)
        for one in some:
            key = one.tobytes()
            if is_held(one) == held and not (held and key in seen):
                seen.add(key)
                found.append(one)
    return np.stack(found[:size], axis=1)

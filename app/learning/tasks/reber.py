"""The embedded Reber grammar: predict every next symbol.

Hochreiter & Schmidhuber 1997, experiment 1: B, then T or P, a Reber string, the same T or P, E.
"""

from __future__ import annotations

import numpy as np

from ..batch import Batch, Task, everywhere, padded
from .cues import SEED

SYMBOLS = "BTPSXVE"
EDGES = {  # state -> what may follow, and the state it leads to
    0: (("T", 1), ("P", 2)), 1: (("S", 1), ("X", 3)), 2: (("T", 2), ("V", 4)),
    3: (("X", 2), ("S", 5)), 4: (("P", 3), ("V", 5)), 5: (("E", 6),),
}  # fmt: skip


def string(rng: np.random.Generator) -> str:
    """An embedded string."""
    outer, text, state = "TP"[int(rng.integers(2))], "", 0
    while state != 6:
        symbol, state = EDGES[state][int(rng.integers(len(EDGES[state])))]
        text += symbol
    return f"B{outer}B{text}{outer}E"


def embedded_reber() -> Task:
    """Fresh strings; held out, only the determined symbols are asked: the last two."""

    def draw(rng: np.random.Generator, size: int) -> Batch:
        strings = [string(rng) for _ in range(size)]
        numbers = [[SYMBOLS.index(c) for c in s] for s in strings]
        read = padded([n[:-1] for n in numbers], len(SYMBOLS))
        wanted = np.full(read.inputs.shape[:2], -1)
        for b, n in enumerate(numbers):
            wanted[: len(n) - 1, b] = n[1:]
        return Batch(read, *everywhere(wanted))

    def tested() -> dict[str, Batch]:
        """Only what is determined is asked: the symbol before the last E, and that E."""
        rng = np.random.default_rng(SEED)
        batch = draw(rng, 500)
        ends = batch.read.lengths[batch.rows]
        kept = batch.steps >= ends - 2
        return {
            "the last two symbols": Batch(
                batch.read, batch.steps[kept], batch.rows[kept], batch.targets[kept]
            )
        }

    names = tuple(SYMBOLS)
    return Task("embedded-reber", names, names, draw, tested, chance=0.5)

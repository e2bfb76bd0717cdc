"""The embedded Reber grammar: predict every next symbol.

Hochreiter & Schmidhuber 1997, experiment 1: B, then T or P, a Reber string, the same T or P, E.
"""

from __future__ import annotations

import numpy as np

from ..batch import Answer, Batch, Task, everywhere, padded
from .apart import is_held
from .cues import HELD_OUT, SEED

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


def legal(text: str) -> list[str]:
    """What may follow each symbol of an embedded string but its last."""
    found, state = ["TP", "B"], 0
    for symbol in text[3:-2]:
        found.append("".join(s for s, _ in EDGES[state]))
        state = dict(EDGES[state])[symbol]
    return [*found, text[1], "E"]


def numbers(text: str) -> np.ndarray:
    return np.array([SYMBOLS.index(c) for c in text])


def batch_of(strings: list[str]) -> Batch:
    """Every next symbol is asked."""
    coded = [numbers(s).tolist() for s in strings]
    read = padded([n[:-1] for n in coded], len(SYMBOLS))
    wanted = np.full(read.inputs.shape[:2], -1)
    for b, n in enumerate(coded):
        wanted[: len(n) - 1, b] = n[1:]
    return Batch(read, *everywhere(wanted))


def embedded_reber() -> Task:
    """Fresh strings, but never one of those held out, which are all different.

    The paper trains on 256 fixed strings and asks these and 256 others.
    """

    def draw(rng: np.random.Generator, size: int) -> Batch:
        fresh = (string(rng) for _ in iter(int, 1))
        learnt = (s for s in fresh if not is_held(numbers(s)))
        return batch_of([next(learnt) for _ in range(size)])

    def asked() -> list[str]:
        rng = np.random.default_rng(SEED)
        found: dict[str, None] = {}
        while len(found) < HELD_OUT:
            text = string(rng)
            if is_held(numbers(text)):
                found[text] = None
        return list(found)

    def tested() -> dict[str, Batch]:
        """Only what is determined is asked: the symbol before the last E, and that E."""
        batch = batch_of(asked())
        kept = batch.steps >= batch.read.lengths[batch.rows] - 2
        return {
            "the last two symbols": Batch(
                batch.read, batch.steps[kept], batch.rows[kept], batch.targets[kept]
            )
        }

    def whole(answer: Answer) -> dict[str, float]:
        """The paper's criterion: at every step of a string the legal symbols are rated highest."""
        strings = asked()
        batch = batch_of(strings)
        order = np.argsort(-answer(batch), axis=-1)
        right = [0] * len(strings)
        sets = [legal(s) for s in strings]
        for best, step, row in zip(order, batch.steps, batch.rows, strict=True):
            may = sets[row][step]
            right[row] += {SYMBOLS[k] for k in best[: len(may)]} == set(may)
        all_right = [n == len(s) for n, s in zip(right, sets, strict=True)]
        return {"strings with every legal set": float(np.mean(all_right))}

    names = tuple(SYMBOLS)
    return Task("embedded-reber", names, names, draw, tested, chance=0.5, tests=whole)

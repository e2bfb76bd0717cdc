"""One symbol to be remembered over a gap: the delayed cue and the marked cue; temporal order.

Delayed cue: Hochreiter & Schmidhuber 1997, experiment 2b in spirit. The marked cue is the project's
own: its distractors come from the alphabet of the cues, so that a cell must let one symbol in and
keep the others out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..batch import Batch, Sequences, Task, Whole, one_hot
from .apart import apart

HELD_OUT, SEED = 500, 987_654_321
SHOWN = 90  # distractors of an example, at most: what a page can draw
Draw = Callable[[np.random.Generator, int], Batch]


def at_the_end(tokens: Whole, width: int, classes: Whole) -> Batch:
    """One answer a sequence, after its last timestep."""
    rows = np.arange(tokens.shape[1])
    return Batch(
        one_hot(tokens, width), np.full(len(rows), len(tokens) - 1), rows, classes[:, None]
    )


def held_out(
    draw: Draw, name: str = "held out", size: int = HELD_OUT
) -> Callable[[], dict[str, Batch]]:
    """One batch of a generator of its own."""
    return lambda: {name: draw(np.random.default_rng(SEED), size)}


def delayed_cue(gap: int = 20, growing: int = 0) -> Task:
    """A cue, gap distractors of another alphabet, a query: which cue was it? Chance 1/4.

    growing: a curriculum of so many batches, gaps drawn from 1 to a bound that grows to gap.
    """
    cues, noise = "ABCD", "wxyz"
    symbols = (*cues, *noise, "?")
    seen = 0

    def made(rng: np.random.Generator, size: int, length: int) -> Whole:
        classes = rng.integers(len(cues), size=size)
        tokens = rng.integers(len(cues), len(cues) + len(noise), size=(length + 2, size))
        tokens[0], tokens[-1] = classes, len(symbols) - 1
        return tokens

    def of(rng: np.random.Generator, size: int, length: int, held: bool = False) -> Batch:
        space = 4.0 ** (length + 1)
        tokens = apart(lambda n: made(rng, n, length), size, held, space)
        return at_the_end(tokens, len(symbols), tokens[0])

    def draw(rng: np.random.Generator, size: int) -> Batch:
        nonlocal seen
        seen += 1
        bound = min(gap, 1 + gap * seen // growing) if growing else gap
        return of(rng, size, int(rng.integers(1, bound + 1)) if growing else gap)

    gaps = (5, 10, 20, 40, 80, 150, 300, 500) if growing else (gap,)

    def tested() -> dict[str, Batch]:
        return {f"gap {g}": of(np.random.default_rng((SEED, g)), HELD_OUT, g, True) for g in gaps}

    def shown() -> dict[str, Batch]:
        one = of(np.random.default_rng(SEED), 1, min(gap, SHOWN), True)
        return {"es": one, "en": one}

    facts = {"gap": gap, "growing": growing}
    return Task(
        "delayed-cue", symbols, tuple(cues), draw, tested, chance=0.25, facts=facts, examples=shown
    )  # fmt: skip


def marked_cue(length: int = 20, growing: int = 0) -> Task:
    """Random symbols, one of the first five marked: at the end, which was it? Chance 1/8.

    A timestep is a one-hot symbol and, in the last column, the mark.

    growing: as in the delayed cue, sequences grow from 5 to length over so many batches.
    """
    letters = "ABCDEFGH"
    seen = 0

    def of(rng: np.random.Generator, size: int, steps: int) -> Batch:
        symbols, rows = rng.integers(len(letters), size=(steps, size)), np.arange(size)
        marked = rng.integers(5, size=size)
        inputs = np.zeros((steps, size, len(letters) + 1), np.float32)
        np.put_along_axis(inputs, symbols[..., None], 1, axis=-1)
        inputs[marked, rows, -1] = 1
        read = Sequences(inputs, np.full(size, steps))
        return Batch(read, *read.last, symbols[marked, rows][:, None])

    def draw(rng: np.random.Generator, size: int) -> Batch:
        nonlocal seen
        seen += 1
        bound = min(length, 5 + (length - 5) * seen // growing) if growing else length
        return of(rng, size, int(rng.integers(5, bound + 1)) if growing else length)

    facts = {"length": length, "growing": growing}
    tested = held_out(lambda rng, size: of(rng, size, length), f"length {length}")
    return Task(
        "marked-cue", (*letters, "*"), tuple(letters), draw, tested, chance=1 / 8, facts=facts
    )


def temporal_order(length: int = 50) -> Task:
    """Two relevant symbols far apart among distractors: in which order? Four classes.

    Hochreiter & Schmidhuber 1997, experiment 6a, its places in proportion to the length (there
    10 to 20 and 50 to 60 of 100 to 110); without its two signs for the beginning and the end.
    """
    symbols, order = (*"XYabcd",), ("XX", "XY", "YX", "YY")

    def draw(rng: np.random.Generator, size: int) -> Batch:
        tokens = rng.integers(2, len(symbols), size=(length, size))
        rows, pair = np.arange(size), rng.integers(2, size=(2, size))
        first = rng.integers(length // 10, length // 5, size=size)
        second = rng.integers(length // 2, max(length // 2 + 1, length * 6 // 10), size=size)
        tokens[first, rows], tokens[second, rows] = pair
        return at_the_end(tokens, len(symbols), pair[0] * 2 + pair[1])

    facts = {"length": length}
    return Task("temporal-order", symbols, order, draw, held_out(draw), chance=0.25, facts=facts)

"""Numbers: the adding problem, binary addition, parity, copying."""

from __future__ import annotations

import numpy as np

from ..batch import Batch, Sequences, Task, everywhere, one_hot
from .apart import apart
from .cues import HELD_OUT, SEED, held_out


def _vectors(inputs: np.ndarray) -> Sequences:
    x = inputs.astype(np.float32)
    return Sequences(x, np.full(x.shape[1], len(x)))


def adding(length: int = 50) -> Task:
    """Values in [0, 1], two of them marked, one in each half: their sum.

    Hochreiter & Schmidhuber 1997, experiment 4, in the form of Le, Jaitly & Hinton 2015; always
    answering 1 has a squared error of 1/6. Right within 0.04, as in the first paper.
    """

    def draw(rng: np.random.Generator, size: int, digits: int = 17) -> Batch:
        values, rows = rng.random((length, size)).round(digits), np.arange(size)
        marks = np.zeros_like(values)
        marks[rng.integers(length // 2, size=size), rows] = 1
        marks[rng.integers(length // 2, length, size=size), rows] = 1
        total = (values * marks).sum(axis=0)[:, None].astype(np.float32)
        last = np.full(size, length - 1)
        return Batch(_vectors(np.stack([values, marks], axis=-1)), last, rows, total)

    return Task(
        "adding", ("value", "mark"), ("sum",), draw, held_out(draw), values=True, tolerance=0.04,
        facts={"length": length, "guessing_one": 1 / 6},
        examples=lambda: dict.fromkeys(("es", "en"), draw(np.random.default_rng(SEED), 1, 2)),
    )  # fmt: skip


def binary_addition(bits: int = 8, high_first: bool = False) -> Task:
    """Two numbers, a bit of each a timestep, the least significant first: the bits of their sum.

    One timestep more than bits, with zeros, so that the last carry comes out. high_first: the
    other way round, so that every carry comes from what has yet to be read.
    """

    def of(rng: np.random.Generator, size: int, width: int, held: bool = False) -> Batch:
        space = 4.0**width if width == bits else np.inf
        pair = apart(lambda n: rng.integers(2, size=(width, n, 2)), size, held, space)
        pair = np.concatenate([pair, np.zeros_like(pair[:1])])
        total, carry = np.zeros((width + 1, size), int), np.zeros(size, int)
        for t in range(width + 1):
            carry, total[t] = np.divmod(pair[t].sum(axis=-1) + carry, 2)
        if high_first:
            pair, total = pair[::-1], total[::-1]
        return Batch(_vectors(pair), *everywhere(total))

    def tested() -> dict[str, Batch]:
        widths = (bits, 32, 200)
        return {f"{w} bits": of(np.random.default_rng((SEED, w)), 1000, w, True) for w in widths}

    return Task(
        "binary-addition", ("a", "b"), ("0", "1"), lambda rng, size: of(rng, size, bits), tested,
        chance=0.5, facts={"bits": bits},
    )  # fmt: skip


def parity(longest: int = 20, last_only: bool = False) -> Task:
    """Is the number of ones so far odd? Asked at every timestep, or after the last only."""

    def of(rng: np.random.Generator, size: int, length: int, held: bool = False) -> Batch:
        space = 2.0**length if length == longest else np.inf
        tokens = apart(lambda n: rng.integers(2, size=(length, n)), size, held, space)
        odd = tokens.cumsum(axis=0) % 2
        if last_only:
            odd[:-1] = -1
        return Batch(one_hot(tokens, 2), *everywhere(odd))

    def draw(rng: np.random.Generator, size: int) -> Batch:
        return of(rng, size, longest if last_only else int(rng.integers(1, longest + 1)))

    def tested() -> dict[str, Batch]:
        lengths = (longest, 100, 500)
        return {f"length {n}": of(np.random.default_rng((SEED, n)), 200, n, True) for n in lengths}

    facts = {"longest": longest, "last_only": last_only}
    return Task("parity", ("0", "1"), ("even", "odd"), draw, tested, chance=0.5, facts=facts)


def copying(gap: int = 10, symbols: int = 5) -> Task:
    """Some symbols of eight, a gap, a sign: repeat them.

    After Arjovsky, Shah & Bengio 2016; only the repetition is asked, not the blanks before it.
    """
    letters = "ABCDEFGH"
    names = (*letters, "_", "!")

    def of(rng: np.random.Generator, size: int, held: bool = False) -> Batch:
        space = float(len(letters)) ** symbols
        told = apart(lambda n: rng.integers(len(letters), size=(symbols, n)), size, held, space)
        tokens = np.full((2 * symbols + gap, size), len(letters))
        tokens[:symbols], tokens[symbols + gap - 1] = told, len(letters) + 1
        wanted = np.full(tokens.shape, -1)
        wanted[-symbols:] = told
        return Batch(one_hot(tokens, len(names)), *everywhere(wanted))

    facts = {"gap": gap, "symbols": symbols}
    tested = held_out(lambda rng, size: of(rng, size, True))
    return Task("copying", names, tuple(letters), of, tested, chance=1 / 8, facts=facts)


__all__ = ["HELD_OUT", "adding", "binary_addition", "copying", "parity"]

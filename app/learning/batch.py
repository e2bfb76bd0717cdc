"""What a task hands to a network: inputs, and where which answers are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.ops import Array

Whole = NDArray[np.intp]


@dataclass(frozen=True)
class Sequences:
    """B sequences side by side, padded on the right: inputs (T, B, X), lengths (B)."""

    inputs: Array
    lengths: Whole
    tokens: Whole | None = None  # (T, B): the inputs are one-hot in these columns

    @property
    def last(self) -> tuple[Whole, Whole]:
        """(steps, rows): where every sequence ends."""
        return self.lengths - 1, np.arange(len(self.lengths))


@dataclass(frozen=True)
class Batch:
    """N answers are asked: answer n by sequence rows[n] at timestep steps[n].

    targets (N, Q): a class for each of the task's Q groups, -1 where none is asked; or, of a task
    of values, (N, Y) numbers. source: what an encoder reads before.
    """

    read: Sequences
    steps: Whole
    rows: Whole
    targets: NDArray[Any]
    weights: Array | None = None
    source: Sequences | None = None


Answer = Callable[[Batch], Array]


@dataclass(frozen=True)
class Task:
    """A supply of batches, a pure function of the generator it is given.

    inputs and outputs name the columns; groups are the parts (first, end) of the outputs over
    which one softmax runs. held_out: batches that no training draws from, by what they measure.
    values: the outputs are numbers under a squared error, right within tolerance. tests: what the
    literature measures besides, of a function that answers a batch with its logits (N, Y).
    examples: a batch to be shown, its first sequence, by language; none: the shortest held out.
    """

    id: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    draw: Callable[[np.random.Generator, int], Batch]
    held_out: Callable[[], Mapping[str, Batch]]
    groups: tuple[tuple[int, int], ...] = ()
    values: bool = False
    tolerance: float = 0.0
    source: tuple[str, ...] = ()  # names the columns of what an encoder reads
    chance: float = 0.0
    facts: Mapping[str, Any] = field(default_factory=dict)
    tests: Callable[[Answer], dict[str, float]] | None = None
    examples: Callable[[], Mapping[str, Batch]] | None = None

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """(first, end) of the outputs of each question; one for all where it asks one."""
        return self.groups or ((0, len(self.outputs)),)


def one_hot(tokens: Whole, width: int, lengths: Whole | None = None) -> Sequences:
    """Sequences of tokens (T, B)."""
    inputs = np.zeros((*tokens.shape, width), np.float32)
    np.put_along_axis(inputs, tokens[..., None], 1, axis=-1)
    full = np.full(tokens.shape[1], len(tokens))
    return Sequences(inputs, full if lengths is None else lengths, tokens)


def padded(sequences: Sequence[Sequence[int]], width: int, pad: int = 0) -> Sequences:
    """Sequences of different lengths, filled up with pad on the right."""
    lengths = np.array([len(s) for s in sequences])
    tokens = np.full((int(lengths.max()), len(sequences)), pad)
    for b, s in enumerate(sequences):
        tokens[: len(s), b] = s
    return one_hot(tokens, width, lengths)


def everywhere(targets: Whole) -> tuple[Whole, Whole, Whole]:
    """(steps, rows, targets) of every place of (T, B) that holds a class and not -1."""
    steps, rows = np.nonzero(targets >= 0)
    return steps, rows, targets[steps, rows][:, None]

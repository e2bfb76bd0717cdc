"""A trained encoder-decoder at work: the most likely word again and again, until the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.ops import Array
from ..core.run import Trace
from .batch import Batch, everywhere, padded
from .network import Network, forward

LONGEST = 60


class Unreadable(ValueError):
    """Tokens that the encoder never met; .tokens holds them."""

    def __init__(self, tokens: Sequence[str]) -> None:
        super().__init__(" ".join(tokens))
        self.tokens = tuple(tokens)


@dataclass(frozen=True)
class Translation:
    """What was read and written; the traces are of the top layers, batch of one.

    words: with the end sign where it came. probabilities (T, Y); attention (T, S), or None.
    """

    words: tuple[str, ...]
    probabilities: Array
    encoder: Trace
    decoder: Trace
    attention: Array | None


def translate(
    network: Network,
    source: Sequence[str],
    inputs: Sequence[str],
    outputs: Sequence[str],
    tokens: Sequence[str],
) -> Translation:
    """Greedy decoding; source, inputs and outputs name the columns. Raises Unreadable."""
    unknown = [t for t in dict.fromkeys(tokens) if t not in source]
    if unknown or not tokens:
        raise Unreadable(unknown)
    told = padded([[source.index(t) for t in tokens]], len(source))
    said: list[int] = []
    while True:
        read = padded([[0, *(k + 1 for k in said)]], len(inputs))
        batch = Batch(read, *everywhere(np.zeros((len(said) + 1, 1), int)), source=told)
        before, passed = forward(network, batch)
        assert before is not None
        p = network.readout.probabilities(passed.top[:, 0])
        said.append(int(p[-1].argmax()))
        if said[-1] == len(outputs) - 1 or len(said) == LONGEST:
            break
    weights = passed.weights
    return Translation(
        tuple(outputs[k] for k in said), p, before.traces[-1][0], passed.traces[-1][0],
        None if weights is None else weights[:, 0],
    )  # fmt: skip

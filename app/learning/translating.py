"""A trained encoder-decoder at work: the most likely word again and again, until the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.ops import Array
from ..core.trace import Trace
from .batch import Batch, Sequences, everywhere, padded
from .network import Network, climb, forward, handed

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
    said = greedy(network, told)
    before, passed = forward(network, dictated(network, told, said[:-1]))
    assert before is not None
    weights = passed.weights
    return Translation(
        tuple(outputs[k] for k in said),
        network.readout.probabilities(passed.top[:, 0]),
        before.traces[-1][0],
        passed.traces[-1][0],
        None if weights is None else weights[:, 0],
    )


def greedy(network: Network, source: Sequences) -> list[int]:
    """The outputs that it says one after another, the end sign last where it comes in time."""
    starts, memory = handed(climb(network.encoder, source), source)
    width, end = network.layers[0][0].input_size, len(network.readout.b_y) - 1
    said: list[int] = []
    while len(said) < LONGEST and end not in said:
        read = padded([_after_the_start(said)], width)
        top = climb(network.layers, read, None, starts, memory).top[-1, 0]
        said.append(int(network.readout.probabilities(top).argmax()))
    return said


def dictated(network: Network, source: Sequences, said: Sequence[int]) -> Batch:
    """One source and a decoder that reads the start sign and these outputs, whatever it says."""
    read = padded([_after_the_start(said)], network.layers[0][0].input_size)
    return Batch(read, *everywhere(np.zeros((len(said) + 1, 1), int)), source=source)


def _after_the_start(said: Sequence[int]) -> list[int]:
    """A decoder's inputs are the start sign and its outputs but the last, the end sign."""
    return [0, *(k + 1 for k in said)]

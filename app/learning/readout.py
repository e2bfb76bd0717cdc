"""What turns a hidden state into an answer: logits = V h + b_y, V (Y, H), b_y (Y)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from ..core.ops import Array


@dataclass(frozen=True)
class Readout:
    """A linear layer and a softmax over Y outputs, or over each of their groups (first, end).

    values: without the softmax, the outputs are numbers themselves.
    """

    V: Array
    b_y: Array
    groups: tuple[tuple[int, int], ...] = ()
    values: bool = False

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """(first, end) of the outputs of each question; one for all where it asks one."""
        return self.groups or ((0, len(self.b_y)),)

    def logits(self, h: Array) -> Array:
        """(..., H) -> (..., Y)."""
        return h @ self.V.T + self.b_y

    def probabilities(self, h: Array) -> Array:
        """(..., H) -> (..., Y), each row, or each of its groups, sums to 1."""
        logits = self.logits(h)
        return np.concatenate([softmax(logits[..., a:b]) for a, b in self.parts], axis=-1)


def softmax(logits: Array) -> Array:
    """Over the last axis; the largest logit is subtracted first, so that nothing overflows."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    e /= e.sum(axis=-1, keepdims=True)
    return cast(Array, e)


def cross_entropy(
    probabilities: Array, targets: np.ndarray, groups: tuple[tuple[int, int], ...] = ()
) -> tuple[float, Array]:
    """Mean of -ln p(target) and its gradient by the logits; targets hold class numbers.

    groups: what the other groups than the target's say costs nothing.
    """
    flat = probabilities.reshape(-1, probabilities.shape[-1])
    rows, wanted = np.arange(len(flat)), targets.reshape(-1)
    loss = float(-np.log(np.maximum(flat[rows, wanted], np.finfo(flat.dtype).tiny)).mean())
    gradient = flat.copy()
    gradient[rows, wanted] -= 1
    for first, end in groups:
        gradient[(wanted < first) | (wanted >= end), first:end] = 0
    return loss, (gradient / len(flat)).reshape(probabilities.shape)

"""What turns a hidden state into an answer: logits = V h + b_y, V (Y, H), b_y (Y)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from ..core.ops import Array


@dataclass(frozen=True)
class Readout:
    """A linear layer and a softmax over Y outputs."""

    V: Array
    b_y: Array

    def logits(self, h: Array) -> Array:
        """(..., H) -> (..., Y)."""
        return h @ self.V.T + self.b_y

    def probabilities(self, h: Array) -> Array:
        """(..., H) -> (..., Y), each row sums to 1."""
        return softmax(self.logits(h))


def softmax(logits: Array) -> Array:
    """Over the last axis; the largest logit is subtracted first, so that nothing overflows."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    e /= e.sum(axis=-1, keepdims=True)
    return cast(Array, e)


def cross_entropy(probabilities: Array, targets: np.ndarray) -> tuple[float, Array]:
    """Mean of -ln p(target) and its gradient by the logits; targets hold class numbers."""
    flat = probabilities.reshape(-1, probabilities.shape[-1])
    rows, wanted = np.arange(len(flat)), targets.reshape(-1)
    loss = float(-np.log(np.maximum(flat[rows, wanted], np.finfo(flat.dtype).tiny)).mean())
    gradient = flat.copy()
    gradient[rows, wanted] -= 1
    return loss, (gradient / len(flat)).reshape(probabilities.shape)

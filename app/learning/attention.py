"""Global attention of a decoder over everything its encoder said, "general" score.

Luong, Pham & Manning 2015: a = softmax over s of h · W_a m_s, context = Σ a_s m_s, with m the
encoder's top h. Departures: the readout reads [h ; context] at once, without their tanh layer, and
the context is not fed back to the cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.ops import Array
from .batch import Whole
from .readout import softmax


@dataclass(frozen=True)
class Attended:
    """weights (B, T, S), each row sums to 1 over the source's real timesteps; context (T, B, H)."""

    h: Array
    memory: Array
    W_a: Array
    weights: Array
    context: Array

    @property
    def top(self) -> Array:
        """(T, B, 2H): what the readout reads."""
        return np.concatenate([self.h, self.context], axis=-1)


def attend(h: Array, memory: Array, lengths: Whole, W_a: Array) -> Attended:
    """h (T, B, H) looks at memory (S, B, H), of which row b has lengths[b] real timesteps."""
    asked, said = np.moveaxis(h, 1, 0) @ W_a, np.moveaxis(memory, 1, 0)
    scores = asked @ np.swapaxes(said, 1, 2)
    beyond = np.arange(len(memory)) >= lengths[:, None]
    weights = softmax(np.where(beyond[:, None], -np.inf, scores).astype(h.dtype))
    return Attended(h, memory, W_a, weights, np.moveaxis(weights @ said, 0, 1))


def back(a: Attended, by_top: Array) -> tuple[Array, Array, Array]:
    """Gradients by h, by the memory and by W_a."""
    hidden = a.h.shape[-1]
    by_context = np.moveaxis(by_top[..., hidden:], 1, 0)
    said, h = np.moveaxis(a.memory, 1, 0), np.moveaxis(a.h, 1, 0)
    by_weights = by_context @ np.swapaxes(said, 1, 2)
    mean = (by_weights * a.weights).sum(axis=-1, keepdims=True)
    by_scores = a.weights * (by_weights - mean)
    across = by_scores @ said
    by_said = np.swapaxes(by_scores, 1, 2) @ (h @ a.W_a)
    by_said += np.swapaxes(a.weights, 1, 2) @ by_context
    by_h = by_top[..., :hidden] + np.moveaxis(across @ a.W_a.T, 0, 1)
    rows = h.reshape(-1, hidden).T @ across.reshape(-1, hidden)
    return by_h, np.moveaxis(by_said, 0, 1), rows

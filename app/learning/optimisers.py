"""Updates of a list of parameter arrays, in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..core.ops import Array


def clip_by_norm(gradients: Sequence[Array], limit: float) -> float:
    """Scales all gradients so that their joint norm is at most limit; returns the norm before.

    Pascanu, Mikolov & Bengio 2013, algorithm 1.
    """
    norm = float(np.sqrt(sum(float((g * g).sum()) for g in gradients)))
    if norm > limit:
        for g in gradients:
            g *= limit / norm
    return norm


@dataclass
class Adam:
    """Kingma & Ba 2015, algorithm 1."""

    rate: float
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    updates: int = 0
    moments: list[tuple[Array, Array]] = field(default_factory=list)

    def update(self, params: Sequence[Array], gradients: Sequence[Array]) -> None:
        """One step down the gradients."""
        self.moments = self.moments or [(np.zeros_like(p), np.zeros_like(p)) for p in params]
        self.updates += 1
        correct1 = 1 - self.beta1**self.updates
        correct2 = 1 - self.beta2**self.updates
        for p, g, (m, v) in zip(params, gradients, self.moments, strict=True):
            m += (1 - self.beta1) * (g - m)
            v += (1 - self.beta2) * (g * g - v)
            p -= self.rate * (m / correct1) / (np.sqrt(v / correct2) + self.epsilon)

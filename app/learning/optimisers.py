"""Updates of a list of parameter arrays, in place; and what bounds a step before it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from ..core.ops import Array


def clip_by_norm(gradients: Sequence[Array], limit: float) -> float:
    """Scales all gradients so that their joint norm is at most limit; returns the norm before.

    Pascanu, Mikolov & Bengio 2013, algorithm 1.
    """
    norm = joint_norm(gradients)
    if norm > limit:
        for g in gradients:
            g *= limit / norm
    return norm


def joint_norm(gradients: Sequence[Array]) -> float:
    """Of float64 squares where those of float32 overflow before the norm does."""
    norm = float(np.sqrt(sum(float((g * g).sum()) for g in gradients)))
    if np.isfinite(norm):
        return norm
    return float(np.sqrt(sum(float(np.square(g, dtype=np.float64).sum()) for g in gradients)))


def clip_by_value(gradients: Sequence[Array], limit: float) -> bool:
    """Every number into ±limit (Mikolov 2012); True when one was outside."""
    outside = any(float(np.abs(g).max(initial=0)) > limit for g in gradients)
    for g in gradients if outside else ():
        np.clip(g, -limit, limit, out=g)
    return outside


class Optimiser(Protocol):
    """rate may be changed between updates."""

    rate: float

    def update(self, params: Sequence[Array], gradients: Sequence[Array]) -> None:
        """One step down the gradients."""


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
        self.moments = self.moments or [(np.zeros_like(p), np.zeros_like(p)) for p in params]
        self.updates += 1
        correct1 = 1 - self.beta1**self.updates
        correct2 = 1 - self.beta2**self.updates
        for p, g, (m, v) in zip(params, gradients, self.moments, strict=True):
            d = g - m
            d *= 1 - self.beta1
            m += d
            np.multiply(g, g, out=d)
            d -= v
            d *= 1 - self.beta2
            v += d
            np.sqrt(np.divide(v, correct2, out=d), out=d)
            d += self.epsilon
            np.divide(m / correct1 * self.rate, d, out=d)
            p -= d


@dataclass
class SGD:
    """Stochastic gradient descent with classical momentum, as torch.optim.SGD without dampening."""

    rate: float
    momentum: float = 0.0
    velocities: list[Array] = field(default_factory=list)

    def update(self, params: Sequence[Array], gradients: Sequence[Array]) -> None:
        self.velocities = self.velocities or [np.zeros_like(p) for p in params]
        for p, g, v in zip(params, gradients, self.velocities, strict=True):
            v *= self.momentum
            v += g
            p -= self.rate * v


@dataclass
class RMSProp:
    """Tieleman & Hinton 2012, as torch.optim.RMSprop: the root plus epsilon divides."""

    rate: float
    decay: float = 0.99
    epsilon: float = 1e-8
    squares: list[Array] = field(default_factory=list)

    def update(self, params: Sequence[Array], gradients: Sequence[Array]) -> None:
        self.squares = self.squares or [np.zeros_like(p) for p in params]
        for p, g, v in zip(params, gradients, self.squares, strict=True):
            v += (1 - self.decay) * (g * g - v)
            p -= self.rate * g / (np.sqrt(v) + self.epsilon)


OPTIMISERS: dict[str, Callable[[float, float], Optimiser]] = {  # of the rate and the momentum
    "adam": lambda rate, momentum: Adam(rate),
    "sgd": lambda rate, momentum: SGD(rate, momentum),
    "rmsprop": lambda rate, momentum: RMSProp(rate),
}
WITH_MOMENTUM = ("sgd",)

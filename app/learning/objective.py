"""What is differentiated of a single run: a value of the cell, or what its right answers cost.

T timesteps, K answers asked in all, H what the readout reads, Y its outputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np

from ..core.ops import Array
from ..core.trace import Trace
from .readout import Readout, cross_entropy


class Loss(Protocol):
    """A number computed from a trace, and its direct gradient by the nodes it reads."""

    def value(self, trace: Trace) -> Array:
        """(...): one number for every sequence of the batch."""

    def seeds(self, trace: Trace) -> dict[str, Array]:
        """{node: (T, H)}, of a trace without batch axes."""


@dataclass(frozen=True)
class NodeLoss:
    """The dot product of one node's value at one timestep (from 0) with weights (H)."""

    node: str
    step: int
    weights: Array

    def value(self, trace: Trace) -> Array:
        return cast(Array, trace[self.node][self.step] @ self.weights)

    def seeds(self, trace: Trace) -> dict[str, Array]:
        seed = np.zeros_like(trace[self.node])
        seed[self.step] = self.weights
        return {self.node: seed}


@dataclass(frozen=True)
class TargetLoss:
    """What K answers of a readout cost, as in training: the mean cross-entropy of the right

    classes, or of a readout of values the mean squared error. Answer k is asked at steps[k]:
    right[k] is its class, or its Y numbers.
    """

    readout: Readout
    steps: tuple[int, ...]
    right: Sequence[int] | Sequence[Sequence[float]]

    def value(self, trace: Trace) -> Array:
        return self.of(trace.said)

    def seeds(self, trace: Trace) -> dict[str, Array]:
        return by_node(trace, self.by_said(trace.said))

    def of(self, said: Array) -> Array:
        """The loss of what the readout reads, (T, ..., H)."""
        read = said[list(self.steps)]
        if self.readout.values:
            return cast(Array, (self._off(read) ** 2).mean(axis=(0, -1)))
        p = self.readout.probabilities(read)
        wanted = p[np.arange(len(self.steps)), ..., np.array(self.right)]
        return cast(Array, -np.log(np.maximum(wanted, np.finfo(p.dtype).tiny)).mean(axis=0))

    def by_said(self, said: Array) -> Array:
        """(T, H); several answers may be asked at one timestep."""
        seed = np.zeros_like(said)
        np.add.at(seed, list(self.steps), self._by_logits(said) @ self.readout.V)
        return seed

    def by_readout(self, said: Array) -> dict[str, Array]:
        """dL/dV (Y, H) and dL/db_y (Y)."""
        g = self._by_logits(said)
        return {"V": g.T @ said[list(self.steps)], "b_y": g.sum(axis=0)}

    def _off(self, read: Array) -> Array:
        """(K, ..., Y): answers minus the right ones."""
        said = self.readout.logits(read)
        right = np.array(self.right, said.dtype)
        return said - right.reshape(len(right), *(1,) * (said.ndim - 2), -1)

    def _by_logits(self, said: Array) -> Array:
        """(K, Y)."""
        read = said[list(self.steps)]
        if self.readout.values:
            off = self._off(read)
            return off * (2 / off.size)
        p = self.readout.probabilities(read)
        return cross_entropy(p, np.array(self.right), self.readout.groups)[1]


def by_node(trace: Trace, by_said: Array) -> dict[str, Array]:
    """A gradient by what a readout reads, for each of the nodes that stand in it."""
    said = trace.cell.said
    return dict(zip(said, np.split(by_said, len(said), axis=-1), strict=True))

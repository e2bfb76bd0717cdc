"""What a loss says of everything before it: truncated BPTT, Jacobians of the steps, attribution.

T timesteps, S the width of all states together (h and c: 2H), X the input size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np

from ..core.bptt import Gradients, backward
from ..core.ops import Array
from ..core.run import Override, Trace, run
from ..core.units import units_first
from .readout import Readout, cross_entropy

MOST_NUMBERS = 2_000_000  # held at once by a batch of Jacobians or of sequences with a gap


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
    """Mean cross-entropy of the readout: at timestep steps[k] the right class is classes[k]."""

    readout: Readout
    steps: tuple[int, ...]
    classes: tuple[int, ...]

    def value(self, trace: Trace) -> Array:
        return self.of(trace.said)

    def seeds(self, trace: Trace) -> dict[str, Array]:
        return by_node(trace, self.by_said(trace.said))

    def of(self, said: Array) -> Array:
        """The loss of what the readout reads, (T, ..., H)."""
        p = self.readout.probabilities(said[list(self.steps)])
        wanted = p[np.arange(len(self.steps)), ..., list(self.classes)]
        return cast(Array, -np.log(np.maximum(wanted, np.finfo(p.dtype).tiny)).mean(axis=0))

    def by_said(self, said: Array) -> Array:
        """(T, H)."""
        seed = np.zeros_like(said)
        seed[list(self.steps)] = self._by_logits(said) @ self.readout.V
        return seed

    def by_readout(self, said: Array) -> dict[str, Array]:
        """dL/dV (Y, H) and dL/db_y (Y)."""
        g = self._by_logits(said)
        return {"V": g.T @ said[list(self.steps)], "b_y": g.sum(axis=0)}

    def _by_logits(self, said: Array) -> Array:
        p = self.readout.probabilities(said[list(self.steps)])
        return cross_entropy(p, np.array(self.classes), self.readout.groups)[1]


def by_node(trace: Trace, by_said: Array) -> dict[str, Array]:
    """A gradient by what a readout reads, for each of the nodes that stand in it."""
    said = trace.cell.said
    return dict(zip(said, np.split(by_said, len(said), axis=-1), strict=True))


def through_time(
    trace: Trace,
    seeds: Mapping[str, Array],
    truncate: int | None = None,
    inputs: bool = True,
    joins: bool = False,
    nodes: bool = True,
) -> Gradients:
    """Backward over a trace; truncate cuts it, from its end, into parts of so many timesteps.

    No gradient is carried over a cut: what autograd gives when the states are detached there
    (Williams & Peng 1990, with parts that do not overlap).
    """
    if truncate is None or truncate >= trace.steps:
        return backward(trace, seeds, inputs=inputs, joins=joins, nodes=nodes)
    parts: list[Gradients] = []
    for end in range(trace.steps, 0, -truncate):
        first = max(0, end - truncate)
        here = {id: seed[first:end] for id, seed in seeds.items()}
        window = trace.window(first, end)
        parts.append(backward(window, here, inputs=inputs, joins=joins, nodes=nodes))
    parts.reverse()
    total = parts[0].params
    for part in parts[1:]:
        total.flat += part.params.flat
    return Gradients(
        {id: np.concatenate([p.nodes[id] for p in parts]) for id in parts[0].nodes},
        np.concatenate([p.inputs for p in parts]),
        parts[0].state,
        total,
        None if trace.memory is None else np.sum([cast(Array, p.memory) for p in parts], axis=0),
    )


def jacobians(trace: Trace) -> Array:
    """(T, S, S): ∂s_t/∂s_{t-1}, s all states in the cell's order; a trace without batch axes.

    Row k of step t is one backward over that one step from a one in unit k: timesteps and units
    are both batch axes, so that all of them are one backward.
    """
    width = len(trace.cell.states) * trace.hidden
    found = np.empty((trace.steps, width, width), trace.values.dtype)
    a_step = width * (trace.values.shape[1] + trace.inputs.shape[-1] + 2 * width)
    most = max(1, MOST_NUMBERS // a_step)
    for overrides, steps in _by_overrides(trace).items():
        for k in range(0, len(steps), most):
            some = steps[k : k + most]
            found[some] = _one_step_each(trace, some, overrides, width)
    return found


def _by_overrides(trace: Trace) -> dict[tuple[Override, ...], list[int]]:
    """Timesteps by the overrides that hold at them."""
    groups: dict[tuple[Override, ...], list[int]] = {}
    for t in range(trace.steps):
        here = tuple(o._replace(step=None) for o in trace.overrides if o.at(t))
        groups.setdefault(here, []).append(t)
    return groups


def _one_step_each(
    trace: Trace, steps: list[int], overrides: tuple[Override, ...], width: int
) -> Array:
    """(steps, S, S)."""

    def repeated(a: Array) -> Array:
        return np.broadcast_to(a[steps][:, None], (len(steps), width, a.shape[-1]))

    cell, h = trace.cell, trace.hidden
    start = {s: repeated(trace[f"{s}_prev"]) for s in cell.states}
    inputs, values = repeated(trace.inputs)[None], units_first(repeated(trace.values)[None])
    values = values.reshape(1, -1, len(steps), width)
    memory = trace.memory and trace.memory.over((len(steps), width))
    one = Trace(cell, trace.params, inputs, start, values, overrides, memory=memory)
    ones = np.eye(width, dtype=values.dtype).reshape(width, len(cell.states), h)
    shape = (1, len(steps), width, h)
    seeds = {s: np.broadcast_to(ones[:, k], shape) for k, s in enumerate(cell.states)}
    found = backward(one, seeds, inputs=False, joins=False, nodes=False).state
    return np.concatenate(list(found.values()), axis=-1)


def carried(steps: Array) -> Array:
    """(T,): 2-norm of ∂s_last/∂s_t, the product of the Jacobians after step t; 1 at the last.

    The product is kept at norm 1 and its size as a logarithm, so that it neither vanishes nor
    overflows on the way; a norm that no number can hold comes out as 0 or infinity.
    """
    logs = np.zeros(len(steps))
    product, size = np.eye(steps.shape[-1], dtype=steps.dtype), 0.0
    for t in range(len(steps) - 2, -1, -1):
        product = product @ steps[t + 1]
        norm = float(np.linalg.norm(product))
        if norm == 0:
            logs[: t + 1] = -np.inf
            break
        product, size = product / norm, size + float(np.log(norm))
        with np.errstate(divide="ignore"):  # what is left may be too small for a number
            logs[t] = size + np.log(np.linalg.norm(product, 2))
    with np.errstate(over="ignore", under="ignore"):
        return cast(Array, np.exp(logs))


def spectrum(steps: Array) -> np.ndarray:
    """(T, S) complex: the eigenvalues of every step's Jacobian, the largest modulus first."""
    values = np.linalg.eigvals(steps).astype(np.complex128)
    order = np.lexsort((-values.imag, -values.real, -np.abs(values)), axis=-1)
    return np.take_along_axis(values, order, axis=-1)


def left_out(trace: Trace, loss: Loss, instead: Array | None = None) -> Array:
    """(T,): by how much the loss falls when input t is replaced by instead (X), by default zeros.

    The timestep stays, so that everything after it keeps its place; the sign is that of
    gradient × input, its first-order estimate: loss with the input minus loss without.
    """
    blank = np.zeros(trace.inputs.shape[-1]) if instead is None else instead
    whole, found = loss.value(trace), np.empty(trace.steps)
    a_copy = trace.steps * (trace.values.shape[1] + trace.inputs.shape[-1])
    most = max(1, MOST_NUMBERS // a_copy)
    for first in range(0, trace.steps, most):
        some = np.arange(first, min(first + most, trace.steps))
        inputs = np.repeat(trace.inputs[:, None], len(some), axis=1)
        inputs[some, np.arange(len(some))] = blank
        start = {s: np.repeat(v[None], len(some), axis=0) for s, v in trace.start.items()}
        copies = run(trace.cell, trace.params, inputs, start, trace.overrides, memory=trace.memory)
        found[some] = whole - loss.value(copies)
    return found


def gradient_input(trace: Trace, gradients: Gradients) -> Array:
    """(T,): dL/dx_t · x_t."""
    return cast(Array, (gradients.inputs * trace.inputs).sum(axis=-1))


def gradient_norm(trace: Trace, gradients: Gradients) -> Array:
    """(T,): ‖dL/dx_t‖; misleads where the input is one-hot, for it also weighs absent tokens."""
    return cast(Array, np.linalg.norm(gradients.inputs, axis=-1))


def norms(gradients: Mapping[str, Array]) -> dict[str, Array]:
    """Of every node's gradient at every timestep, (T,) each."""
    return {
        id: cast(Array, np.linalg.norm(g.reshape(len(g), -1), axis=-1))
        for id, g in gradients.items()
    }


def first_nonfinite(gradients: Gradients, nodes: Sequence[str]) -> tuple[int, str] | None:
    """(step, node) where the gradient, on its way back, first left the finite numbers."""
    steps = len(gradients.inputs)
    for t in range(steps - 1, -1, -1):
        for id in reversed(nodes):
            if not np.isfinite(gradients.nodes[id][t]).all():
                return t, id
    finite = [gradients.inputs, gradients.params.flat, *gradients.state.values()]
    return None if all(np.isfinite(g).all() for g in finite) else (0, nodes[0])

"""What each input says to a loss: by its gradient, or by leaving it out.

T timesteps, X the input size.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np

from ..core.bptt import Gradients
from ..core.ops import Array
from ..core.run import run
from ..core.trace import Trace
from .batch import Batch, Sequences
from .network import Network, forward
from .objective import Loss, TargetLoss

MOST_NUMBERS = 2_000_000  # held at once by the sequences with a gap


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


def left_out_of(network: Network, batch: Batch, loss: Loss, instead: Array | None = None) -> Array:
    """(T,): the same through all layers of a network, by what its first layer reads.

    A batch of one; a decoder reads what it read, whatever it would say now.
    """
    read = batch.source or batch.read
    steps, width = len(read.inputs), read.inputs.shape[-1]
    blank = np.zeros(width) if instead is None else instead
    units = sum(way.hidden for layer in (*network.encoder, *network.layers) for way in layer)
    most = max(1, MOST_NUMBERS // ((steps + len(batch.read.inputs)) * (width + 20 * units)))
    whole, found = float(_cost(network, batch, loss)[0]), np.empty(steps)
    for first in range(0, steps, most):
        some = np.arange(first, min(first + most, steps))
        gapped = _copies(read, len(some))
        gapped.inputs[some, np.arange(len(some))] = blank
        copies = (
            replace(batch, read=gapped)
            if batch.source is None
            else replace(batch, source=gapped, read=_copies(batch.read, len(some)))
        )
        found[some] = whole - _cost(network, copies, loss)
    return found


def _copies(one: Sequences, count: int) -> Sequences:
    """A sequence so many times side by side; its inputs are no longer surely one-hot."""
    return Sequences(np.repeat(one.inputs, count, axis=1), np.repeat(one.lengths, count))


def _cost(network: Network, batch: Batch, loss: Loss) -> Array:
    """(B,)."""
    passed = forward(network, batch)[1]
    if isinstance(loss, TargetLoss):
        return loss.of(passed.top)
    return loss.value(passed.traces[-1][0])

"""A gradient request, computed: the trace, backpropagation through it, Jacobians, attribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.bptt import Gradients
from ..core.trace import Trace
from ..learning import gradients as mathematics
from ..learning.attribution import gradient_input, gradient_norm, left_out
from ..learning.jacobians import carried, jacobians, spectrum
from ..learning.objective import TargetLoss
from . import numbers, traces
from .gradient_cost import admit
from .losses import loss_of
from .numbers import Array
from .prepare import prepare
from .schemas_gradients import GradientRequest

BY_GRADIENT = {"gradient_input": gradient_input, "gradient_norm": gradient_norm}
LEAVE_OUT = "leave_out"
UNKNOWN = "<unk>"  # what a model reads instead of a word that is left out, where it has one


@dataclass(frozen=True)
class ComputedGradients:
    """A checked request, its trace and everything that its loss says; every number is finite."""

    computed: traces.ComputedTrace
    loss: float
    gradients: Gradients
    readout: Mapping[str, Array]
    norms: Mapping[str, Array]
    jacobians: Mapping[str, Array] | None
    attribution: Mapping[str, Array]


def compute(request: GradientRequest) -> ComputedGradients:
    """Raises Problem for what cannot be computed."""
    prepared = prepare(request)
    loss = loss_of(request, prepared)
    admit(request, [prepared])
    c = traces.computed(prepared)
    trace = c.trace
    with np.errstate(over="ignore", invalid="ignore"):
        found = mathematics.through_time(trace, loss.seeds(trace), request.truncate)
        value = float(loss.value(trace))
        gaps = left_out(trace, loss, instead(c)) if leaves_out(request) else None
    readout = loss.by_readout(trace.said) if isinstance(loss, TargetLoss) else {}
    return measured(request, c, value, found, readout, gaps)


def leaves_out(request: GradientRequest) -> bool:
    return LEAVE_OUT in request.attribution


def instead(c: traces.ComputedTrace) -> Array | None:
    """(X): what is read in the place of an input that is left out; None: zeros."""
    known = c.vocabulary or ()
    return np.eye(len(known))[known.index(UNKNOWN)] if UNKNOWN in known else None


def measured(
    request: GradientRequest,
    c: traces.ComputedTrace,
    value: float,
    found: Gradients,
    readout: Mapping[str, Array],
    gaps: Array | None,
) -> ComputedGradients:
    """What the request asks of the way back through one cell; raises Problem for an overflow.

    gaps (T): what leaving out each of its inputs does to the loss, where that is known.
    """
    trace, asked = c.trace, request.attribution
    with np.errstate(over="ignore", invalid="ignore"):
        changes = _jacobians(trace) if request.jacobians else None
        shares = {str(m): of(trace, found) for m, of in BY_GRADIENT.items() if m in asked}
    if gaps is not None:
        shares[LEAVE_OUT] = gaps
    named = [n.id for n in trace.cell.nodes if not n.op.joins]
    bad = mathematics.first_nonfinite(found, named)
    if bad is None and not all(np.isfinite(a).all() for a in (np.array(value), *shares.values())):
        bad = len(trace.inputs) - 1, "loss"
    if bad is not None:
        raise traces.overflow(*bad)
    norms = mathematics.norms({id: found.nodes[id] for id in c.prepared.nodes})
    return ComputedGradients(c, value, found, readout, norms, changes, shares)


def _jacobians(trace: Trace) -> dict[str, Array]:
    steps = jacobians(trace)
    finite = np.isfinite(steps).all(axis=(1, 2))
    if not finite.all():
        raise traces.overflow(int(np.argmin(finite)), trace.cell.states[0])
    norms, values = carried(steps), spectrum(steps)
    if not np.isfinite(norms).all():
        raise traces.overflow(int(np.argmin(np.isfinite(norms[::-1]))), trace.cell.states[0])
    return {
        "norms": norms,
        "spectral_radii": np.abs(values[:, 0]),
        "spectrum": np.stack([values.real, values.imag], axis=-1),
    }


def response_dict(g: ComputedGradients) -> dict[str, Any]:
    """The answer, its arrays still arrays; numbers.dumps writes them."""
    digits, nodes = g.computed.prepared.request.digits, g.computed.prepared.nodes

    def rounded(arrays: Mapping[str, Array]) -> dict[str, Any]:
        return dict(numbers.rounded(arrays, digits))

    answer: dict[str, Any] = {
        "cell": g.computed.prepared.cell.id,
        "loss": float(numbers.sig(g.loss, digits)),
        "nodes": rounded({id: g.gradients.nodes[id] for id in nodes}),
        "inputs": numbers.sig(g.gradients.inputs, digits),
        "state": rounded(g.gradients.state),
        "params": rounded({**g.gradients.params, **g.readout}),
        "norms": rounded(g.norms),
        "tokens": g.computed.tokens,
    }
    if g.gradients.memory is not None:
        answer["memory"] = numbers.sig(g.gradients.memory, digits)
    if g.jacobians is not None:
        answer["jacobians"] = rounded(g.jacobians)
    if g.attribution:
        answer["attribution"] = rounded(g.attribution)
    return answer


def as_json(request: GradientRequest) -> bytes:
    return numbers.dumps(response_dict(compute(request)))

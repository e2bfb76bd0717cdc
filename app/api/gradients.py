"""A gradient request, computed: the trace, backpropagation through it, Jacobians, attribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.bptt import Gradients
from ..learning import gradients as mathematics
from ..learning.gradients import Loss, NodeLoss, TargetLoss
from . import numbers, traces
from .errors import Fault, Problem, invalid
from .limits import LIMITS
from .numbers import Array
from .prepare import Prepared, prepare
from .schemas_gradients import GradientRequest
from .weights import cast

ATTRIBUTIONS = {
    "gradient_input": mathematics.gradient_input,
    "gradient_norm": mathematics.gradient_norm,
}
JACOBIAN_WORK = 3_000_000_000  # timesteps × S³: eigenvalues and norms of S × S matrices
GAP_WORK = 1_000_000_000  # timesteps² × parameters: leaving out each input in turn
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
    admit(request, prepared)
    c = traces.computed(prepared)
    trace = c.trace
    with np.errstate(over="ignore", invalid="ignore"):
        found = mathematics.through_time(trace, loss.seeds(trace), request.truncate, joins=True)
        value = float(loss.value(trace))
    readout = loss.by_readout(trace.said) if isinstance(loss, TargetLoss) else {}
    return measured(request, c, loss, value, found, readout)


def measured(
    request: GradientRequest,
    c: traces.ComputedTrace,
    loss: Loss,
    value: float,
    found: Gradients,
    readout: Mapping[str, Array],
) -> ComputedGradients:
    """What the request asks of the way back through one cell; raises Problem for an overflow."""
    trace = c.trace
    with np.errstate(over="ignore", invalid="ignore"):
        jacobians = _jacobians(c) if request.jacobians else None
        attribution: dict[str, Array] = {
            name: _attribution(name, c, loss, found) for name in request.attribution
        }
    named = [n.id for n in trace.cell.nodes if not n.op.joins]
    bad = mathematics.first_nonfinite(found, named)
    if bad is None and not all(_finite(a) for a in attribution.values()):
        bad = len(trace.inputs) - 1, "loss"
    if bad is not None:
        raise traces.overflow(*bad)
    norms = mathematics.norms({id: found.nodes[id] for id in c.prepared.nodes})
    return ComputedGradients(c, value, found, readout, norms, jacobians, attribution)


def _finite(a: Array) -> bool:
    return bool(np.isfinite(a).all())


def loss_of(request: GradientRequest, p: Prepared) -> Loss:
    """The loss that a request names, checked against its cell, sequence and model."""
    asked, steps = request.loss, len(p.inputs)
    if asked.targets is not None:
        return _targets(asked.targets, p)
    node = asked.node or ""
    known = [n.id for n in p.cell.nodes if not n.op.joins and p.cell.axes[n.id] != "SH"]
    if node not in known:
        raise invalid("loss", "node", key="unknown_node", node=node, cell=p.cell.id, known=known)
    if not -steps <= asked.step < steps:
        raise invalid("loss", "step", key="beyond", has=asked.step, last=steps - 1)
    if asked.weights is None:
        raise invalid("loss", "weights", key="missing", field="weights")
    rows = len(p.memory.rows) if p.memory else 0
    needs = rows if p.cell.axes[node] == "S" else p.params.hidden
    if len(asked.weights) != needs:
        has = len(asked.weights)
        raise invalid("loss", "weights", key="state_size", has=has, needs=needs)
    weights = cast(asked.weights, p.inputs.dtype, "loss", "weights")
    return NodeLoss(node, asked.step % steps, weights)


def _targets(targets: list[Any], p: Prepared) -> TargetLoss:
    if p.readout is None or p.readout.values:
        raise invalid("loss", "targets", key="no_readout")
    if len(targets) != len(p.inputs):
        has, needs = len(targets), len(p.inputs)
        raise invalid("loss", "targets", key="targets", has=has, needs=needs)
    classes: dict[int, int] = {}
    for t, target in enumerate(targets):
        if isinstance(target, int) and target >= len(p.outputs):
            last = len(p.outputs) - 1
            raise invalid("loss", "targets", t, key="beyond", has=target, last=last)
        if isinstance(target, str) and target not in p.outputs:
            known = list(p.outputs[:50])
            raise invalid("loss", "targets", t, key="unknown_token", token=target, known=known)
        if target is not None:
            classes[t] = p.outputs.index(target) if isinstance(target, str) else target
    if not classes:
        raise invalid("loss", "targets", key="no_target")
    return TargetLoss(p.readout, tuple(classes), tuple(classes.values()))


def admit(request: GradientRequest, p: Prepared) -> None:
    """Refuses Jacobians and gaps that would cost too much, by name."""
    steps, size = len(p.inputs), p.params.flat.size
    width = len(p.cell.states) * p.params.hidden
    for wanted, asked, limit, path, key in (
        (request.jacobians, steps * width**3, JACOBIAN_WORK, "jacobians", "jacobian_work"),
        ("leave_out" in request.attribution, steps**2 * size, GAP_WORK, "attribution", "gap_work"),
    ):
        if wanted and asked > limit:
            fault = Fault((path,), key, {"steps": steps, "asked": asked, "limit": limit})
            raise Problem("too-much-work", fault, members={"limit": limit, "asked": asked})


def _jacobians(c: traces.ComputedTrace) -> dict[str, Array]:
    steps = mathematics.jacobians(c.trace)
    finite = np.isfinite(steps).all(axis=(1, 2))
    if not finite.all():
        raise traces.overflow(int(np.argmin(finite)), c.trace.cell.states[0])
    norms, values = mathematics.carried(steps), mathematics.spectrum(steps)
    if not np.isfinite(norms).all():
        raise traces.overflow(int(np.argmin(np.isfinite(norms[::-1]))), c.trace.cell.states[0])
    return {
        "norms": norms,
        "spectral_radii": np.abs(values[:, 0]),
        "spectrum": np.stack([values.real, values.imag], axis=-1),
    }


def _attribution(name: str, c: traces.ComputedTrace, loss: Loss, found: Gradients) -> Array:
    if name in ATTRIBUTIONS:
        return ATTRIBUTIONS[name](c.trace, found)
    vocabulary = c.vocabulary or ()
    instead = np.eye(len(vocabulary))[vocabulary.index(UNKNOWN)] if UNKNOWN in vocabulary else None
    return mathematics.left_out(c.trace, loss, instead)


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


def estimate(request: GradientRequest) -> float:
    """Seconds that a request may take, from its sizes alone."""
    given = request.input
    steps = len(given.text or given.tokens or given.vectors or ())
    width = 2 * request.params.hidden
    jacobians = 1e-3 + 1e-8 * steps * width**3 if request.jacobians else 0.0
    gaps = 1.0 if "leave_out" in request.attribution and steps > LIMITS.steps / 100 else 0.0
    return 5 * traces.estimate(request) + jacobians + gaps

"""The loss that a gradient request names, checked against its cell, sequence and model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..learning.objective import Loss, NodeLoss, TargetLoss
from ..learning.readout import Readout
from .errors import Problem, invalid
from .prepare import Prepared
from .schemas_gradients import Answer, GradientRequest
from .weights import cast

SHOWN = 50  # outputs named in a message


def loss_of(request: GradientRequest, p: Prepared) -> Loss:
    """p: of a network, the part that answers. Raises Problem."""
    asked = request.loss
    return _of_answers(asked.targets, p) if asked.targets is not None else _of_node(request, p)


def _of_node(request: GradientRequest, p: Prepared) -> NodeLoss:
    asked, steps = request.loss, len(p.inputs)
    node = asked.node or ""
    known = [n.id for n in p.cell.nodes if not n.op.joins and p.cell.axes[n.id] != "SH"]
    if node not in known:
        raise invalid("loss", "node", key="unknown_node", node=node, cell=p.cell.id, known=known)
    if not -steps <= asked.step < steps:
        raise invalid("loss", "step", key="beyond", has=asked.step, last=steps - 1, steps=steps)
    if asked.weights is None:
        raise invalid("loss", "weights", key="missing", field="weights")
    rows = len(p.memory.rows) if p.memory else 0
    needs = rows if p.cell.axes[node] == "S" else p.params.hidden
    if len(asked.weights) != needs:
        has = len(asked.weights)
        raise invalid("loss", "weights", key="state_size", has=has, needs=needs)
    weights = cast(asked.weights, p.inputs.dtype, "loss", "weights")
    return NodeLoss(node, asked.step % steps, weights)


def _of_answers(targets: Sequence[Any], p: Prepared) -> TargetLoss:
    """One entry a timestep: null, one answer, or as many as the model gives at once."""
    if p.readout is None:
        raise invalid("loss", "targets", key="no_readout")
    if len(targets) != len(p.inputs):
        has, needs = len(targets), len(p.inputs)
        raise invalid("loss", "targets", key="targets", has=has, needs=needs)
    read = _numbers if p.readout.values else _classes
    found = [
        (t, right)
        for t, asked in enumerate(targets)
        if asked is not None
        for right in read(asked, t, p, p.readout)
    ]
    if not found:
        raise invalid("loss", "targets", key="no_target")
    steps, right = zip(*found, strict=True)
    return TargetLoss(p.readout, steps, right)


def _numbers(asked: Answer | list[Answer | None], t: int, p: Prepared, readout: Readout) -> Any:
    """The Y numbers that a readout of values should say at timestep t."""
    given, needs = asked if isinstance(asked, list) else [asked], len(readout.b_y)
    if len(given) != needs:
        raise invalid("loss", "targets", t, key="target_values", has=len(given), needs=needs)
    if not all(isinstance(v, int | float) for v in given):
        raise invalid("loss", "targets", t, key="target_number", needs=needs)
    return [tuple(cast(given, p.inputs.dtype, "loss", "targets", t).tolist())]


def _classes(asked: Answer | list[Answer | None], t: int, p: Prepared, readout: Readout) -> Any:
    """The classes that are right at timestep t, by their numbers: one, or one a question."""
    if not isinstance(asked, list):
        return [_class(asked, t, p, (0, len(p.outputs)))]
    parts = readout.parts
    if len(asked) != len(parts):
        raise invalid("loss", "targets", t, key="target_answers", has=len(asked), needs=len(parts))
    pairs = zip(asked, parts, strict=True)
    return [_class(answer, t, p, part) for answer, part in pairs if answer is not None]


def _class(answer: Answer, t: int, p: Prepared, part: tuple[int, int]) -> int:
    """An output's number; of a question, only its own outputs are answers."""
    first, end = part
    if isinstance(answer, str):
        known = p.outputs[first:end]
        if answer in known:
            return first + known.index(answer)
        raise _unknown(t, "unknown_token", token=answer, known=list(known[:SHOWN]))
    if isinstance(answer, float):
        raise _unknown(t, "target_class", known=list(p.outputs[first:end][:SHOWN]), last=end - 1)
    if answer >= len(p.outputs):
        raise _unknown(t, "beyond", has=answer, last=len(p.outputs) - 1)
    if not first <= answer < end:
        raise _unknown(t, "target_other", has=answer, first=first, last=end - 1)
    return answer


def _unknown(t: int, key: str, **values: Any) -> Problem:
    return invalid("loss", "targets", t, key=key, **values)

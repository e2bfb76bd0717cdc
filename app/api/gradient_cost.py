"""What a gradient request costs in seconds of one core, and what is too much."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .. import models
from ..cells import EVERY
from ..core.cell import Cell
from ..learning.translating import LONGEST
from ..models.brought import ID as OWN
from . import network_answers, networks, traces
from .errors import Fault, Problem
from .limits import LIMITS, back_seconds, gap_seconds, jacobian_seconds
from .prepare import Prepared
from .schemas_gradients import GradientRequest

LEAVE_OUT = "leave_out"


class _Size(NamedTuple):
    """One cell at work."""

    cell: Cell
    steps: int
    hidden: int
    parameters: int

    @property
    def states(self) -> int:
        return len(self.cell.states) * self.hidden


def admit(request: GradientRequest, layers: Sequence[Prepared]) -> None:
    """Refuses what would take too long, and points to the part that takes longest."""
    sizes = [_Size(p.cell, len(p.inputs), p.params.hidden, p.params.flat.size) for p in layers]
    cost = _cost(request, sizes)
    asked, limit = sum(cost.values()), LIMITS.gradient_seconds
    if asked <= limit:
        return
    worst = max(cost, key=lambda field: cost[field])
    members = {"asked": round(asked, 1), "limit": limit}
    fault = Fault((worst,), "gradient_work", {"steps": max(s.steps for s in sizes)} | members)
    raise Problem("too-much-work", fault, members=members)


def estimate(request: GradientRequest) -> float:
    """Seconds that a request may take, from its sizes alone, before anything is drawn."""
    given = request.input
    steps = len(given.text or given.tokens or given.vectors or ())
    name = networks.named(request)
    if name == OWN:
        return network_answers.OF_OWN
    if name is not None:
        trace, sizes = network_answers.estimate(request), _of_network(name, steps)
    else:
        trace, sizes = traces.estimate(request), [_of_cell(request, steps)]
    return trace + sum(_cost(request, sizes).values())


def _of_network(name: str, steps: int) -> list[_Size]:
    network = models.network(name)
    stacks = ((network.encoder, steps), (network.layers, LONGEST if network.encoder else steps))
    return [
        _Size(way.cell, many, way.hidden, way.flat.size)
        for stack, many in stacks
        for layer in stack
        for way in layer
    ]


def _of_cell(request: GradientRequest, steps: int) -> _Size:
    params, cell = request.params, EVERY.get(request.cell or "", EVERY["lstm"])
    try:
        if params.model and not models.own.named(params.model):
            model = models.load(params.model)
            return _Size(model.cell, steps, model.params.hidden, model.params.flat.size)
    except models.UnknownModel:
        pass
    values = params.values
    hidden = max(map(len, values.values()), default=0) if values else params.hidden
    given = request.input.vectors
    width = len(given[0]) if given else len(set(request.input.text or request.input.tokens or ()))
    return _Size(cell, steps, hidden, 5 * hidden * (hidden + width))


def _cost(request: GradientRequest, sizes: Sequence[_Size]) -> dict[str, float]:
    """Seconds by the field of the request that asks for them."""
    found = dict.fromkeys(("input", "jacobians", "attribution"), 0.0)
    for s in sizes:
        numbers = len(s.cell.nodes) * s.hidden
        found["input"] += back_seconds(s.steps, s.parameters, numbers)
        if request.jacobians:
            found["jacobians"] += jacobian_seconds(s.steps, s.states, numbers)
        if LEAVE_OUT in request.attribution:
            longest = max(size.steps for size in sizes)
            found["attribution"] += gap_seconds(longest, s.steps, s.parameters, numbers)
    return found

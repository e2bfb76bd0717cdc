"""The way back through a network's layers, and over what an encoder hands to a decoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..learning.gradients import TargetLoss
from ..learning.network import both, gradients_alone
from . import gradients, network_answers, networks, numbers
from .errors import invalid
from .gradients import ComputedGradients
from .networks import ComputedNetwork
from .numbers import Array
from .schemas_gradients import GradientRequest


@dataclass(frozen=True)
class NetworkGradients:
    """Every layer's gradients of one loss, in the order of the network's layers."""

    computed: ComputedNetwork
    layers: tuple[ComputedGradients, ...]


def compute(request: GradientRequest, name: str) -> NetworkGradients:
    """Raises Problem for what cannot be computed."""
    if "leave_out" in request.attribution:
        raise invalid("attribution", key="leave_out_network", model=name)
    c = networks.compute(request, name)
    for layer in c.layers:
        gradients.admit(request, layer.computed.prepared)
    loss, said = gradients.loss_of(request, c.top.prepared), c.passed[1].top[:, 0]
    by_top, by_nodes, readout = np.zeros_like(said), dict[str, Array](), dict[str, Array]()
    with np.errstate(over="ignore", invalid="ignore"):
        if isinstance(loss, TargetLoss):
            value, by_top, readout = loss.of(said), loss.by_said(said), loss.by_readout(said)
        else:
            value, by_nodes = loss.value(c.top.trace), loss.seeds(c.top.trace)
        below: list[dict[str, Array]] = [{} for _ in c.network.layers[:-1]]
        last = {id: seed[:, None] for id, seed in by_nodes.items()}
        encoder, layers = both(
            c.passed, c.batch.source, by_top[:, None], [*below, last], request.truncate, nodes=True
        )
    found = [gradients_alone(way) for ways in (*encoder, *layers) for way in ways]
    measured = tuple(
        gradients.measured(
            request, one.computed, loss, float(value), own,
            readout if one.computed is c.top else {},
        )
        for one, own in zip(c.layers, found, strict=True)
    )  # fmt: skip
    return NetworkGradients(c, measured)


def response_dict(g: NetworkGradients) -> dict[str, Any]:
    """A gradient's answer: the top layer's, and all of them in layers."""
    own = list(zip(g.computed.layers, g.layers, strict=True))
    top = next(found for layer, found in own if layer.computed is g.computed.top)
    layers = [
        network_answers.heading(one.part) | gradients.response_dict(found) for one, found in own
    ]
    return gradients.response_dict(top) | {"layers": layers}


def as_json(request: GradientRequest) -> bytes:
    """The answer to any gradient request, of one cell or of a network."""
    name = networks.named(request)
    if name is None:
        return gradients.as_json(request)
    return numbers.dumps(response_dict(compute(request, name)))


def estimate(request: GradientRequest) -> float:
    """Seconds that a request may take, from its sizes alone."""
    name = networks.named(request)
    return gradients.estimate(request) if name is None else 5 * network_answers.estimate(request)

"""The way back through a network's layers, and over what an encoder hands to a decoder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..learning.attribution import left_out_of
from ..learning.network import both, gradients_alone
from ..learning.objective import Loss, TargetLoss
from ..models.part import Part
from . import gradients, network_answers, networks, numbers
from .gradient_cost import admit
from .gradients import ComputedGradients
from .losses import loss_of
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
    c = networks.compute(request, name)
    loss, said = loss_of(request, c.top.prepared), c.passed[1].top[:, 0]
    admit(request, [layer.computed.prepared for layer in c.layers])
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
        gaps = _gaps(c, loss) if gradients.leaves_out(request) else None
    found = [gradients_alone(way) for ways in (*encoder, *layers) for way in ways]
    measured = tuple(
        gradients.measured(
            request, one.computed, float(value), own,
            readout if one.computed is c.top else {}, _read_by(one.part, c, gaps),
        )
        for one, own in zip(c.layers, found, strict=True)
    )  # fmt: skip
    return NetworkGradients(c, measured)


def _gaps(c: ComputedNetwork, loss: Loss) -> Array:
    """(T,): what leaving out each input of the whole network does to the loss."""
    return left_out_of(c.network, c.batch, loss, gradients.instead(c.layers[0].computed))


def _read_by(part: Part, c: ComputedNetwork, gaps: Array | None) -> Array | None:
    """The same as a layer reads the input; None of a layer that does not."""
    first = part.height == 0 and part.encoder == bool(c.network.encoder)
    if gaps is None or not first:
        return None
    return gaps[::-1] if part.reversed else gaps


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

"""What a trace request gets: one cell's answer, or a network's with every layer's in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import models
from ..learning.translating import LONGEST
from ..models.brought import ID as OWN
from ..models.part import Part
from . import numbers, traces
from .limits import seconds
from .networks import ComputedNetwork, compute, named
from .schemas import TraceRequest

OF_OWN = 1.0  # seconds: of parameters that are sent nothing is known before they are read


def estimate(request: TraceRequest) -> float:
    """Seconds that a request may take, from its sizes alone."""
    name = named(request)
    if name is None:
        return traces.estimate(request)
    if name == OWN:
        return OF_OWN
    network, given = models.network(name), request.input
    steps = len(given.text or given.tokens or given.vectors or ())
    cells = [way for stack in (network.encoder, network.layers) for way in sum(stack, ())]
    size, width = sum(p.flat.size for p in cells), sum(p.hidden for p in cells)
    decoded = LONGEST**2 // 2 if network.encoder else 0
    return seconds(steps + decoded, size, 20 * (steps + LONGEST) * width, request.digits)


def response_dict(c: ComputedNetwork) -> dict[str, Any]:
    """A trace's answer: the top layer's, and all of them in layers."""
    found = traces.response_dict(c.top)
    if c.words is not None:
        found["outputs"]["words"] = c.words
    found["layers"] = [
        heading(layer.part) | traces.response_dict(layer.computed) for layer in c.layers
    ]
    return found


def heading(part: Part) -> dict[str, Any]:
    return {"name": part.name, "reversed": part.reversed}


def answer(request: TraceRequest) -> dict[str, Any]:
    """The answer to any trace request, of one cell or of a network."""
    name = named(request)
    if name is None:
        return traces.response_dict(traces.compute(request))
    return response_dict(compute(request, name))


def as_json(request: TraceRequest) -> bytes:
    return numbers.dumps(answer(request))


def as_npz(request: TraceRequest) -> bytes:
    """The same for numpy.load: encoder/h, decoder/weights, decoder/state/h, …."""
    name = named(request)
    if name is None:
        return traces.as_npz(request)
    return numbers.npz(_arrays(compute(request, name)))


def _arrays(c: ComputedNetwork) -> Iterator[tuple[str, NDArray[Any]]]:
    for layer in c.layers:
        for id, values in traces.arrays(layer.computed):
            yield f"{layer.part.name}/{id}", values
    if c.words is not None:
        yield "outputs/words", np.array(c.words)

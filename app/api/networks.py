"""A model of several cells over the API: its trace and its gradient are those of its layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .. import models
from ..learning.batch import Batch, Sequences, everywhere
from ..learning.network import Network, Passed, alone, forward
from ..learning.translating import LONGEST, dictated, greedy
from ..models import Model
from ..models.brought import ID as OWN
from ..models.members import Members, shipped
from ..models.part import Part
from . import brought, traces
from .errors import invalid
from .inputs import normalise, tokenise
from .limits import LIMITS
from .prepare import Prepared, readout_of
from .schemas import TraceRequest
from .sequences import inputs_of, sequence_of
from .traces import ComputedTrace
from .weights import cell_of, model_params

ALONE = ("state", "memory", "overrides")  # they belong to one cell, not to a network


@dataclass(frozen=True)
class ComputedLayer:
    """One cell of a network at work; what it read first stands first, also where it is reversed."""

    part: Part
    computed: ComputedTrace


@dataclass(frozen=True)
class ComputedNetwork:
    """A checked request and every layer's trace, the first to read first."""

    name: str
    network: Network
    batch: Batch
    passed: tuple[Passed | None, Passed]
    layers: tuple[ComputedLayer, ...]

    @property
    def top(self) -> ComputedTrace:
        """The layer whose steps are the answers'."""
        return next(one.computed for one in reversed(self.layers) if not one.part.reversed)

    @property
    def words(self) -> tuple[str, ...] | None:
        """What a decoder says at each step; None of a network without one."""
        likely = self.top.probabilities
        if likely is None or not self.network.encoder:
            return None
        return tuple(self.top.prepared.outputs[k] for k in likely.argmax(axis=-1))

    def layer(self, name: str) -> ComputedTrace:
        return next(one.computed for one in self.layers if one.part.name == name)


def members(request: TraceRequest, name: str) -> Members:
    """Of a shipped network, or of one that the request sends; raises Problem."""
    if name == OWN:
        return brought.of_request(request.params, request.cell)
    return shipped(name)


def named(request: TraceRequest) -> str | None:
    """The network that a request names or, by OWN, sends; None where it is of one cell."""
    if brought.layered(request.params):
        return OWN
    name = request.params.model or ""
    try:
        return name if len(models.parts(name)) > 1 else None
    except models.UnknownModel:
        return None


def compute(request: TraceRequest, name: str) -> ComputedNetwork:
    """Every layer's trace; raises Problem for what cannot be computed."""
    whole = members(request, name)
    first, top = whole.models[0], whole.top
    _check(request, whole)
    read, said = sequence_of(request, first), _target(request, top)
    if first.part.encoder and said is None and whole.readout is None:
        raise invalid("params", "values", key="says_nothing")
    if top.cell.attends and read.steps > LIMITS.rows:
        raise invalid("input", key="memory_rows", has=read.steps, limit=LIMITS.rows)
    dtype = np.dtype(request.dtype)
    written = LONGEST if said is None else len(said) + 1
    network = _weighed(request, whole, read.steps, written)
    inputs = inputs_of(request, read, first.params.input_size, dtype)[:, None]
    source = Sequences(inputs, np.array([read.steps]))
    with np.errstate(over="ignore", invalid="ignore"):
        if network.encoder:
            said = greedy(network, source)[:-1] if said is None else said
            batch = dictated(network, source, said)
        else:
            batch = Batch(source, *everywhere(np.zeros((read.steps, 1), int)))
        passed = forward(network, batch)
    layers = _layers(request, whole, network, passed, read.tokens)
    return ComputedNetwork(name, network, batch, passed, layers)


def _weighed(request: TraceRequest, whole: Members, read: int, written: int) -> Network:
    """The network with the weights that are asked for; read, written: timesteps that will run."""
    dtype, encoded = np.dtype(request.dtype), whole.models[0].part.encoder
    params = []
    for m in whole.models:
        steps = written if encoded and not m.part.encoder else read
        params.append((m.part, model_params(request, m, steps, dtype)))
    return models.stacked(params, readout_of(whole.readout or whole.silent, dtype))


def _check(request: TraceRequest, whole: Members) -> None:
    """Refuses what a network does not take, and nodes that no layer has."""
    name = request.params.model or OWN
    cell_of(request.cell, name, whole.top.cell)
    parts = [m.id for m in whole.models]
    for field in ALONE:
        if getattr(request, field):
            raise invalid(field, key="of_one_layer", model=name, known=parts)
    if request.params.edits:
        raise invalid("params", "edits", key="of_one_layer", model=name, known=parts)
    known = dict.fromkeys(id for m in whole.models for id in m.cell.ids)
    for k, id in enumerate(request.nodes or ()):
        if id not in known:
            raise invalid("nodes", k, key="unknown_node", node=id, cell=name, known=list(known))


def _target(request: TraceRequest, top: Model) -> list[int] | None:
    """The outputs that a decoder is given to read, by their numbers."""
    given = request.target
    if given is None:
        return None
    if "source" not in top.card:
        raise invalid("target", key="target_unread")
    words = tuple(map(normalise, given.tokens)) if given.tokens else tokenise(given.text or "")
    known = top.outputs[:-1]
    for k, word in enumerate(words):
        if word not in known:
            path = ("target", "tokens", k) if given.tokens else ("target", "text")
            raise invalid(*path, key="unknown_token", token=word, known=known[:50])
    if len(words) >= LIMITS.steps:
        raise invalid("target", key="steps", has=len(words), limit=LIMITS.steps - 1)
    return [known.index(word) for word in words]


def _layers(
    request: TraceRequest,
    whole: Members,
    network: Network,
    passed: tuple[Passed | None, Passed],
    tokens: tuple[str, ...] | None,
) -> tuple[ComputedLayer, ...]:
    top = whole.top
    found = [way for one in passed if one for ways in one.traces for way in ways]
    said = passed[1].top[:, 0]
    layers = []
    for model, trace in zip(whole.models, map(alone, found), strict=True):
        own = tokens
        if network.encoder and not model.part.encoder:
            own = (
                None
                if not top.card["inputs"]
                else tuple(top.card["inputs"][int(x.argmax())] for x in trace.inputs)
            )
        answers = model is top
        nodes = request.nodes and [id for id in request.nodes if id in model.cell.ids]
        prepared = Prepared(
            request=request.model_copy(update={"nodes": nodes}),
            cell=trace.cell,
            params=trace.params,
            inputs=trace.inputs,
            tokens=own[::-1] if own and model.part.reversed else own,
            vocabulary=tuple(model.inputs) or None,
            state=dict(trace.start),
            overrides=(),
            readout=network.readout if answers and whole.readout else None,
            outputs=tuple(top.card["outputs"]) if answers and whole.readout else (),
            memory=trace.memory,
        )
        computed = ComputedTrace(prepared, trace, said if answers else None)
        layers.append(ComputedLayer(model.part, traces.checked(computed)))
    return tuple(layers)

"""A model of several cells over the API: its trace and its gradient are those of its layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .. import models
from ..learning.batch import Batch, Sequences, everywhere
from ..learning.network import Network, Passed, alone, forward
from ..learning.readout import Readout
from ..learning.translating import LONGEST, dictated, greedy
from ..models import Model, Part
from ..models.brought import ID as OWN
from ..models.brought import unread
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


@dataclass(frozen=True)
class Members:
    """A network's cells, the first to read first, and its readout where it has one."""

    cells: tuple[Model, ...]
    readout: Readout | None

    @property
    def top(self) -> Model:
        """The part whose steps are the answers'."""
        return next(m for m in reversed(self.cells) if not m.part.reversed)


def members(request: TraceRequest, name: str) -> Members:
    """Of a shipped network, or of one that the request sends; raises Problem."""
    if name == OWN:
        found = brought.of_request(request.params, request.cell)
        return Members(found.models, found.readout)
    cells = tuple(models.load(f"{name}/{part.name}") for part in models.parts(name))
    return Members(cells, models.network(name).readout)


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
    all = members(request, name)
    cells, top = all.cells, all.top
    _check(request, cells, top)
    read, said = sequence_of(request, cells[0]), _target(request, top)
    if cells[0].part.encoder and said is None and all.readout is None:
        raise invalid("params", "values", key="says_nothing")
    if top.cell.attends and read.steps > LIMITS.rows:
        raise invalid("input", key="memory_rows", has=read.steps, limit=LIMITS.rows)
    dtype = np.dtype(request.dtype)
    written = LONGEST if said is None else len(said) + 1
    network = _weighed(request, all, read.steps, written)
    inputs = inputs_of(request, read, cells[0].params.input_size, dtype)[:, None]
    source = Sequences(inputs, np.array([read.steps]))
    with np.errstate(over="ignore", invalid="ignore"):
        if network.encoder:
            said = greedy(network, source)[:-1] if said is None else said
            batch = dictated(network, source, said)
        else:
            batch = Batch(source, *everywhere(np.zeros((read.steps, 1), int)))
        passed = forward(network, batch)
    layers = _layers(request, all, network, passed, read.tokens)
    return ComputedNetwork(name, network, batch, passed, layers)


def _weighed(request: TraceRequest, all: Members, read: int, written: int) -> Network:
    """The network with the weights that are asked for; read, written: timesteps that will run."""
    dtype, encoded = np.dtype(request.dtype), all.cells[0].part.encoder
    params = []
    for m in all.cells:
        steps = written if encoded and not m.part.encoder else read
        params.append((m.part, model_params(request, m, steps, dtype)))
    readout = all.readout or unread(all.cells)
    return models.stacked(params, readout_of(readout, dtype))


def _check(request: TraceRequest, cells: Sequence[Model], top: Model) -> None:
    """Refuses what a network does not take, and nodes that no layer has."""
    name = request.params.model or OWN
    cell_of(request.cell, name, top.cell)
    parts = [m.id for m in cells]
    for field in ALONE:
        if getattr(request, field):
            raise invalid(field, key="of_one_layer", model=name, known=parts)
    if request.params.edits:
        raise invalid("params", "edits", key="of_one_layer", model=name, known=parts)
    known = dict.fromkeys(id for m in cells for id in m.cell.ids)
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
    all: Members,
    network: Network,
    passed: tuple[Passed | None, Passed],
    tokens: tuple[str, ...] | None,
) -> tuple[ComputedLayer, ...]:
    cells, top = all.cells, all.top
    found = [way for one in passed if one for ways in one.traces for way in ways]
    said = passed[1].top[:, 0]
    layers = []
    for model, trace in zip(cells, map(alone, found), strict=True):
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
            readout=network.readout if answers and all.readout else None,
            outputs=tuple(top.card["outputs"]) if answers and all.readout else (),
            memory=trace.memory,
        )
        computed = ComputedTrace(prepared, trace, said if answers else None)
        layers.append(ComputedLayer(model.part, traces.checked(computed)))
    return tuple(layers)


def by_itself(c: ComputedNetwork, part: str) -> ComputedTrace:
    """A layer's trace, its request one that the API answers with the same numbers, alone."""
    one = c.layer(part)
    p, asked = one.prepared, one.prepared.request.model_dump(mode="json", exclude_unset=True)
    body: dict[str, Any] = {
        key: asked[key] for key in ("nodes", "digits", "dtype", "include_params") if key in asked
    }
    body |= {"cell": p.cell.id, "params": _alone(asked["params"], c, part)}
    letters = p.tokens is not None and p.vocabulary is not None
    body["input"] = {"tokens": list(p.tokens or ())} if letters else {"vectors": p.inputs.tolist()}
    if any(v.any() for v in p.state.values()):
        body["state"] = {s: v.tolist() for s, v in p.state.items()}
    if p.memory is not None:
        body["memory"] = p.memory.rows.tolist()
    return replace(one, prepared=replace(p, request=TraceRequest.model_validate(body)))


def _alone(asked: dict[str, Any], c: ComputedNetwork, part: str) -> dict[str, Any]:
    """The parameters of one layer as a request names or sends them."""
    if c.name != OWN:
        return asked | {"model": f"{c.name}/{part}"}
    one = c.layer(part).prepared
    values = {name: v.tolist() for name, v in one.params.items()}
    told: dict[str, Any] = {"inputs": list(one.vocabulary)} if one.vocabulary else {}
    said = c.layer(part)
    if one.readout is not None and len(one.readout.V[0]) == said.trace.said.shape[-1]:
        values |= {"V": one.readout.V.tolist(), "b_y": one.readout.b_y.tolist()}
        told |= {"outputs": list(one.outputs), "numbers": one.readout.values}
    return {"values": values} | ({"vocabulary": told} if told else {})

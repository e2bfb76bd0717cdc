"""A request, computed: a pure function of it, which pages and figures use as well as the routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cells import EVERY
from ..core.run import run
from ..core.trace import Trace
from . import numbers
from .errors import Problem
from .limits import seconds
from .numbers import Array
from .prepare import Prepared, prepare
from .schemas import StepRequest, TraceRequest

OUTPUTS = "outputs"


@dataclass(frozen=True)
class ComputedTrace:
    """A checked request and its trace; every number in it is finite."""

    prepared: Prepared
    trace: Trace
    read_out: Array | None = None
    """(T, ·): what a network's readout reads, where that is not what this cell says alone."""

    @property
    def tokens(self) -> tuple[str, ...] | None:
        return self.prepared.tokens

    @property
    def vocabulary(self) -> tuple[str, ...] | None:
        """What the columns of the inputs stand for."""
        return self.prepared.vocabulary

    @cached_property
    def said(self) -> tuple[str, Array] | None:
        """("probabilities" or "values", (T, Y)): what the model answers, where it has a readout."""
        readout = self.prepared.readout
        if readout is None:
            return None
        with np.errstate(over="ignore", invalid="ignore"):
            read = self.trace.said if self.read_out is None else self.read_out
            if readout.values:
                return "values", readout.logits(read)
            return "probabilities", readout.probabilities(read)

    @property
    def probabilities(self) -> Array | None:
        """(T, Y): what the model expects next, where it bets on words and not on numbers."""
        return self.said[1] if self.said and self.said[0] == "probabilities" else None

    @property
    def request(self) -> dict[str, Any]:
        """The request that this answers, as JSON has it."""
        return self.prepared.request.model_dump(mode="json", exclude_unset=True)

    def values(self) -> dict[str, Array]:
        """The nodes to return, (T, H) each."""
        return {id: self.trace[id] for id in self.prepared.nodes}


def compute(request: TraceRequest) -> ComputedTrace:
    """The trace of a request; raises Problem for what cannot be computed."""
    return computed(prepare(request))


def computed(p: Prepared) -> ComputedTrace:
    trace = run(p.cell, p.params, p.inputs, p.state, p.overrides, memory=p.memory)
    return checked(ComputedTrace(p, trace))


def checked(found: ComputedTrace) -> ComputedTrace:
    """The same; Problem where a value is beyond any finite number."""
    if (bad := first_nonfinite(found)) is not None:
        raise overflow(*bad)
    return found


def first_nonfinite(c: ComputedTrace) -> tuple[int, str] | None:
    """(step, node) of the first value that is not finite; the readout's node is called outputs."""
    bad = c.trace.first_nonfinite()
    if bad is None and c.said is not None:
        finite = np.isfinite(c.said[1]).all(axis=-1)
        bad = None if finite.all() else (int(np.argmin(finite)), OUTPUTS)
    return bad


def overflow(step: int, node: str) -> Problem:
    """The problem of a value beyond any finite number; the member step counts from 0."""
    return Problem("overflow", members={"step": step, "node": node}, step=step + 1, node=node)


def estimate(request: TraceRequest) -> float:
    """Seconds that a request may take, from its sizes alone, before anything is drawn."""
    given, values = request.input, request.params.values
    sequence = given.text or given.tokens or given.vectors or ()
    width = len(given.vectors[0]) if given.vectors else len(set(sequence))
    hidden = max(map(len, values.values()), default=0) if values else request.params.hidden
    nodes = EVERY[request.cell].nodes if request.cell and request.cell in EVERY else ()
    joins = {n.id for n in nodes if n.op.joins}
    literal = 4 if any(o.node in joins for o in request.overrides) else 1
    steps, parameters = len(sequence), 5 * hidden * (hidden + width)
    parameters += 4 * hidden * len(request.memory or ())  # each row of a memory is looked at
    return literal * seconds(steps, parameters, steps * len(nodes) * hidden, request.digits)


def heading(p: Prepared) -> dict[str, Any]:
    """Everything of a trace's answer but its values."""
    found: dict[str, Any] = {
        "cell": p.cell.id,
        "steps": len(p.inputs),
        "hidden": p.params.hidden,
        "input_size": p.params.input_size,
        "tokens": p.tokens,
        "dtype": p.request.dtype,
        "beats": p.cell.beats,
    }
    if p.request.include_params:
        found["params"] = numbers.exact(p.params)
    return found


def response_dict(c: ComputedTrace, *, inputs: bool = False) -> dict[str, Any]:
    """A trace's answer, its arrays still arrays (numbers.dumps writes them); inputs adds x, and in
    one row what stays the same at every timestep."""
    digits = c.prepared.request.digits
    found = heading(c.prepared)
    found["nodes"] = numbers.rounded(c.values(), digits)
    found["state"] = numbers.exact(c.trace.state)
    if c.said is not None:
        kind, said = c.said
        found["outputs"] = {
            kind: numbers.sig(said, digits), "vocabulary": c.prepared.outputs
        }  # fmt: skip
    if inputs:
        found["inputs"] = numbers.sig(c.trace.inputs, digits)
        still = ("memory", *c.trace.cell.still) if c.trace.memory else ()
        found["still"] = {id: numbers.sig(c.trace[id][0].ravel(), digits) for id in still}
    return found


def as_json(request: TraceRequest) -> bytes:
    return numbers.dumps(response_dict(compute(request)))


def as_npz(request: TraceRequest) -> bytes:
    """The same for numpy.load, not rounded, in its dtype: f, h, ..., state/h, params/W_f."""
    return numbers.npz(arrays(compute(request)))


def arrays(c: ComputedTrace) -> Iterator[tuple[str, NDArray[Any]]]:
    yield from c.values().items()
    yield from ((f"state/{s}", v) for s, v in c.trace.state.items())
    if c.tokens is not None:
        yield "tokens", np.array(c.tokens)
    if c.said is not None:
        yield f"outputs/{c.said[0]}", c.said[1]
        yield "outputs/vocabulary", np.array(c.prepared.outputs)
    if c.prepared.request.include_params:
        yield from ((f"params/{name}", v) for name, v in c.prepared.params.items())


def step_dict(request: StepRequest) -> dict[str, Any]:
    """A step's answer: the trace of length one, without its axis of time."""
    c = compute(request.as_trace())
    digits = request.digits
    found: dict[str, Any] = {
        "nodes": {id: v[0] for id, v in numbers.rounded(c.values(), digits).items()},
        "state": numbers.exact(c.trace.state),
    }
    if c.said is not None:
        kind, said = c.said
        found["outputs"] = {
            kind: numbers.sig(said[0], digits), "vocabulary": c.prepared.outputs
        }  # fmt: skip
    return found

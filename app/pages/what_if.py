"""What if: a run with some of its values, letters, states, weights, seed or scale changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..api.inputs import normalise
from ..api.limits import LIMITS
from ..api.schemas import TraceRequest
from ..api.traces import ComputedTrace, compute
from ..core.params import Params, initial
from ..core.run import Override
from .changes import Change


def fits(change: Change, base: ComputedTrace) -> bool:
    """Whether the run has the place that a change names and can take its value."""
    cell, params, place = base.prepared.cell, base.trace.params, change.place
    if change.kind == "token":
        return place[0] < base.trace.steps and change.value in (base.prepared.vocabulary or ())
    if change.kind == "state":
        return change.name in cell.states and place[0] < params.hidden
    if change.kind == "weight":
        shape = params[change.name].shape if change.name in params else ()
        inside = all(p < n for p, n in zip(place, shape, strict=False))
        return len(shape) == len(place) and inside
    return change.kind == "seed" or abs(float(change.value)) <= 100


def imagine(
    base: ComputedTrace, overrides: Sequence[Override], changes: Sequence[Change]
) -> ComputedTrace:
    """The same run changed; its request is one that the API answers with the same numbers."""
    request = base.prepared.request.model_dump(mode="json", exclude_unset=True)
    tokens = _tokens(base, changes)
    request["params"] = _params(base, changes)
    if (tokens is not None and tokens != base.tokens) or "values" in request["params"]:
        request["input"] = _input(base, tokens, request["params"])
    if state := _state(base, changes):
        request["state"] = state
    request["overrides"] = [o._asdict() for o in overrides]
    found = compute(TraceRequest.model_validate(request))
    if found.tokens == tokens and found.prepared.readout is base.prepared.readout:
        return found
    prepared = replace(found.prepared, tokens=tokens, vocabulary=base.prepared.vocabulary)
    if base.prepared.readout is not None:
        of = base.prepared
        prepared = replace(prepared, readout=of.readout, outputs=of.outputs)
    return ComputedTrace(prepared, found.trace)


def _tokens(base: ComputedTrace, changes: Iterable[Change]) -> tuple[str, ...] | None:
    if base.tokens is None:
        return None
    tokens = list(base.tokens)
    for c in changes:
        if c.kind == "token":
            tokens[c.place[0]] = normalise(str(c.value))[: LIMITS.token]
    return tuple(tokens)


def _input(
    base: ComputedTrace, tokens: tuple[str, ...] | None, params: dict[str, Any]
) -> dict[str, Any]:
    """Letters where a model says which column is whose, else their columns themselves."""
    if tokens is not None and "model" in params:
        return {"tokens": list(tokens)}
    vectors = np.array(base.trace.inputs)
    columns = {token: k for k, token in enumerate(base.prepared.vocabulary or ())}
    for step, token in enumerate(tokens or ()):
        vectors[step] = 0
        vectors[step, columns[token]] = 1
    return {"vectors": vectors.tolist()}


def _state(base: ComputedTrace, changes: Iterable[Change]) -> dict[str, list[float]]:
    state = {c.name: base.trace.start[c.name].tolist() for c in changes if c.kind == "state"}
    for c in changes:
        if c.kind == "state":
            state[c.name][c.place[0]] = float(c.value)
    return state


def _params(base: ComputedTrace, changes: Sequence[Change]) -> dict[str, Any]:
    """Drawn otherwise where that says it all, else every value."""
    asked = base.prepared.request.params
    given: dict[str, Any] = asked.model_dump(mode="json", exclude_unset=True)
    drawn = {c.kind: c.value for c in changes if c.kind in ("seed", "scale")}
    weights = [c for c in changes if c.kind == "weight"]
    if asked.seed is not None:
        given |= {k: int(v) if k == "seed" else float(v) for k, v in drawn.items()}
    if not weights and (asked.seed is not None or not drawn):
        return given
    params = _values(base, given, drawn if asked.seed is None else {})
    for c in weights:
        params[c.name][c.place] = float(c.value)
    return {"values": {name: value.tolist() for name, value in params.items()}}


def _values(base: ComputedTrace, given: dict[str, Any], drawn: dict[str, Any]) -> dict[str, Any]:
    """Copies of the parameters before single weights are changed."""
    old, scale = base.trace.params, float(drawn.get("scale", 1.0))
    params: Params = old
    if "seed" in given:
        request = base.prepared.request.model_dump(mode="json", exclude_unset=True)
        params = compute(TraceRequest.model_validate(request | {"params": given})).trace.params
    elif "seed" in drawn:
        seed = int(drawn["seed"])
        params = initial(base.prepared.cell, old.input_size, old.hidden, seed=seed, scale=scale)
        scale = 1.0
    return {name: np.array(value) * scale for name, value in params.items()}

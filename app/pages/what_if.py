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
from ..core.trace import Override
from ..models.brought import READOUT
from .changes import Change

LARGEST = 1e6
SCALES = 100.0


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
    return True


def limit(kind: str) -> float:
    """Of the size of a number that is put in the place of one of the run's, either way."""
    return {"seed": float(2**53), "scale": SCALES}.get(kind, LARGEST)


def imagine(
    base: ComputedTrace, overrides: Sequence[Override], changes: Sequence[Change]
) -> ComputedTrace:
    """The same run changed; its request is one that the API answers with the same numbers.

    A trained network keeps its readout and its letters, but for another seed: then it is no more.
    """
    request = base.prepared.request.model_dump(mode="json", exclude_unset=True)
    tokens, params = _tokens(base, changes), _params(base, changes)
    if tokens != base.tokens or ("model" in request["params"]) != ("model" in params):
        request["input"] = _input(base, tokens, params)
    if state := _state(base, changes):
        request["state"] = state
    request |= {"params": params, "overrides": [o._asdict() for o in overrides]}
    found = compute(TraceRequest.model_validate(request))
    if found.tokens == tokens:
        return found
    prepared = replace(found.prepared, tokens=tokens, vocabulary=base.prepared.vocabulary)
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
    if base.prepared.vocabulary is None:
        tokens = None
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
    """Drawn or taken as before but for another seed or scale, then single weights replaced."""
    asked = base.prepared.request.params
    given: dict[str, Any] = asked.model_dump(mode="json", exclude_unset=True)
    for c in changes:
        if c.kind == "seed":
            given = {"hidden": base.trace.hidden} | given | {"seed": int(c.value)}
            given.pop("model", None)
            given.pop("values", None)
            given.pop("vocabulary", None)
    scales = [float(c.value) for c in changes if c.kind == "scale"]
    edits = [_edit(c) for c in changes if c.kind == "weight"]
    if "values" in given:
        readout = {k: v for k, v in given["values"].items() if k in READOUT}
        values = _edited(base, scales[-1] if scales else 1.0, edits)
        return given | {"values": values | readout}
    scaled = {"scale": scales[-1]} if scales else {}
    return given | scaled | ({"edits": edits} if edits else {})


def _edited(base: ComputedTrace, scale: float, edits: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Weights that the reader brought, scaled, then some of them replaced."""
    values = {name: scale * v for name, v in base.trace.params.items()}
    for edit in edits:
        place = (edit["row"], edit["column"]) if "column" in edit else edit["row"]
        values[edit["name"]][place] = edit["value"]
    return {name: v.tolist() for name, v in values.items()}


def _edit(change: Change) -> dict[str, Any]:
    named = dict(zip(("row", "column"), change.place, strict=False))
    return {"name": change.name, **named, "value": float(change.value)}

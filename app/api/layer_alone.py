"""A layer of a network as a trace of its own: its request, sent alone, gets the same numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..models.brought import ID as OWN
from .networks import ComputedNetwork
from .schemas import TraceRequest
from .traces import ComputedTrace


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

"""Backpropagation through time over a trace: the gradient of every node at every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from . import plan as planning
from .cell import Cell
from .ops import Array
from .params import Params
from .run import Trace, Workspace, matrix, own


@dataclass(frozen=True)
class Gradients:
    """Of a loss, by everything: nodes[id] (T, ..., H), inputs (T, ..., X), state: the initial one.

    params are summed over steps and batch. An overridden unit is a constant: the gradient by its
    value is reported, nothing flows further back from it.
    """

    nodes: dict[str, Array]
    inputs: Array
    state: dict[str, Array]
    params: Params


def backward(trace: Trace, seeds: Mapping[str, Array]) -> Gradients:
    """seeds: the loss's direct gradient by some nodes, (T, ..., H) each (Werbos 1990)."""
    joins = any(trace.cell.node(o.node).op.joins for o in trace.overrides)
    return (_literal if joins else _fused)(trace, seeds)


def flowing(trace: Trace, id: str) -> Array | None:
    """1 where a node's gradient flows on, 0 where it is clamped; None if it never is."""
    mine = [o for o in trace.overrides if o.node == id]
    if not mine:
        return None
    flows = np.ones_like(trace[id])
    for o in mine:
        flows[o.step if o.step is not None else slice(None), ..., o.units] = 0
    return flows


def _fused(trace: Trace, seeds: Mapping[str, Array]) -> Gradients:
    cell, h, p = trace.cell, trace.hidden, trace.params
    work = Workspace(trace)
    grad = np.zeros_like(work.all)
    found = np.zeros_like(trace.values)
    offset = len(cell.states) * h
    for id, seed in seeds.items():
        first = work.plan.slots[id] * h - offset
        found[..., first : first + h] += seed
    clamped = {o.node for o in trace.overrides}
    keep = {id: flowing(trace, id) for id in clamped}
    total = p.like()
    for t in reversed(range(trace.steps)):
        work.fill(trace, t)
        handed = {s: work.view(f"{s}_prev", of=grad).copy() for s in cell.states}
        grad[..., :offset] = 0
        grad[..., offset:] = found[t]
        for s, from_later in handed.items():
            work.view(s, of=grad)[...] += from_later
        for call in reversed(work.plan.calls):
            g = work.view(*call.nodes, of=grad)
            if clamped.intersection(call.nodes):
                g = g.copy()
                for k, id in enumerate(call.nodes):
                    mask = keep.get(id)
                    if mask is not None:
                        g[..., k * h : (k + 1) * h] *= mask[t]
            if isinstance(call, planning.Product):
                weights = p.stack([f"U_{cell.node(i).owner}" for i in call.nodes])
                work.view(call.value, of=grad)[...] += g @ weights
            else:
                _elementwise(call, work, grad, g, p, total)
        found[t] = grad[..., offset:]
    states = {s: work.view(f"{s}_prev", of=grad).copy() for s in cell.states}
    nodes = _by_id(trace, found)
    inputs = _products(trace, nodes, keep, total)
    for n in cell.nodes:
        if n.op.joins:
            nodes[n.id] = _join_gradient(trace, nodes, keep, n.id)
    return Gradients({id: nodes[id] for id in cell.ids}, inputs, states, total)


def _elementwise(
    call: planning.Call, work: Workspace, grad: Array, g: Array, p: Params, total: Params
) -> None:
    n = len(call.nodes) * work.hidden

    def span(id: str, whole: Array) -> Array:
        first = work.plan.slots[id] * work.hidden
        return whole[..., first : first + n]

    args = tuple(span(a, work.all) for a in call.args)
    assert call.op.vjp is not None
    parts = call.op.vjp(g, work.view(*call.nodes), args, own(p, call.op.param, call.owner))
    for a, part in zip(call.args, parts, strict=False):
        span(a, grad)[...] += part
    if call.op.param:
        total[f"{call.op.param}_{call.owner}"] += parts[-1].reshape(-1, work.hidden).sum(axis=0)


def _by_id(trace: Trace, found: Array) -> dict[str, Array]:
    plan, h = planning.plan(trace.cell), trace.hidden
    first = {id: (slot - len(trace.cell.states)) * h for id, slot in plan.slots.items()}
    return {i: found[..., first[i] : first[i] + h] for i in first if i in trace.cell.by_id}


def _products(
    trace: Trace, nodes: Mapping[str, Array], keep: Mapping[str, Array | None], total: Params
) -> Array:
    """Every affine's share in W, U and b, one GEMM each; returns dL/dx (T, ..., X)."""
    cell, inputs = trace.cell, np.zeros_like(trace.inputs)
    for n in planning.plan(cell).affines:
        mask = keep.get(n.id)
        g = nodes[n.id] if mask is None else nodes[n.id] * mask
        rows = g.reshape(-1, trace.hidden)
        total[f"{n.bias}_{n.owner}"] += rows.sum(axis=0)
        for _, pairs in cell.factors(n):
            for value, name in pairs:
                source = trace[value]
                total[name] += rows.T @ source.reshape(-1, source.shape[-1])
                if value == "x":
                    inputs += g @ trace.params[name]
    return inputs


def _join_gradient(
    trace: Trace, nodes: Mapping[str, Array], keep: Mapping[str, Array | None], id: str
) -> Array:
    """dL/d(concat): what its readers, affines all, send back to it."""
    sent = np.zeros_like(trace[id])
    for n in trace.cell.nodes:
        for a, pairs in trace.cell.factors(n) if n.op.linear else ():
            if a == id:
                mask = keep.get(n.id)
                g = nodes[n.id] if mask is None else nodes[n.id] * mask
                sent += g @ matrix(trace.params, pairs)
    return sent


def _literal(trace: Trace, seeds: Mapping[str, Array]) -> Gradients:
    """Node by node and step by step: what an overridden join needs."""
    cell, total = trace.cell, trace.params.like()
    nodes = {id: np.zeros_like(trace[id]) + seeds.get(id, 0.0) for id in cell.ids}
    inputs = np.zeros_like(trace.inputs)
    keep = {o.node: flowing(trace, o.node) for o in trace.overrides}
    handed = {s: np.zeros_like(trace.start[s]) for s in cell.states}
    for t in reversed(range(trace.steps)):
        v = trace.at(t)
        g = {id: nodes[id][t] for id in cell.ids} | {i: np.zeros_like(v[i]) for i in cell.inputs}
        for s in cell.states:
            g[s] += handed[s]
        for n in reversed(cell.nodes):
            mask = keep.get(n.id)
            flow = g[n.id] if mask is None else g[n.id] * mask[t]
            for a, part in _sent_back(cell, n.id, trace.params, v, flow, total):
                g[a] += part
        inputs[t] = g["x"]
        handed = {s: g[f"{s}_prev"] for s in cell.states}
    return Gradients(nodes, inputs, handed, total)


def _sent_back(
    cell: Cell, id: str, p: Params, v: Mapping[str, Array], flow: Array, total: Params
) -> list[tuple[str, Array]]:
    """One node's gradient by each of its arguments; its parameters' shares go into total."""
    n = cell.node(id)
    args = tuple(v[a] for a in n.args)
    if n.op.joins:
        cuts = np.cumsum([a.shape[-1] for a in args])[:-1]
        return list(zip(n.args, np.split(flow, cuts, axis=-1), strict=True))
    if n.op.linear:
        rows = flow.reshape(-1, flow.shape[-1])
        total[f"{n.bias}_{n.owner}"] += rows.sum(axis=0)
        sent: list[tuple[str, Array]] = []
        for (a, pairs), value in zip(cell.factors(n), args, strict=True):
            whole = rows.T @ value.reshape(-1, value.shape[-1])
            cuts = np.cumsum([p[name].shape[1] for _, name in pairs])[:-1]
            for (_, name), share in zip(pairs, np.split(whole, cuts, axis=1), strict=True):
                total[name] += share
            sent.append((a, flow @ matrix(p, pairs)))
        return sent
    assert n.op.vjp is not None
    parts = n.op.vjp(flow, v[id], args, own(p, n.op.param, n.owner))
    if n.op.param:
        total[f"{n.op.param}_{n.owner}"] += parts[-1].reshape(-1, parts[-1].shape[-1]).sum(axis=0)
    return list(zip(n.args, parts, strict=False))

"""Backpropagation through time over a trace: the gradient of every node at every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .back import Back, Masks, by_inputs, by_weights
from .cell import Cell
from .fused import Workspace
from .ops import Array
from .params import Params
from .run import Trace, literal, matrix, own
from .units import units_first, units_last


@dataclass(frozen=True)
class Gradients:
    """Of a loss, by everything: nodes[id] (T, ..., H), inputs (T, ..., X), state: the initial one.

    params are summed over steps and batch, memory (..., S, H) over steps. An overridden unit is a
    constant: the gradient by its value is reported, nothing flows further back from it.
    """

    nodes: dict[str, Array]
    inputs: Array
    state: dict[str, Array]
    params: Params
    memory: Array | None = None


def backward(
    trace: Trace,
    seeds: Mapping[str, Array],
    *,
    inputs: bool = True,
    joins: bool = True,
    nodes: bool = True,
) -> Gradients:
    """seeds: the loss's direct gradient by some nodes, (T, ..., H) each (Werbos 1990).

    Training leaves away what it does not use: the inputs' gradient (then zeros), the joins', the
    nodes' (then none).
    """
    if literal(trace):
        return _literal(trace, seeds)
    return _fused(trace, seeds, inputs, joins, nodes)


def flowing(trace: Trace, id: str) -> Array | None:
    """1 where a node's gradient flows on, 0 where it is clamped; None if it never is."""
    mine = [o for o in trace.overrides if o.node == id]
    if not mine:
        return None
    flows = np.ones_like(trace[id])
    for o in mine:
        flows[o.step if o.step is not None else slice(None), ..., o.units] = 0
    return flows


def _fused(
    trace: Trace, seeds: Mapping[str, Array], inputs: bool, joins: bool, nodes: bool
) -> Gradients:
    keep = {o.node: flowing(trace, o.node) for o in trace.overrides}
    back, total = Back(trace, seeds, keep), trace.params.like()
    work, affine = back.work, len(back.work.plan.affines) * trace.hidden
    found = np.empty_like(work.values if nodes else work.values[:, :affine])
    back.run(found)
    for name, share in back.shares:
        total[name] += share.sum(axis=1)
    flow = found[:, :affine]
    masked = [(work.made(n.id), m) for n in work.plan.affines if (m := keep.get(n.id)) is not None]
    if masked:
        flow = flow.copy()
        for rows, mask in masked:
            flow[:, rows] *= units_first(mask)
    by_weights(trace, work, flow, total)
    none = np.broadcast_to(np.zeros((), found.dtype), trace.inputs.shape)
    by_x = by_inputs(trace, work, flow) if inputs else none
    by_start = {s: g.T.reshape(trace.start[s].shape) for s, g in back.handed.items()}
    by_nodes = _by_nodes(trace, work, found, keep, joins) if nodes else {}
    return Gradients(by_nodes, by_x, by_start, total)


def _by_nodes(
    trace: Trace, work: Workspace, found: Array, keep: Masks, joins: bool
) -> dict[str, Array]:
    whole, cell = found.reshape(trace.values.shape), trace.cell
    nodes = {n.id: units_last(whole[:, work.made(n.id)]) for n in cell.nodes if not n.op.joins}
    if joins:
        nodes |= {n.id: _join_gradient(trace, nodes, keep, n.id) for n in cell.nodes if n.op.joins}
    return {id: nodes[id] for id in cell.ids if id in nodes}


def _join_gradient(trace: Trace, nodes: Mapping[str, Array], keep: Masks, id: str) -> Array:
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
    """Node by node and step by step."""
    cell, total = trace.cell, trace.params.like()
    nodes = {id: np.zeros_like(trace[id]) + seeds.get(id, 0.0) for id in cell.ids}
    inputs = np.zeros_like(trace.inputs)
    keep = {o.node: flowing(trace, o.node) for o in trace.overrides}
    handed = {s: np.zeros_like(trace.start[s]) for s in cell.states}
    memory = np.zeros_like(trace.memory.rows if trace.memory else 0.0)
    values = {id: trace[id] for id in (*cell.inputs, *cell.ids)}
    for t in reversed(range(trace.steps)):
        v = {id: value[t] for id, value in values.items()}
        g = {id: nodes[id][t] for id in cell.ids} | {i: np.zeros_like(v[i]) for i in cell.inputs}
        for s in cell.states:
            g[s] += handed[s]
        for n in reversed(cell.nodes):
            if n.id in cell.still:
                continue
            mask = keep.get(n.id)
            flow = g[n.id] if mask is None else g[n.id] * mask[t]
            for a, part in _sent_back(cell, n.id, trace.params, v, flow, total):
                g[a] += part
        inputs[t] = g["x"]
        if cell.attends:
            memory += g["memory"]
        handed = {s: g[f"{s}_prev"] for s in cell.states}
    for id in cell.still if trace.steps else ():
        flow = (nodes[id] if (mask := keep.get(id)) is None else nodes[id] * mask).sum(axis=0)
        for _, part in _sent_back(cell, id, trace.params, v, flow, total):
            memory += part
    return Gradients(nodes, inputs, handed, total, memory if cell.attends else None)


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
        for bias in n.biases:
            total[bias] += rows.sum(axis=0)
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

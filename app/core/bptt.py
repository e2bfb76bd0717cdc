"""Backpropagation through time over a trace: the gradient of every node at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def backward(
    trace: Trace, seeds: Mapping[str, Array], *, inputs: bool = True, joins: bool = True
) -> Gradients:
    """seeds: the loss's direct gradient by some nodes, (T, ..., H) each (Werbos 1990).

    Training leaves away what it does not use: the inputs' gradient (then zeros), the joins'.
    """
    overridden = any(trace.cell.node(o.node).op.joins for o in trace.overrides)
    return _literal(trace, seeds) if overridden else _fused(trace, seeds, inputs, joins)


def flowing(trace: Trace, id: str) -> Array | None:
    """1 where a node's gradient flows on, 0 where it is clamped; None if it never is."""
    mine = [o for o in trace.overrides if o.node == id]
    if not mine:
        return None
    flows = np.ones_like(trace[id])
    for o in mine:
        flows[o.step if o.step is not None else slice(None), ..., o.units] = 0
    return flows


def _fused(trace: Trace, seeds: Mapping[str, Array], inputs: bool, joins: bool) -> Gradients:
    cell, h, total = trace.cell, trace.hidden, trace.params.like()
    work = Workspace(trace)
    grad, found = np.zeros_like(work.all), np.zeros_like(trace.values)
    offset = len(cell.states) * h
    for id, seed in seeds.items():
        first = work.plan.slots[id] * h - offset
        found[..., first : first + h] += seed
    keep = {o.node: flowing(trace, o.node) for o in trace.overrides}
    calls = [_bound(call, work, grad, trace.params, total, keep) for call in work.plan.calls]
    calls.reverse()
    previous = [work.view(f"{s}_prev", of=grad) for s in cell.states]
    now = [work.view(s, of=grad) for s in cell.states]
    states = [(trace[s], trace.start[s], work.view(f"{s}_prev")) for s in cell.states]
    for t in reversed(range(trace.steps)):
        work.nodes[...] = trace.values[t]
        for values, start, view in states:
            view[...] = values[t - 1] if t else start
        handed = [g.copy() for g in previous]
        grad[..., :offset] = 0
        grad[..., offset:] = found[t]
        for g, from_later in zip(now, handed, strict=True):
            g += from_later
        for call in calls:
            call(t)
        found[t] = grad[..., offset:]
    nodes = _by_id(trace, found)
    by_inputs = _products(trace, found, nodes, keep, total, inputs)
    for n in cell.nodes if joins else ():
        if n.op.joins:
            nodes[n.id] = _join_gradient(trace, nodes, keep, n.id)
    by_start = {s: g.copy() for s, g in zip(cell.states, previous, strict=True)}
    return Gradients({i: nodes[i] for i in cell.ids if i in nodes}, by_inputs, by_start, total)


Masks = Mapping[str, Array | None]


def _bound(
    call: planning.Product | planning.Call,
    work: Workspace,
    grad: Array,
    p: Params,
    total: Params,
    keep: Masks,
) -> Callable[[int], None]:
    """One call's way back at timestep t, its views looked up once."""
    h, n = work.hidden, len(call.nodes)
    whole = work.view(*call.nodes, of=grad)
    masked = [(k, m) for k, id in enumerate(call.nodes) if (m := keep.get(id)) is not None]

    def flowing_back(t: int) -> Array:
        g = whole.copy()
        for k, mask in masked:
            g[..., k * h : (k + 1) * h] *= mask[t]
        return g

    if isinstance(call, planning.Product):
        weights = p.stack([f"U_{work.plan.cell.node(i).owner}" for i in call.nodes])
        target = work.view(call.value, of=grad)

        def product(t: int) -> None:
            np.add(target, (flowing_back(t) if masked else whole) @ weights, out=target)

        return product
    assert call.op.vjp is not None
    starts = [work.plan.slots[a] * h for a in call.args]
    args = tuple(work.all[..., s : s + n * h] for s in starts)
    sent = [grad[..., s : s + n * h] for s in starts]
    y, vjp, param = work.view(*call.nodes), call.op.vjp, own(p, call.op.param, call.owner)
    share = total[f"{call.op.param}_{call.owner}"] if call.op.param else None

    def elementwise(t: int) -> None:
        parts = vjp(flowing_back(t) if masked else whole, y, args, param)
        for target, part in zip(sent, parts, strict=False):
            np.add(target, part, out=target)
        if share is not None:
            share[...] += parts[-1].reshape(-1, h).sum(axis=0)

    return elementwise


def _by_id(trace: Trace, found: Array) -> dict[str, Array]:
    plan, h = planning.plan(trace.cell), trace.hidden
    first = {id: (slot - len(trace.cell.states)) * h for id, slot in plan.slots.items()}
    return {i: found[..., first[i] : first[i] + h] for i in first if i in trace.cell.by_id}


def _products(
    trace: Trace, found: Array, nodes: Mapping[str, Array], keep: Masks, total: Params, inputs: bool
) -> Array:
    """Every affine's share in W, U and b, one GEMM a group; returns dL/dx (T, ..., X)."""
    cell, plan, h = trace.cell, planning.plan(trace.cell), trace.hidden
    ids = [n.id for n in plan.affines]
    flow = found[..., : len(ids) * h]
    if any(keep.get(id) is not None for id in ids):
        masks = [np.ones_like(nodes[id]) if (m := keep.get(id)) is None else m for id in ids]
        flow = flow * np.concatenate(masks, axis=-1)

    def rows(group: Sequence[str]) -> tuple[Array, list[str]]:
        first = ids.index(group[0]) * h
        owners = [cell.node(i).owner for i in group]
        return flow[..., first : first + len(group) * h].reshape(-1, len(group) * h), owners

    total.stack([f"{n.bias}_{n.owner}" for n in plan.affines])[:] += rows(ids)[0].sum(axis=0)
    for call in plan.calls:
        if isinstance(call, planning.Product):
            g, owners = rows(call.nodes)
            total.stack([f"U_{o}" for o in owners])[:] += g.T @ trace[call.value].reshape(-1, h)
    by_inputs = np.zeros_like(trace.inputs)
    for run_ids in plan.input_runs:
        g, owners = rows(run_ids)
        names = [f"W_{o}" for o in owners]
        _input_weights(trace, g, total.stack(names))
        if inputs:
            by_inputs += (g @ trace.params.stack(names)).reshape(by_inputs.shape)
    return by_inputs


def _input_weights(trace: Trace, g: Array, total: Array) -> None:
    """dW; with one-hot inputs the rows of every token are summed instead of multiplied."""
    if trace.tokens is None:
        total[:] += g.T @ trace.inputs.reshape(-1, trace.inputs.shape[-1])
        return
    columns = trace.tokens.reshape(-1)
    order = np.argsort(columns, kind="stable")
    met, first = np.unique(columns[order], return_index=True)
    total[:, met] += np.add.reduceat(g[order], first, axis=0).T


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

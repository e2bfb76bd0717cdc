"""Backpropagation through time over a trace: the gradient of every node at every step."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from .back import Back, by_inputs, by_weights
from .cell import Node
from .ops import Array
from .params import Params
from .run import literal, matrix
from .trace import Trace, units_first


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
    nodes: Collection[str] | None = None,
) -> Gradients:
    """seeds: the loss's direct gradient by some nodes, (T, ..., H) each (Werbos 1990).

    Training leaves away what it does not use: the inputs' gradient (then zeros), and that of nodes
    other than these (None: all).
    """
    wanted = trace.cell.ids if nodes is None else nodes
    if literal(trace):
        return _literal(trace, seeds, wanted)
    return _fused(trace, seeds, inputs, wanted)


def flowing(trace: Trace) -> dict[str, Array]:
    """Of every node that is overridden: 0 where it is, 1 where its gradient flows on."""
    flows = {o.node: np.ones_like(trace[o.node]) for o in trace.overrides}
    for o in trace.overrides:
        flows[o.node][o.place] = 0
    return flows


def sent_back(
    trace: Trace, n: Node, flow: Array, values: Mapping[str, Array] | None = None
) -> tuple[Array, ...]:
    """From the gradient by a node, by each of its arguments, and last by its own parameter.

    values: of one timestep; None: all timesteps at once.
    """
    if n.op.linear:
        return tuple(flow @ matrix(trace.params, pairs) for _, pairs in trace.cell.factors(n))
    assert n.op.vjp is not None
    v = values or trace
    return n.op.vjp(flow, v[n.id], tuple(v[a] for a in n.args), trace.params.get(n.vector))


def _fused(
    trace: Trace, seeds: Mapping[str, Array], inputs: bool, wanted: Collection[str]
) -> Gradients:
    keep, total = flowing(trace), trace.params.like()
    back = Back(trace, seeds, keep)
    work = back.work
    found = np.empty_like(work.values if wanted else work.values[:, work.affines])
    back.run(found)
    for name, share in back.shares:
        total[name] += share.sum(axis=1)
    flow = found[:, work.affines]
    masked = [id for id in work.plan.affines if id in keep]
    if masked:
        flow = flow.copy()
        for id in masked:
            flow[:, work.among_nodes(work.rows(id))] *= units_first(keep[id])
    by_weights(trace, work, flow, total)
    none = np.broadcast_to(np.zeros((), found.dtype), trace.inputs.shape)
    by_x = by_inputs(trace, work, flow) if inputs else none
    by_start = {s: g.T.reshape(trace.start[s].shape) for s, g in back.handed.items()}
    by_nodes = _by_nodes(trace, found, keep, wanted) if wanted else {}
    return Gradients(by_nodes, by_x, by_start, total)


def _by_nodes(
    trace: Trace, found: Array, keep: Mapping[str, Array], wanted: Collection[str]
) -> dict[str, Array]:
    """What the plan computed, laid out as the trace; of joins what their readers send back."""
    cell, laid_out = trace.cell, replace(trace, values=found.reshape(trace.values.shape))
    joins = {id for id in wanted if cell.node(id).op.joins}
    nodes = {id: np.zeros_like(trace[id]) if id in joins else laid_out[id] for id in wanted}
    for n in cell.nodes:
        if joins.intersection(n.args):
            flow = laid_out[n.id] * keep[n.id] if n.id in keep else laid_out[n.id]
            for a, part in zip(n.args, sent_back(trace, n, flow), strict=False):
                if a in joins:
                    nodes[a] += part
    return nodes


def _literal(trace: Trace, seeds: Mapping[str, Array], wanted: Collection[str]) -> Gradients:
    """Node by node and step by step."""
    cell, keep, total = trace.cell, flowing(trace), trace.params.like()
    nodes = {id: np.zeros_like(trace[id]) + seeds.get(id, 0.0) for id in cell.ids}
    inputs = np.zeros_like(trace.inputs)
    handed = {s: np.zeros_like(trace.start[s]) for s in cell.states}
    memory = np.zeros_like(trace.memory.rows if trace.memory else 0.0)
    values = {id: trace[id] for id in (*cell.inputs, *cell.ids)}
    for t in reversed(range(trace.steps)):
        v = {id: value[t] for id, value in values.items()}
        g = {id: nodes[id][t] for id in cell.ids} | {i: np.zeros_like(v[i]) for i in cell.inputs}
        for s in cell.states:
            g[s] += handed[s]
        for n in reversed(cell.nodes):
            if n.id not in cell.still:
                flow = g[n.id] * keep[n.id][t] if n.id in keep else g[n.id]
                for a, part in _passed(trace, n, flow, v, total):
                    g[a] += part
        inputs[t] = g["x"]
        if cell.attends:
            memory += g["memory"]
        handed = {s: g[f"{s}_prev"] for s in cell.states}
    for id in cell.still if trace.steps else ():
        flow = (nodes[id] * keep[id] if id in keep else nodes[id]).sum(axis=0)
        for _, part in _passed(trace, cell.node(id), flow, v, total):
            memory += part
    found = {id: nodes[id] for id in wanted}
    return Gradients(found, inputs, handed, total, memory if cell.attends else None)


def _passed(
    trace: Trace, n: Node, flow: Array, v: Mapping[str, Array], total: Params
) -> Iterator[tuple[str, Array]]:
    """(argument, what is sent back to it); the parameters' shares go into total."""
    parts = sent_back(trace, n, flow, v)
    for a, pairs in trace.cell.factors(n):
        whole = flow.reshape(-1, flow.shape[-1]).T @ v[a].reshape(-1, v[a].shape[-1])
        cuts = np.cumsum([total[name].shape[1] for _, name in pairs])[:-1]
        for (_, name), share in zip(pairs, np.split(whole, cuts, axis=1), strict=True):
            total[name] += share
    if n.vector:
        own = flow if n.op.linear else parts[-1]
        total[n.vector] += own.reshape(-1, own.shape[-1]).sum(axis=0)
    return zip(n.args, parts, strict=False)

"""Backward through the fused plan: every call bound to its views once, before the loop.

Matrix products by the previous values stay in the loop; those that give dW, dU and db, sums over
all timesteps, come after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import plan as planning
from .fused import Workspace
from .ops import Array, Formula, Local, Vjp, bind, operand
from .params import Params
from .run import Trace
from .units import units_first, units_last

Masks = Mapping[str, Array | None]  # (T, ..., H): 0 where a node is clamped


class Back:
    """The way back over one timestep: what is loaded before it, then its calls in order.

    The first call that reaches a gradient writes it, the others add to it.
    """

    def __init__(self, trace: Trace, seeds: Mapping[str, Array], keep: Masks) -> None:
        self.work, self.params, self.keep = Workspace(trace), trace.params, keep
        work, self.grad = self.work, np.zeros_like(self.work.all)
        self.reached: set[int] = set()  # first rows of gradients that something was sent to
        self.needed: set[int] = set()  # first rows of values that the calls read
        self.loads: list[tuple[Array, Array | list[Array]]] = []
        self.calls: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
        self.shares: list[tuple[str, Array]] = []
        for id, seed in seeds.items():
            whole = units_first(np.broadcast_to(seed, trace[id].shape))
            self.loads.append((self.grad[work.rows(id)], whole))
            self.reach(work.rows(id))
        self.handed = {s: self.grad[work.rows(f"{s}_prev")] for s in trace.cell.states}
        for s, from_later in self.handed.items():
            self.pass_on(work.rows(s), from_later)
        for call in reversed(work.plan.calls):
            flow = self.flowing(call.nodes)
            if isinstance(call, planning.Product):
                weights = self.params.stack([f"U_{n}" for n in work.plan.owners(call.nodes)])
                self.send(work.rows(call.value), np.matmul, weights.T, flow)
            else:
                self.elementwise(call, flow)
        self.load_values(trace)

    def load_values(self, trace: Trace) -> None:
        """What the calls read: some previous states, and the nodes from the first needed on."""
        work = self.work
        for s in trace.cell.states:
            before = work.rows(f"{s}_prev")
            if before.start in self.needed:
                earlier = work.values[:-1, work.made(s)]
                start = units_first(trace.start[s][None])
                self.loads.append((work.all[before], [*start, *earlier]))
        first = min((row - work.states for row in self.needed if row >= work.states), default=None)
        if first is not None:
            self.loads.append((work.nodes[first:], work.values[:, first:]))

    def run(self, found: Array) -> None:
        """The gradient of the nodes at every step into found (T, ·, B): of all, or the first."""
        grad = self.grad[self.work.states :][: found.shape[1]]
        for t in reversed(range(len(found))):
            for view, source in self.loads:
                view[...] = source[t]
            for call, operands in self.calls:
                call(*operands)
            found[t] = grad

    def flowing(self, nodes: tuple[str, ...]) -> Array:
        """The gradient of consecutive nodes, 0 where one is clamped."""
        g = self.grad[self.work.rows(nodes[0], len(nodes))]
        if all(self.keep.get(id) is None for id in nodes):
            return g
        flows, result = np.ones_like(g), np.empty_like(g)
        for id, view in zip(nodes, np.split(flows, len(nodes)), strict=True):
            if (mask := self.keep.get(id)) is not None:
                self.loads.append((view, units_first(mask)))
        self.calls.append((np.multiply, (g, flows, result)))
        return result

    def starts(self, at: slice) -> range:
        return range(at.start, at.stop, self.work.hidden)

    def reach(self, at: slice) -> bool:
        """Whether gradients are reached for the first time."""
        fresh = [row for row in self.starts(at) if row not in self.reached]
        self.reached.update(fresh)
        first = len(fresh) == len(self.starts(at))
        for row in () if first else fresh:
            self.calls.append((self.grad[row : row + self.work.hidden].fill, (0,)))
        return first

    def pass_on(self, at: slice, g: Array) -> None:
        """A gradient as it is to the one that lies there."""
        target = self.grad[at]
        copy, add = (target.__setitem__, (..., g)), (np.add, (target, g, target))
        self.calls.append(copy if self.reach(at) else add)

    def send(self, at: slice, call: Callable[..., object], *operands: Array) -> None:
        """A call's result to the gradient that lies there."""
        target = self.grad[at]
        if self.reach(at):
            self.calls.append((call, (*operands, target)))
        else:
            self.add(target, call, *operands)

    def add(self, target: Array, call: Callable[..., object], *operands: Array) -> None:
        made = np.empty_like(target)
        self.calls += [(call, (*operands, made)), (np.add, (target, made, target))]

    def elementwise(self, call: planning.Call, g: Array) -> None:
        work, op, count = self.work, call.op, len(call.nodes)
        made, at = work.rows(call.nodes[0], count), [work.rows(a, count) for a in call.args]
        y, args, p = work.all[made], tuple(work.all[a] for a in at), work.own(call)
        share = np.zeros_like(y) if op.param else None
        if share is not None:
            self.shares.append((f"{op.param}_{call.owner}", share))
        assert op.vjp is not None
        if not isinstance(op.vjp, Local):
            for rows in (made, *at):
                self.needed.update(self.starts(rows))
            targets = [(self.grad[a], self.reach(a)) for a in at]
            self.calls.append((_whole, (op.vjp, g, y, args, p, targets, share)))
            return
        for k, d in enumerate(op.vjp.by):
            if isinstance(d, float) and d == 1:
                if k < len(at):
                    self.pass_on(at[k], g)
                else:
                    self.calls.append((np.add, (share, g, share)))
                continue
            factor = np.empty_like(y) if isinstance(d, Formula) else operand(d, y, args, p)
            if isinstance(d, Formula):
                self.needed.update(self.starts(made))
                self.calls += bind(d.steps, factor, (y,), None)
            elif isinstance(d, int):
                self.needed.update(self.starts(at[d]))
            if k < len(at):
                self.send(at[k], np.multiply, g, factor)
            elif share is not None:
                self.add(share, np.multiply, g, factor)


def _whole(
    vjp: Vjp,
    g: Array,
    y: Array,
    args: tuple[Array, ...],
    p: Array | None,
    targets: list[tuple[Array, bool]],
    share: Array | None,
) -> None:
    """An operation whose units depend on each other: its vjp is told (B, H)."""
    parts = vjp(g.T, y.T, tuple(a.T for a in args), None if p is None else p.T)
    for (target, first), part in zip(targets, parts, strict=False):
        np.copyto(target, part.T) if first else np.add(target, part.T, out=target)
    if share is not None:
        share += parts[-1].T


def by_weights(trace: Trace, work: Workspace, flow: Array, total: Params) -> None:
    """Every affine's share in W, U and b, one GEMM a group; flow (T, affines * H, B)."""
    plan = work.plan
    found, biases = flow.sum(axis=0).sum(axis=1), [b for n in plan.affines for b in n.biases]
    if len(biases) == len(plan.affines):
        total.stack(biases)[:] += found
    else:
        for n, own in zip(plan.affines, np.split(found, len(plan.affines)), strict=True):
            for bias in n.biases:
                total[bias] += own
    units = flow.swapaxes(0, 1).reshape(flow.shape[1], -1)  # (affines * H, T * B)
    for call in plan.calls:
        if isinstance(call, planning.Product):
            weights = total.stack([f"U_{n}" for n in plan.owners(call.nodes)])
            mine = work.made(call.nodes[0], len(call.nodes))
            weights += units[mine] @ trace[call.value].reshape(-1, work.hidden)
    for ids in plan.input_runs:
        weights = total.stack([f"W_{n}" for n in plan.owners(ids)])
        mine = work.made(ids[0], len(ids))
        if trace.tokens is None:
            weights += units[mine] @ trace.inputs.reshape(-1, trace.inputs.shape[-1])
        else:
            rows = units_last(flow[:, mine]).reshape(-1, len(weights))
            _add_by_token(rows, trace.tokens.reshape(-1), weights)


def _add_by_token(rows: Array, tokens: np.ndarray, weights: Array) -> None:
    """dW with one-hot inputs: the rows of every token are summed instead of multiplied."""
    order = np.argsort(tokens, kind="stable")
    met, first = np.unique(tokens[order], return_index=True)
    weights[:, met] += np.add.reduceat(rows[order], first, axis=0).T


def by_inputs(trace: Trace, work: Workspace, flow: Array) -> Array:
    """dL/dx (T, ..., X)."""
    found = np.zeros((work.steps, trace.inputs.shape[-1], work.batch), flow.dtype)
    for ids in work.plan.input_runs:
        weights = trace.params.stack([f"W_{n}" for n in work.plan.owners(ids)])
        found += weights.T @ flow[:, work.made(ids[0], len(ids))]
    return found.swapaxes(1, 2).reshape(trace.inputs.shape)

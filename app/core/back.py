"""Backward through the fused plan: every call bound to its views once, before the loop.

Matrix products by the previous values stay in the loop; those that give dW, dU and db, sums over
all timesteps, come after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .formula import Array, Formula, Local, Vjp, bind, operand
from .fused import Workspace
from .params import Params
from .plan import Call
from .trace import Trace, units_first, units_last

Target = tuple[Array, bool]  # a gradient, and whether it is reached for the first time


class Back:
    """The way back over one timestep: what is loaded before it, then its calls in order.

    The first call that reaches a gradient writes it, the others add to it. keep: 0 where a node is
    clamped, (T, ..., H) each.
    """

    def __init__(self, trace: Trace, seeds: Mapping[str, Array], keep: Mapping[str, Array]) -> None:
        self.work, self.keep = Workspace(trace), keep
        work, self.grad = self.work, np.zeros_like(self.work.all)
        self.reached: set[int] = set()  # first rows of gradients that something was sent to
        self.needed: set[int] = set()  # first rows of values that the calls read
        self.loads: list[tuple[Array, Array | list[Array]]] = []
        self.calls: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
        self.shares: list[tuple[str, Array]] = []  # of the elementwise parameters, (H, B)
        for id, seed in seeds.items():
            whole = units_first(np.broadcast_to(seed, trace[id].shape))
            self.loads.append((self.target(work.rows(id))[0], whole))
        self.handed = {s: self.grad[work.rows(f"{s}_prev")] for s in trace.cell.states}
        for s, from_later in self.handed.items():
            self.send(self.target(work.rows(s)), np.positive, from_later)
        for call in reversed(work.plan.calls):
            flow = self.flowing(call)
            if call.op.linear:
                weights = work.params.stack(call.params)
                self.send(self.target(work.rows(call.args[0])), np.matmul, weights.T, flow)
            else:
                self.elementwise(call, flow)
        self.load_values(trace)

    def load_values(self, trace: Trace) -> None:
        """What the calls read: some previous states, and the nodes from the first needed on."""
        work = self.work
        for s in trace.cell.states:
            before = work.rows(f"{s}_prev")
            if before.start in self.needed:
                earlier = work.values[:-1, work.among_nodes(work.rows(s))]
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

    def flowing(self, call: Call) -> Array:
        """The gradient of a call's results, 0 where one is clamped."""
        g = self.grad[self.work.made(call)]
        if self.keep.keys().isdisjoint(call.nodes):
            return g
        flows, result = np.ones_like(g), np.empty_like(g)
        for id, view in zip(call.nodes, np.split(flows, len(call.nodes)), strict=True):
            if id in self.keep:
                self.loads.append((view, units_first(self.keep[id])))
        self.calls.append((np.multiply, (g, flows, result)))
        return result

    def starts(self, at: slice) -> range:
        return range(at.start, at.stop, self.work.hidden)

    def target(self, at: slice) -> Target:
        """The gradient that lies there; where only a part of it was reached, the rest is 0."""
        fresh = [row for row in self.starts(at) if row not in self.reached]
        self.reached.update(fresh)
        first = len(fresh) == len(self.starts(at))
        for row in () if first else fresh:
            self.calls.append((self.grad[row : row + self.work.hidden].fill, (0,)))
        return self.grad[at], first

    def send(self, to: Target, call: Callable[..., object], *operands: Array) -> None:
        """A call's result to a gradient; np.positive sends its operand as it is."""
        target, first = to
        if first:
            self.calls.append((call, (*operands, target)))
        elif call is np.positive:
            self.calls.append((np.add, (target, *operands, target)))
        else:
            made = np.empty_like(target)
            self.calls += [(call, (*operands, made)), (np.add, (target, made, target))]

    def elementwise(self, call: Call, g: Array) -> None:
        work, op = self.work, call.op
        made, at = work.made(call), [work.rows(a, len(call.nodes)) for a in call.args]
        y, args, p = work.all[made], tuple(work.all[a] for a in at), work.own(call)
        targets = [self.target(a) for a in at]
        if p is not None:
            self.shares.append((call.params[0], np.zeros_like(y)))
            targets.append((self.shares[-1][1], False))
        if not isinstance(op.vjp, Local):
            assert op.vjp is not None
            for rows in (made, *at):
                self.needed.update(self.starts(rows))
            self.calls.append((_whole, (op.vjp, g, y, args, p, targets)))
            return
        for d, target in zip(op.vjp.by, targets, strict=True):
            if isinstance(d, float) and d == 1:
                self.send(target, np.positive, g)
                continue
            factor = np.empty_like(y) if isinstance(d, Formula) else operand(d, y, args, p)
            if isinstance(d, Formula):
                self.needed.update(self.starts(made))
                self.calls += bind(d.steps, factor, (y,), None)
            elif isinstance(d, int):
                self.needed.update(self.starts(at[d]))
            self.send(target, np.multiply, g, factor)


def _whole(
    vjp: Vjp, g: Array, y: Array, args: tuple[Array, ...], p: Array | None, targets: list[Target]
) -> None:
    """An operation whose units depend on each other: its vjp is told (B, H)."""
    parts = vjp(g.T, y.T, tuple(a.T for a in args), None if p is None else p.T)
    for (target, first), part in zip(targets, parts, strict=True):
        np.copyto(target, part.T) if first else np.add(target, part.T, out=target)


def by_weights(trace: Trace, work: Workspace, flow: Array, total: Params) -> None:
    """Every affine's share in W, U and b, one GEMM a group; flow (T, affines * H, B)."""
    if work.plan.biases:
        total.stack(work.plan.biases)[:] += flow.sum(axis=0).sum(axis=1)
    units = flow.swapaxes(0, 1).reshape(flow.shape[1], -1)  # (affines * H, T * B)
    for product in (*(c for c in work.plan.calls if c.op.linear), *work.plan.inputs):
        mine, weights = work.among_nodes(work.made(product)), total.stack(product.params)
        if product.args == ("x",) and trace.tokens is not None:
            rows = units_last(flow[:, mine]).reshape(-1, len(weights))
            _add_by_token(rows, trace.tokens.reshape(-1), weights)
        else:
            value = trace[product.args[0]]
            weights += units[mine] @ value.reshape(-1, value.shape[-1])


def _add_by_token(rows: Array, tokens: np.ndarray, weights: Array) -> None:
    """dW with one-hot inputs: the rows of every token are summed instead of multiplied."""
    order = np.argsort(tokens, kind="stable")
    met, first = np.unique(tokens[order], return_index=True)
    weights[:, met] += np.add.reduceat(rows[order], first, axis=0).T


def by_inputs(trace: Trace, work: Workspace, flow: Array) -> Array:
    """dL/dx (T, ..., X)."""
    found = np.zeros((work.steps, trace.inputs.shape[-1], work.batch), flow.dtype)
    for product in work.plan.inputs:
        weights = trace.params.stack(product.params)
        found += weights.T @ flow[:, work.among_nodes(work.made(product))]
    return found.swapaxes(1, 2).reshape(trace.inputs.shape)

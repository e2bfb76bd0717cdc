"""Forward through the fused plan: every call bound to its views once, before the loop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import prod
from typing import Any

import numpy as np

from .formula import Array, bind
from .plan import Call, plan
from .trace import Trace, units_first


class Workspace:
    """One timestep's values on top of each other, (previous states and nodes, times H; B)."""

    def __init__(self, trace: Trace) -> None:
        self.plan, self.hidden, self.params = plan(trace.cell), trace.hidden, trace.params
        self.steps, self.batch = trace.steps, prod(trace.inputs.shape[1:-1])
        self.all = np.zeros((len(self.plan.slots) * self.hidden, self.batch), trace.values.dtype)
        self.states = len(trace.cell.states) * self.hidden  # rows of the previous states
        self.nodes = self.all[self.states :]
        self.values = trace.values.reshape(self.steps, len(self.nodes), self.batch)
        self.affines = slice(len(self.plan.affines) * self.hidden)  # among the nodes

    def rows(self, first: str, count: int = 1) -> slice:
        """Where consecutive values lie."""
        start = self.plan.slots[first] * self.hidden
        return slice(start, start + count * self.hidden)

    def made(self, call: Call) -> slice:
        """Where a call's results lie."""
        return self.rows(call.nodes[0], len(call.nodes))

    def among_nodes(self, at: slice) -> slice:
        """The same place in what holds the nodes alone."""
        return slice(at.start - self.states, at.stop - self.states)

    def own(self, call: Call) -> Array | None:
        """A call's own parameter (H) beside every sequence, (H, B)."""
        if not call.params:
            return None
        return np.repeat(self.params[call.params[0]][:, None], self.batch, axis=1)


def filling(trace: Trace) -> Iterator[int]:
    """Fills a trace, one timestep a turn."""
    work = Workspace(trace)
    _from_inputs(trace, work)
    given = work.nodes[work.affines]
    calls = [(c.nodes, bound) for c in work.plan.calls for bound in _bound(c, work)]
    replaced = _replacements(trace, work)
    moves = [(work.all[work.rows(f"{s}_prev")], work.all[work.rows(s)]) for s in trace.cell.states]
    for s in trace.cell.states:
        work.all[work.rows(f"{s}_prev")] = units_first(trace.start[s][None])[0]
    for t, values in enumerate(work.values):
        given[...] = values[work.affines]
        if t in replaced:
            _replace(replaced[t], work.plan.affines)
            for nodes, (call, operands) in calls:
                call(*operands)
                _replace(replaced[t], nodes)
        else:
            for _, (call, operands) in calls:
                call(*operands)
        values[...] = work.nodes
        for before, now in moves:
            before[...] = now
        yield t


def _from_inputs(trace: Trace, work: Workspace) -> None:
    """W x + b of every affine at every step, written where the affine's value will stand."""
    p, x = trace.params, units_first(trace.inputs)
    biases = work.plan.biases
    bias = p.stack(biases) if biases else np.zeros(work.affines.stop, x.dtype)
    for id in work.plan.without_x:
        rows = work.among_nodes(work.rows(id))
        work.values[:, rows] = bias[rows, None]
    for product in work.plan.inputs:
        rows, weights = work.among_nodes(work.made(product)), p.stack(product.params)
        given = work.values[:, rows]
        if trace.tokens is not None:
            table = weights.T + bias[rows]
            given[...] = table[trace.tokens.reshape(work.steps, work.batch)].swapaxes(1, 2)
        elif work.batch == 1:
            np.add(x[..., 0] @ weights.T, bias[rows], out=given[..., 0])
        else:
            with_one = np.ones((work.steps, x.shape[1] + 1, work.batch), x.dtype)
            with_one[:, :-1] = x
            np.matmul(np.column_stack((weights, bias[rows])), with_one, out=given)


Bound = list[tuple[Any, tuple[Any, ...]]]  # calls and their operands


def _bound(call: Call, work: Workspace) -> Bound:
    y = work.all[work.made(call)]
    if call.op.linear:
        weights, value = work.params.stack(call.params), work.all[work.rows(call.args[0])]
        product = np.empty_like(y)
        return [(np.matmul, (weights, value, product)), (np.add, (y, product, y))]
    args = tuple(work.all[work.rows(a, len(call.nodes))] for a in call.args)
    bound = bind(call.op.steps, y, args, work.own(call))
    return [b if type(b[0]) is np.ufunc else (b[0], tuple(map(np.transpose, b[1]))) for b in bound]


Replacements = dict[str, list[tuple[Array, float]]]  # by node: where it is replaced, and by what


def _replacements(trace: Trace, work: Workspace) -> dict[int, Replacements]:
    """By timestep."""
    found: dict[int, Replacements] = defaultdict(lambda: defaultdict(list))
    for o in trace.overrides:
        for t in range(trace.steps) if o.step is None else (o.step,):
            found[t][o.node].append((work.all[work.rows(o.node)][o.units], o.value))
    return dict(found)


def _replace(here: Replacements, nodes: Iterable[str]) -> None:
    for id in nodes:
        for view, value in here.get(id, ()):
            view[...] = value

"""Forward through the fused plan: every call bound to its views once, before the loop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from . import plan as planning
from .ops import Array, bind
from .units import units_first

if TYPE_CHECKING:
    from .run import Trace


class Workspace:
    """One timestep's values on top of each other, (previous states and nodes, times H; B)."""

    def __init__(self, trace: Trace) -> None:
        self.plan, self.hidden, self.params = planning.plan(trace.cell), trace.hidden, trace.params
        self.steps, self.batch = trace.steps, prod(trace.inputs.shape[1:-1])
        self.states = len(trace.cell.states) * self.hidden  # rows of the previous states
        self.all = np.zeros((len(self.plan.slots) * self.hidden, self.batch), trace.values.dtype)
        self.nodes = self.all[self.states :]
        self.values = trace.values.reshape(self.steps, len(self.nodes), self.batch)

    def rows(self, first: str, count: int = 1) -> slice:
        """Where consecutive values lie."""
        start = self.plan.slots[first] * self.hidden
        return slice(start, start + count * self.hidden)

    def made(self, first: str, count: int = 1) -> slice:
        """Where consecutive nodes lie among the nodes."""
        start = self.plan.slots[first] * self.hidden - self.states
        return slice(start, start + count * self.hidden)

    def own(self, call: planning.Call) -> Array | None:
        """A call's own parameter (H) beside every sequence, (H, B)."""
        if not call.op.param:
            return None
        p = self.params[f"{call.op.param}_{call.owner}"]
        return np.repeat(p[:, None], self.batch, axis=1)


def filling(trace: Trace) -> Iterator[int]:
    """Fills a trace, one timestep a turn."""
    work = Workspace(trace)
    _product_inputs(trace, work)
    given = work.all[work.rows(work.plan.affines[0].id, len(work.plan.affines))]
    calls = [(c.nodes, bound) for c in work.plan.calls for bound in _bound(c, work)]
    replaced = _replacements(trace, work)
    moves = [(work.all[work.rows(f"{s}_prev")], work.all[work.rows(s)]) for s in trace.cell.states]
    for s in trace.cell.states:
        work.all[work.rows(f"{s}_prev")] = units_first(trace.start[s][None])[0]
    for t, values in enumerate(work.values):
        given[...] = values[: len(given)]
        if t in replaced:
            _replace_inputs(work, replaced[t])
            for nodes, (call, operands) in calls:
                call(*operands)
                for id in nodes:
                    for view, value in replaced[t].get(id, ()):
                        view[...] = value
        else:
            for _, (call, operands) in calls:
                call(*operands)
        values[...] = work.nodes
        for before, now in moves:
            before[...] = now
        yield t


def _product_inputs(trace: Trace, work: Workspace) -> None:
    """W x + b of every affine at every step, written where the affine's value will stand."""
    p, x = trace.params, units_first(trace.inputs)
    for n in work.plan.without_x:
        work.values[:, work.made(n.id)] = p[n.biases[0]][:, None] if n.biases else 0
    for ids in work.plan.input_runs:
        nodes = [trace.cell.node(i) for i in ids]
        weights = p.stack([f"W_{n.owner}" for n in nodes])
        biases = [bias for n in nodes for bias in n.biases]  # of all, or of none
        bias = p.stack(biases) if biases else np.zeros(len(weights), weights.dtype)
        given = work.values[:, work.made(ids[0], len(ids))]
        if trace.tokens is not None:
            table = weights.T + bias
            given[...] = table[trace.tokens.reshape(work.steps, work.batch)].swapaxes(1, 2)
        elif work.batch == 1:
            np.add(x[..., 0] @ weights.T, bias, out=given[..., 0])
        else:
            with_one = np.ones((work.steps, x.shape[1] + 1, work.batch), x.dtype)
            with_one[:, :-1] = x
            np.matmul(np.column_stack((weights, bias)), with_one, out=given)


Bound = list[tuple[Any, tuple[Any, ...]]]  # calls and their operands


def _bound(call: planning.Product | planning.Call, work: Workspace) -> Bound:
    count = len(call.nodes)
    y = work.all[work.rows(call.nodes[0], count)]
    if isinstance(call, planning.Product):
        weights = work.params.stack([f"U_{n}" for n in work.plan.owners(call.nodes)])
        product, value = np.empty_like(y), work.all[work.rows(call.value)]
        return [(np.matmul, (weights, value, product)), (np.add, (y, product, y))]
    args = tuple(work.all[work.rows(a, count)] for a in call.args)
    bound = bind(call.op.steps, y, args, work.own(call))
    return [b if type(b[0]) is np.ufunc else (b[0], tuple(map(np.transpose, b[1]))) for b in bound]


Replacements = dict[int, dict[str, list[tuple[Array, float]]]]


def _replacements(trace: Trace, work: Workspace) -> Replacements:
    found: Replacements = defaultdict(lambda: defaultdict(list))
    for o in trace.overrides:
        for t in range(trace.steps) if o.step is None else (o.step,):
            found[t][o.node].append((work.all[work.rows(o.node)][o.units], o.value))
    return dict(found)


def _replace_inputs(work: Workspace, replaced: dict[str, list[tuple[Array, float]]]) -> None:
    """Affines that only read x have no call: their value stands from the start."""
    for n in work.plan.affines:
        for view, value in replaced.get(n.id, ()):
            view[...] = value

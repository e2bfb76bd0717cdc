"""Forward: one timestep node by node, or a whole sequence through the fused plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from . import plan as planning
from .cell import Cell, Node
from .ops import Array, bind
from .params import Params


class Override(NamedTuple):
    """A value put in the place of a node's, where it is computed; step or unit None means all."""

    node: str
    value: float
    step: int | None = None
    unit: int | None = None

    def at(self, step: int) -> bool:
        return self.step is None or self.step == step

    @property
    def units(self) -> Any:
        return slice(None) if self.unit is None else self.unit


class Memory(NamedTuple):
    """What a decoder looks at: rows (..., S, H), of which those are there that are present (..., S)

    (None: all); another one gets the weight 0.
    """

    rows: Array
    present: NDArray[np.bool_] | None = None

    def over(self, batch: tuple[int, ...]) -> Memory:
        """The same for every sequence of a batch."""
        rows = np.broadcast_to(self.rows, (*batch, *self.rows.shape[-2:]))
        if self.present is None:
            return Memory(rows)
        return Memory(rows, np.broadcast_to(self.present, rows.shape[:-1]))


@dataclass(frozen=True)
class Trace:
    """Every value of a run. trace[id] is (T, ..., H): a node, "x" (T, ..., X) or "h_prev".

    What stands for each row of the memory is (T, ..., S) or, "memory" itself too, (T, ..., S, H).

    Inside, the units come before the batch: neighbours in the plan are one piece of memory at
    every timestep, whatever the batch.
    """

    cell: Cell
    params: Params
    inputs: Array
    start: dict[str, Array]
    values: Array  # (T, nodes * H, ...) in the plan's order
    overrides: tuple[Override, ...]
    tokens: NDArray[np.intp] | None = None  # (T, ...): the inputs are one-hot in these columns
    memory: Memory | None = None

    @property
    def steps(self) -> int:
        return len(self.inputs)

    @property
    def hidden(self) -> int:
        return self.params.hidden

    @property
    def state(self) -> dict[str, Array]:
        """The states after the last step, (..., H) each."""
        return {s: self[s][-1] if self.steps else self.start[s] for s in self.cell.states}

    def __getitem__(self, id: str) -> Array:
        if id == "x":
            return self.inputs
        if id == "memory":
            rows = cast(Memory, self.memory).rows
            return np.broadcast_to(rows, (self.steps, *rows.shape))
        if id not in self.cell.by_id:
            state = id.removesuffix("_prev")
            return np.concatenate([self.start[state][None], self[state][:-1]])[: self.steps]
        if self.cell.node(id).op.joins:
            whole = np.concatenate([self[a] for a in self.cell.node(id).args], axis=-1)
            for o in self.overrides:
                if o.node == id:
                    whole[o.step if o.step is not None else slice(None), ..., o.units] = o.value
            return whole
        if not self.cell.fuses:
            first, shape = layout(self.cell, self.hidden, self.memory)[id]
            whole = self.values[:, first : first + prod(shape)]
            whole = whole.reshape(self.steps, *shape, *self.values.shape[2:])
            return np.moveaxis(whole, range(1, 1 + len(shape)), range(-len(shape), 0))
        slot = planning.plan(self.cell).slots[id] - len(self.cell.states)
        return units_last(self.values[:, slot * self.hidden : (slot + 1) * self.hidden])

    def at(self, step: int) -> dict[str, Array]:
        """Every value of one timestep, previous states and x included."""
        return {id: self[id][step] for id in (*self.cell.inputs, *self.cell.ids)}

    def window(self, first: int, end: int) -> Trace:
        """Timesteps first to end, without end, as a trace of its own over the same memory."""
        before = {s: self[s][first - 1] if first else self.start[s] for s in self.cell.states}
        here = (
            o if o.step is None else o._replace(step=o.step - first)
            for o in self.overrides
            if o.step is None or first <= o.step < end
        )
        inputs, values = self.inputs[first:end], self.values[first:end]
        tokens = None if self.tokens is None else self.tokens[first:end]
        return Trace(
            self.cell, self.params, inputs, before, values, tuple(here), tokens, self.memory
        )

    @property
    def said(self) -> Array:
        """What a readout reads, (T, ..., H for each node of cell.said)."""
        said = [self[id] for id in self.cell.said]
        return said[0] if len(said) == 1 else np.concatenate(said, axis=-1)

    def first_nonfinite(self) -> tuple[int, str] | None:
        """(step, node) where the first value that is not finite was computed; None if all are."""
        bad = ~np.isfinite(self.values.reshape(self.steps, -1)).all(axis=1)
        if not bad.any():
            return None
        step = int(np.argmax(bad))
        return step, next(id for id in self.cell.ids if not np.isfinite(self[id][step]).all())


def units_last(a: Array) -> Array:
    """(T, H, ...) as (T, ..., H), the same memory."""
    return a if a.ndim == 2 else a.transpose(0, *range(2, a.ndim), 1)


def units_first(a: Array) -> Array:
    """(T, ..., H) as (T, H, B), all batch axes one; the same memory where it can be."""
    steps, *batch, units = a.shape
    return a.reshape(steps, prod(batch), units).swapaxes(1, 2)


def layout(
    cell: Cell, hidden: int, memory: Memory | None
) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Where each value lies that the plan does not place, and its shape; last "", the end."""
    sizes = {"H": hidden, "S": memory.rows.shape[-2] if memory else 0}
    found, first = {}, 0
    for n in cell.nodes:
        if not n.op.joins:
            shape = tuple(sizes[axis] for axis in cell.axes[n.id])
            found[n.id], first = (first, shape), first + prod(shape)
    return found | {"": (first, ())}


def zeros(cell: Cell, params: Params, batch: tuple[int, ...] = ()) -> dict[str, Array]:
    """The states before anything was read."""
    return {s: np.zeros((*batch, params.hidden), params.flat.dtype) for s in cell.states}


def matrix(params: Params, pairs: tuple[tuple[str, str], ...]) -> Array:
    """The matrix that an affine puts before one of its arguments: [W U] before a concat."""
    return np.concatenate([params[m] for _, m in pairs], axis=1)


def compute(
    cell: Cell, node: Node, params: Params, v: Mapping[str, Array], memory: Memory | None = None
) -> Array:
    """One node's value from the values it reads; memory says which of its rows there are."""
    if node.op.joins:
        return np.concatenate([v[a] for a in node.args], axis=-1)
    if node.op.linear:
        products = (v[a] @ matrix(params, pairs).T for a, pairs in cell.factors(node))
        return cast(Array, sum(products, *(params[bias] for bias in node.biases)))
    present = memory.present if memory and node.op.masks else None
    p = own(params, node.op.param, node.owner) if present is None else present
    return node.op.forward(*(v[a] for a in node.args), p=p)


def own(params: Params, param: str, owner: str) -> Array | None:
    return params[f"{param}_{owner}"] if param else None


def step(
    cell: Cell,
    params: Params,
    x: Array,
    state: Mapping[str, Array],
    overrides: Iterable[Override] = (),
    t: int = 0,
    memory: Memory | None = None,
    known: Mapping[str, Array] | None = None,
) -> dict[str, Array]:
    """One timestep, literally: every value by id, x (..., X) and the previous states included.

    known: values that need not be computed again.
    """
    v: dict[str, Array] = {"x": x} | {f"{s}_prev": state[s] for s in cell.states}
    v |= {"memory": memory.rows} if memory else {}
    with np.errstate(over="ignore", invalid="ignore"):
        for n in cell.nodes:
            if known and n.id in known:
                v[n.id] = known[n.id]
                continue
            y = compute(cell, n, params, v, memory)
            for o in overrides:
                if o.node == n.id and o.at(t):
                    y[..., o.units] = o.value
            v[n.id] = y
    return v


def run(
    cell: Cell,
    params: Params,
    inputs: Array,
    state: Mapping[str, Array] | None = None,
    overrides: Iterable[Override] = (),
    tokens: NDArray[np.intp] | None = None,
    memory: Memory | None = None,
) -> Trace:
    """A whole sequence, inputs (T, ..., X); the axes between are batch axes and free.

    tokens (T, ...): says that the inputs are one-hot in these columns, which makes W x a lookup.
    memory: what a cell that attends looks at, the same at every timestep.
    """
    trace = _empty(cell, params, inputs, state, overrides, tokens, memory)
    steps = _filling(trace)
    with np.errstate(**QUIET):
        for _ in steps:
            pass
    return trace


def stream(
    cell: Cell,
    params: Params,
    inputs: Array,
    state: Mapping[str, Array] | None = None,
    overrides: Iterable[Override] = (),
    memory: Memory | None = None,
) -> Iterator[tuple[int, dict[str, Array]]]:
    """The same run, one timestep at a time as it is computed: (t, every value by id)."""
    trace, steps = prepare(cell, params, inputs, state, overrides, memory)
    for t in steps:
        yield t, trace.at(t)


def prepare(
    cell: Cell,
    params: Params,
    inputs: Array,
    state: Mapping[str, Array] | None = None,
    overrides: Iterable[Override] = (),
    memory: Memory | None = None,
) -> tuple[Trace, Iterator[int]]:
    """A trace yet to be filled, and the iterator that fills it, one timestep a turn."""
    trace = _empty(cell, params, inputs, state, overrides, None, memory)
    return trace, _quiet(_filling(trace))


QUIET: dict[str, Any] = {"over": "ignore", "invalid": "ignore", "divide": "ignore"}


def _quiet(steps: Iterator[int]) -> Iterator[int]:
    """Without warnings while it computes, and with them while its reader does."""
    while True:
        with np.errstate(**QUIET):
            t = next(steps, None)
        if t is None:
            return
        yield t


def _empty(
    cell: Cell,
    params: Params,
    inputs: Array,
    state: Mapping[str, Array] | None,
    overrides: Iterable[Override],
    tokens: NDArray[np.intp] | None = None,
    memory: Memory | None = None,
) -> Trace:
    dtype = params.flat.dtype
    inputs = np.asarray(inputs, dtype)
    batch = inputs.shape[1:-1]
    start = {s: np.asarray(v, dtype) for s, v in (state or {}).items()}
    start = zeros(cell, params, batch) | start
    if memory:
        memory = Memory(np.asarray(memory.rows, dtype), memory.present).over(batch)
    width = planning.plan(cell).width * params.hidden if cell.fuses else 0
    width = width or layout(cell, params.hidden, memory)[""][0]
    values = np.empty((len(inputs), width, *batch), dtype)
    return Trace(cell, params, inputs, start, values, tuple(overrides), tokens, memory)


def _filling(trace: Trace) -> Iterator[int]:
    return (_literal if literal(trace) else _fused)(trace)


def literal(trace: Trace) -> bool:
    """Whether it takes the nodes one by one: with an overridden join, or where no plan is made."""
    return not trace.cell.fuses or any(trace.cell.node(o.node).op.joins for o in trace.overrides)


def _literal(trace: Trace) -> Iterator[int]:
    """Step by step through the nodes."""
    state = trace.start
    cell, still = trace.cell, set(trace.cell.still) - {o.node for o in trace.overrides}
    places = {n.id: trace[n.id] for n in cell.nodes if not n.op.joins}
    known: dict[str, Array] = {}
    for t, x in enumerate(trace.inputs):
        v = step(cell, trace.params, x, state, trace.overrides, t, trace.memory, known)
        known = {id: v[id] for id in still}
        for id, place in places.items():
            place[t] = v[id]
        state = {s: v[s] for s in cell.states}
        yield t


class Workspace:
    """One timestep's values on top of each other, (previous states and nodes, times H; B)."""

    def __init__(self, trace: Trace) -> None:
        self.plan, self.hidden = planning.plan(trace.cell), trace.hidden
        self.steps, self.batch = trace.steps, prod(trace.inputs.shape[1:-1])
        self.states = len(trace.cell.states) * self.hidden  # rows of the previous states
        self.all = np.zeros((len(self.plan.slots) * self.hidden, self.batch), trace.values.dtype)
        self.nodes = self.all[self.states :]
        self.values = trace.values.reshape(self.steps, len(self.nodes), self.batch)

    def rows(self, *ids: str) -> slice:
        """Where consecutive values lie."""
        first = self.plan.slots[ids[0]] * self.hidden
        return slice(first, first + len(ids) * self.hidden)

    def made(self, *ids: str) -> slice:
        """Where consecutive nodes lie among the nodes."""
        rows = self.rows(*ids)
        return slice(rows.start - self.states, rows.stop - self.states)

    def args(self, call: planning.Call) -> list[slice]:
        """Where the arguments of all its nodes lie."""
        first = [self.rows(a).start for a in call.args]
        return [slice(a, a + len(call.nodes) * self.hidden) for a in first]

    def spread(self, own: Array | None) -> Array | None:
        """A parameter (H) beside every sequence, (H, B)."""
        return None if own is None else np.repeat(own[:, None], self.batch, axis=1)


def _fused(trace: Trace) -> Iterator[int]:
    """Every ufunc and product bound to its views once, then called for each timestep."""
    work, p = Workspace(trace), trace.params
    product_inputs(trace, work)
    given = work.all[work.rows(*(n.id for n in work.plan.affines))]
    calls = [(c.nodes, bound) for c in work.plan.calls for bound in _bound(c, work, p)]
    replaced = _replacements(trace, work)
    moves = [(work.all[work.rows(s)], work.all[work.rows(f"{s}_prev")]) for s in trace.cell.states]
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
        for now, before in moves:
            before[...] = now
        yield t


def product_inputs(trace: Trace, work: Workspace) -> None:
    """W x + b of every affine at every step, written where the affine's value will stand."""
    p, x = trace.params, units_first(trace.inputs)
    for n in work.plan.affines:
        if not work.plan.reads_x(n):
            work.values[:, work.made(n.id)] = p[f"{n.bias}_{n.owner}"][:, None]
    for ids in work.plan.input_runs:
        nodes = [trace.cell.node(i) for i in ids]
        weights = p.stack([f"W_{n.owner}" for n in nodes])
        bias = p.stack([f"{n.bias}_{n.owner}" for n in nodes])
        given = work.values[:, work.made(*ids)]
        if trace.tokens is not None:
            table = weights.T + bias
            given[...] = table[trace.tokens.reshape(work.steps, work.batch)].swapaxes(1, 2)
        elif work.batch == 1:
            np.add(x[..., 0] @ weights.T, bias, out=given[..., 0])
        else:
            with_one = np.ones((work.steps, x.shape[1] + 1, work.batch), x.dtype)
            with_one[:, :-1] = x
            np.matmul(np.column_stack((weights, bias)), with_one, out=given)


def _bound(call: planning.Product | planning.Call, work: Workspace, p: Params) -> list[Any]:
    y = work.all[work.rows(*call.nodes)]
    if isinstance(call, planning.Product):
        weights = p.stack([f"U_{n}" for n in work.plan.owners(call.nodes)])
        product, value = np.empty_like(y), work.all[work.rows(call.value)]
        return [(np.matmul, (weights, value, product)), (np.add, (y, product, y))]
    args = tuple(work.all[a] for a in work.args(call))
    param = work.spread(own(p, call.op.param, call.owner))
    return [
        (step, operands if isinstance(step, np.ufunc) else tuple(map(np.transpose, operands)))
        for step, operands in bind(call.op.steps, y, args, param)
    ]


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

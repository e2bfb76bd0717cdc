"""The fused plan of a cell, derived from its nodes: which values lie side by side, and which
calls then compute them. Affines that multiply the same value form one product; elementwise
nodes of one operation whose arguments lie side by side form one call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from . import ops
from .cell import Cell, Node
from .ops import Op


@dataclass(frozen=True)
class Call:
    """One operation over consecutive nodes.

    Of affines: args[0] @ params.T, that value (x, a previous state or a node) by the matrices with
    these names on top of each other. Of any other: args are the first node's, the next nodes'
    lie beside them; params names its own parameter, if it has one.
    """

    op: Op
    nodes: tuple[str, ...]
    args: tuple[str, ...]
    params: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """slots: where each value lies, in units of H: the previous states, then the nodes.

    The affines come first, so that all that x and their biases give them is one copy a timestep.
    inputs: the products with x, each one GEMM over all steps; without_x: affines that have none.
    biases: in the order of the affines, or of none. calls: what a timestep does, in order.
    """

    affines: tuple[str, ...]
    slots: dict[str, int]
    biases: tuple[str, ...]
    inputs: tuple[Call, ...]
    without_x: tuple[str, ...]
    calls: tuple[Call, ...]


@cache
def plan(cell: Cell) -> Plan:
    """The plan of a cell; the same object every time."""
    depth = cell.longest(join=0)
    affines = _ordered_affines(cell, depth)
    slots = {f"{s}_prev": k for k, s in enumerate(cell.states)}
    slots |= {n.id: len(slots) + k for k, n in enumerate(affines)}
    calls: list[Call] = []
    for d in range(1, max(depth.values()) + 1):
        calls += _products(cell, [n for n in affines if depth[n.id] == d])
        wave = [n for n in cell.nodes if depth[n.id] == d and n.op.steps]
        first_use = list(dict.fromkeys(n.op.name for n in wave))
        wave.sort(key=lambda n: (first_use.index(n.op.name), slots[n.args[0]]))
        slots |= {n.id: len(slots) + k for k, n in enumerate(wave)}
        calls += _fused(wave, slots)
    biases = tuple(n.vector for n in affines if n.vector)
    runs = groupby(affines, lambda n: _reads_x(cell, n))
    inputs = tuple(_product(cell, "x", run) for reads, run in runs if reads)
    without_x = tuple(n.id for n in affines if not _reads_x(cell, n))
    ids = tuple(n.id for n in affines)
    return Plan(ids, slots, biases, inputs, without_x, tuple(calls))


def _reads_x(cell: Cell, node: Node) -> bool:
    return any(value == "x" for value, _ in cell.pairs(node))


def _multiplied(cell: Cell, node: Node) -> str:
    """The value besides x that an affine multiplies; "" if none."""
    return next((value for value, _ in cell.pairs(node) if value != "x"), "")


def _ordered_affines(cell: Cell, depth: dict[str, int]) -> tuple[Node, ...]:
    """By the value they multiply, then by the operation that reads the result."""
    affines = [n for n in cell.nodes if n.op.linear]
    readers = {a: n.op.name for n in reversed(cell.nodes) for a in n.args}
    values = sorted({_multiplied(cell, n) for n in affines}, key=lambda v: (not v, depth.get(v, 0)))
    kinds = list(dict.fromkeys(readers.get(n.id, "") for n in affines))

    def key(n: Node) -> tuple[int, bool, int]:
        value, reads_x = _multiplied(cell, n), _reads_x(cell, n)
        return values.index(value), reads_x, kinds.index(readers.get(n.id, ""))

    return tuple(sorted(affines, key=key))


def _products(cell: Cell, affines: list[Node]) -> list[Call]:
    by_value: dict[str, list[Node]] = {}
    for n in affines:
        by_value.setdefault(_multiplied(cell, n), []).append(n)
    return [_product(cell, value, nodes) for value, nodes in by_value.items() if value]


def _product(cell: Cell, value: str, affines: Iterable[Node]) -> Call:
    weights = {n.id: dict(cell.pairs(n))[value] for n in affines}
    return Call(ops.affine, tuple(weights), (value,), tuple(weights.values()))


def _fused(wave: list[Node], slots: dict[str, int]) -> list[Call]:
    """Neighbours with one operation and neighbouring arguments become one call."""
    calls: list[Call] = []
    for n in wave:
        last = calls[-1] if calls and calls[-1].op is n.op and not n.vector else None
        if last and [slots[a] for a in n.args] == [slots[a] + len(last.nodes) for a in last.args]:
            calls[-1] = replace(last, nodes=(*last.nodes, n.id))
        else:
            calls.append(Call(n.op, (n.id,), n.args, (n.vector,) if n.vector else ()))
    return calls

"""The fused plan of a cell, derived from its nodes: which values lie side by side, and which
calls then compute them. Affines that multiply the same value form one product; elementwise
nodes of one operation whose arguments lie side by side form one call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from .cell import Cell, Node
from .ops import Op


@dataclass(frozen=True)
class Product:
    """value @ U.T for consecutive affines; value is a previous state or a node."""

    value: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """One elementwise operation over consecutive nodes; args are the first node's."""

    op: Op
    nodes: tuple[str, ...]
    args: tuple[str, ...]
    owner: str


@dataclass(frozen=True)
class Plan:
    """slots: where each value lies, in units of H: the previous states, then the nodes.

    The affines come first, so that all their inputs W x + b are one copy; calls are in order.
    """

    cell: Cell
    affines: tuple[Node, ...]
    slots: dict[str, int]
    calls: tuple[Product | Call, ...]

    @cached_property
    def width(self) -> int:
        """Nodes that hold a value of width H: all but the joins."""
        return len(self.slots) - len(self.cell.states)

    def owners(self, nodes: Iterable[str]) -> list[str]:
        """Whose parameters they use."""
        return [self.cell.node(id).owner for id in nodes]

    def reads_x(self, node: Node) -> bool:
        return any(v == "x" for _, pairs in self.cell.factors(node) for v, _ in pairs)

    @cached_property
    def without_x(self) -> tuple[Node, ...]:
        return tuple(n for n in self.affines if not self.reads_x(n))

    @cached_property
    def input_runs(self) -> tuple[tuple[str, ...], ...]:
        """Affines that read x, as runs of consecutive ones: one GEMM over all steps each."""
        runs: list[list[str]] = []
        previous = None
        for k, node in enumerate(self.affines):
            if self.reads_x(node):
                runs = runs if previous == k - 1 and runs else [*runs, []]
                runs[-1].append(node.id)
                previous = k
        return tuple(map(tuple, runs))


@cache
def plan(cell: Cell) -> Plan:
    """The plan of a cell; the same object every time."""
    depth = _depth(cell)
    affines = _ordered_affines(cell, depth)
    slots = {f"{s}_prev": k for k, s in enumerate(cell.states)}
    slots |= {n.id: len(slots) + k for k, n in enumerate(affines)}
    calls: list[Product | Call] = []
    for d in range(1, max(depth.values()) + 1):
        calls += _products(cell, [n for n in affines if depth[n.id] == d])
        wave = [n for n in cell.nodes if depth[n.id] == d and n.op.steps]
        first_use = list(dict.fromkeys(n.op.name for n in wave))
        wave.sort(key=lambda n: (first_use.index(n.op.name), slots[n.args[0]]))
        slots |= {n.id: len(slots) + k for k, n in enumerate(wave)}
        calls += _fused(wave, slots)
    return Plan(cell, affines, slots, tuple(calls))


def _depth(cell: Cell) -> dict[str, int]:
    """Longest path to each value, a concat counting as its latest part."""
    depth = dict.fromkeys(cell.inputs, 0)
    for n in cell.nodes:
        depth[n.id] = max(depth[a] for a in n.args) + (0 if n.op.joins else 1)
    return depth


def _multiplied(cell: Cell, node: Node) -> str:
    """The value besides x that an affine multiplies; "" if none."""
    others = [v for _, pairs in cell.factors(node) for v, _ in pairs if v != "x"]
    return others[0] if others else ""


def _ordered_affines(cell: Cell, depth: dict[str, int]) -> tuple[Node, ...]:
    """By the value they multiply, then by the operation that reads the result."""
    affines = [n for n in cell.nodes if n.op.linear]
    readers = {a: n.op.name for n in reversed(cell.nodes) for a in n.args}
    values = sorted({_multiplied(cell, n) for n in affines}, key=lambda v: (not v, depth.get(v, 0)))
    kinds = list(dict.fromkeys(readers.get(n.id, "") for n in affines))

    def key(n: Node) -> tuple[int, bool, int]:
        reads_x = "x" in cell.joined(n.args[0]) or "x" in n.args
        return values.index(_multiplied(cell, n)), reads_x, kinds.index(readers.get(n.id, ""))

    return tuple(sorted(affines, key=key))


def _products(cell: Cell, affines: list[Node]) -> list[Product]:
    by_value: dict[str, list[str]] = {}
    for n in affines:
        by_value.setdefault(_multiplied(cell, n), []).append(n.id)
    return [Product(value, tuple(ids)) for value, ids in by_value.items() if value]


def _fused(wave: list[Node], slots: dict[str, int]) -> list[Call]:
    """Neighbours with one operation and neighbouring arguments become one call."""
    calls: list[Call] = []
    last: Node | None = None
    for n in wave:
        follows = last and (last.op, [slots[a] + 1 for a in last.args]) == (
            n.op,
            [slots[a] for a in n.args],
        )
        if follows and not n.op.param:
            calls[-1] = Call(n.op, (*calls[-1].nodes, n.id), calls[-1].args, "")
        else:
            calls.append(Call(n.op, (n.id,), n.args, n.owner))
        last = n
    return calls

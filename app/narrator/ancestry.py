"""What made a number, with the sums written out: its own line, then those of what it reads.

The list goes back to the products of weights and inputs of its timestep. An affine reads whole
vectors, and so does what stands for all units (a normalisation, a softmax): there the list ends,
and every number that was read is one to go on from. static/js/model/sums.js lists the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..core.cell import Cell, Node
from ..core.trace import Trace
from .written import Line, Token

MOST = 12
"""Terms of a product that are listed; of more, those that push the sum furthest."""


@dataclass(frozen=True)
class Term:
    """A number that was read, and the weight that it met; without one where none is met."""

    of: str
    unit: int
    input: float
    matrix: str = ""
    weight: float = 1.0

    @property
    def product(self) -> float:
        return self.weight * self.input


@dataclass(frozen=True)
class Sum:
    """How a number came about: its line, and of what reads whole vectors the terms.

    rest: what terms beyond MOST add, and how many they are; bias: (name, value) or None.
    """

    node: Node
    step: int
    unit: int
    value: float
    line: list[Token]
    terms: tuple[Term, ...] = ()
    rest: tuple[int, float] = (0, 0.0)
    bias: tuple[str, float] | None = None

    @property
    def matrices(self) -> tuple[str, ...]:
        """The names of the parameters whose row made it, in the order of the terms."""
        met = dict.fromkeys(t.matrix for t in self.terms if t.matrix)
        return (*met, *((self.bias[0],) if self.bias else ()))


def written_sums(trace: Trace, node: str, step: int, unit: int) -> list[Sum]:
    """The sum of a number (step, unit from 0) and those of its ancestors in its timestep."""
    listed = {id: Line(trace, id) for id in lineage(trace.cell, node)}
    return [_sum(trace, id, line, step, unit) for id, line in listed.items()]


def lineage(cell: Cell, node: str) -> list[str]:
    """The nodes whose sums make a node's, each after its reader; what is folded is not named."""
    return list(dict.fromkeys(_lineage(cell, node, True)))


def _lineage(cell: Cell, id: str, asked: bool) -> Iterator[str]:
    node = cell.by_id.get(id)
    if node is None or cell.axes[id] == "SH":
        return
    whole = node.op.linear or node.op.across
    if asked or whole or node.symbol:
        yield id
    for arg in () if whole else node.args:
        yield from _lineage(cell, arg, False)


def _sum(trace: Trace, id: str, line: Line, step: int, unit: int) -> Sum:
    node, value = trace.cell.node(id), float(trace[id][step, unit])
    written = line.at(step, unit)
    if not (node.op.linear or node.op.across):
        return Sum(node, step, unit, value, written)
    terms = [t for t in _terms(trace, node, step, unit) if t.input]
    kept = sorted(terms, key=lambda t: -abs(t.product))[:MOST]
    rest = [t.product for t in terms if t not in kept]
    vector = node.vector if node.op.linear else ""
    bias = (vector, float(trace.params[vector][unit])) if vector else None
    listed = tuple(t for t in terms if t in kept)
    return Sum(node, step, unit, value, written, listed, (len(rest), sum(rest)), bias)


def _terms(trace: Trace, node: Node, step: int, unit: int) -> Iterator[Term]:
    """Every number that it reads; of a memory none: its rows have no place on the stage."""
    pairs = trace.cell.pairs(node) if node.op.linear else [(arg, "") for arg in node.args]
    for of, matrix in pairs:
        if trace.cell.axes[of] == "SH":
            continue
        weights = trace.params[matrix][unit] if matrix else None
        for k, input in enumerate(trace[of][step]):
            weight = 1.0 if weights is None else float(weights[k])
            yield Term(of, k, float(input), matrix, weight)

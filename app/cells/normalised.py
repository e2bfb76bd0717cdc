"""Any cell with its pre-activations normalised, over the layer or over the batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ..core import ops
from ..core.cell import Cell, Node, apply

LAYER = (
    "Layer normalisation: Ba, Kiros & Hinton 2016, arXiv 1607.06450, eq. 4, over the H units of "
    "every affine; its gain s starts at 1. Departures: W x + U h + b is normalised as one, "
    "where their LSTM normalises W x, U h and c apart; no bias after it, the affine keeps its "
    "own before. The cell: "
)
BATCH = (
    "Batch normalisation: Cooijmans et al. 2017, arXiv 1603.09025, eqs. 6 to 8: W x and U h "
    "apart, and the c that is shown, each over the batch and at every timestep by its own "
    "statistics; gains start at 0.1. The cell: "
)
BATCH_INPUT = (
    "Batch normalisation of W x alone: Laurent et al. 2016, arXiv 1510.01378, section 4; "
    "departure: statistics of every timestep, where theirs are of all together; gains start at "
    "1. The cell: "
)


@cache
def layer_normalised(cell: Cell, grid: str = "") -> Cell:
    """Each affine a is followed by s ⊙ (a − mean) / deviation, over its H units."""
    nodes: list[Node] = []
    for n in cell.nodes:
        if n.op.linear:
            raw = f"{n.id}_raw"
            gain = replace(ops.layer_norm, param=f"s{n.bias[1:]}")
            role = "sum" if n.symbol else n.role
            nodes += [replace(n, id=raw, symbol="", role=role), _normal(gain, n, raw)]
        else:
            nodes.append(n)
    return _derived(cell, "layer_norm", LAYER, nodes, grid)


@cache
def batch_normalised(cell: Cell, recurrent: bool = True) -> Cell:
    """Each affine is taken apart: BN of W x, BN of what the cell said before, their sum and b.

    Without recurrent only W x is normalised. A cell without a picture.
    """
    nodes: list[Node] = []
    for n in cell.nodes:
        if n.op.linear:
            nodes += _apart(cell, n, recurrent)
        elif recurrent and n.op.slope and set(n.args) <= set(cell.states):
            of = n.args[0]
            normal = _normal(ops.batch_norm, cell.node(of), of, id=f"{of}_norm")
            shown = apply(ops.shift, f"{of}_shown", normal.id, owner=of)
            nodes += [normal, shown, replace(n, args=(shown.id,))]
        elif not n.op.joins:
            nodes.append(n)
    name, source = ("batch_norm", BATCH) if recurrent else ("batch_norm_input", BATCH_INPUT)
    return _derived(cell, name, source, nodes)


def _apart(cell: Cell, n: Node, recurrent: bool) -> Iterator[Node]:
    """W x and U h as affines of their own, the normal of each, and what adds them up."""
    parts = []
    for value in (v for a in n.args for v in cell.joined(a)):
        letter = "W" if value == "x" else "U"
        raw = f"{n.id}_{letter}"
        yield replace(n, id=raw, args=(value,), bias="", symbol="", role="part")
        if recurrent or value == "x":
            gain = ops.batch_norm.starts if recurrent else 1.0
            op = replace(ops.batch_norm, param=f"s{letter}", starts=gain)
            yield (normal := _normal(op, n, raw, id=f"{raw}_norm"))
            raw = normal.id
        parts.append(raw)
    if len(parts) == 2:
        yield apply(ops.add, f"{n.id}_sum", *parts, role="part", hue=n.hue)
        parts = [f"{n.id}_sum"]
    biased = replace(ops.shift, param=n.bias)
    yield Node(n.id, biased, (parts[0],), n.owner, symbol=n.symbol, role=n.role, hue=n.hue)


def _normal(op: ops.Op, n: Node, raw: str, id: str = "") -> Node:
    """It stands for the affine n where the cell's other nodes read it, unless it has its own id."""
    symbol = "" if id else n.symbol
    return Node(id or n.id, op, (raw,), n.owner or n.id, symbol=symbol, role="normal", hue=n.hue)


def _derived(cell: Cell, name: str, source: str, nodes: list[Node], grid: str = "") -> Cell:
    return replace(
        cell, id=f"{cell.id}_{name}", source=source + cell.source, nodes=tuple(nodes), grid=grid,
        base=cell.id,
    )  # fmt: skip

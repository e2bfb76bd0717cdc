"""Layer normalisation (Ba, Kiros & Hinton 2016) of every pre-activation of a cell.

Derived from the declared cell: each affine a is followed by s ⊙ (a − mean) / sqrt(variance + ε),
the mean over the H units of the node; s, one a unit, starts at 1. Departure: no bias after it,
the affine keeps its own before.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from ..core.cell import Cell, Node
from ..core.ops import Array, Op

EPSILON, GAIN, RAW = 1e-5, "s", "_raw"


def _standard(x: Array) -> tuple[Array, Array]:
    """(x at mean 0 and variance 1, 1 / its deviation)."""
    off = x - x.mean(axis=-1, keepdims=True)
    inverse = 1 / np.sqrt((off * off).mean(axis=-1, keepdims=True) + EPSILON)
    return off * inverse, inverse


def _forward(x: Array, s: Array, y: Array) -> None:
    np.multiply(_standard(x)[0], s, out=y)


def _back(g: Array, y: Array, args: tuple[Array, ...], s: Array) -> tuple[Array, ...]:
    unit, inverse = _standard(args[0])
    flow = g * s
    mean = flow.mean(axis=-1, keepdims=True)
    along = (flow * unit).mean(axis=-1, keepdims=True)
    return inverse * (flow - mean - unit * along), g * unit


layer_norm = Op(
    "layer_norm", "LN", "circle", "LN ( {0} )", 1, param=GAIN, steps=((_forward, 0, "p"),),
    vjp=_back,
)  # fmt: skip


@cache
def normalised(cell: Cell) -> Cell:
    """The same cell, its pre-activations normalised; it has no picture."""
    nodes: list[Node] = []
    for n in cell.nodes:
        if n.op.linear:
            raw = f"{n.id}{RAW}"
            nodes += [
                replace(n, id=raw),
                Node(n.id, layer_norm, (raw,), owner=n.id, role="sum", hue=n.hue),
            ]
        else:
            nodes.append(n)
    return Cell(f"{cell.id}_layer_norm", cell.source, cell.states, tuple(nodes), "", cell.keep)

"""Any cell as a decoder that looks at a memory: every h that an encoder said, m_s, s = 1 … S."""

from __future__ import annotations

from dataclasses import replace

from ..core import ops
from ..core.cell import Cell, Node, affine, apply


def luong(cell: Cell, source: str = "", grid: str = "") -> Cell:
    """After its h: scores m_s · U_a h, their softmax, and the context, which no cell reads."""
    looking = (
        affine("query", "h", owner="a", bias="", role="query"),
        apply(ops.score, "scores", "query", "memory", symbol="e", hue="a"),
        *_shared_out(),
    )
    nodes, said = (*cell.nodes, *looking), ("h", "context")
    return replace(
        cell, id=f"{cell.id}_luong", source=source, nodes=nodes, grid=grid, said=said, base=cell.id
    )


def bahdanau(cell: Cell, source: str = "", grid: str = "") -> Cell:
    """From its h before: scores v_a · tanh(U_a h_prev + W_a m_s); the context enters beside x."""
    looking = (
        affine("query", "h_prev", owner="a", bias="", role="query"),
        affine("keys", "memory", owner="a", bias="", role="keys"),
        apply(ops.match, "scores", "query", "keys", owner="a", symbol="e", hue="a"),
        *_shared_out(),
    )
    nodes = (*looking, *(_beside_x(n) for n in cell.nodes))
    return replace(
        cell, id=f"{cell.id}_bahdanau", source=source, nodes=nodes, grid=grid, base=cell.id
    )


def _shared_out() -> tuple[Node, Node]:
    return (
        apply(ops.softmax, "weights", "scores", symbol="α", hue="a"),
        apply(ops.weigh, "context", "weights", "memory", symbol="c", hue="a"),
    )


def _beside_x(n: Node) -> Node:
    reads = "x" in n.args and (n.op.joins or n.op.linear)
    return replace(n, args=(*n.args, "context")) if reads else n

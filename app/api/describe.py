"""What a cell is, as JSON: the same entry for the API, the docs and the pages."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import Any

from ..core.cell import Cell
from ..core.diagram import diagram
from ..core.equations import lines
from ..core.params import shapes

X, H = 2, 3  # stand-ins that tell the two sizes of a shape apart
SYMBOLS = {X: "X", H: "H"}


@lru_cache(maxsize=64)
def cell_entry(
    cell: Cell, input_size: int | None = None, hidden: int | None = None
) -> dict[str, Any]:
    """Everything a cell is; with sizes, its parameters' shapes in numbers too."""
    return {
        "id": cell.id,
        "source": cell.source,
        "attends": cell.attends,
        "said": cell.said,
        "inputs": cell.inputs,
        "states": cell.states,
        "nodes": [_node(cell, n.id) for n in cell.nodes],
        "parameters": parameters(cell, input_size, hidden),
        "equations": [asdict(line) for line in lines(cell)],
        "beats": cell.ids,
        "waves": cell.waves,
        "diagram": asdict(diagram(cell, hidden) if hidden else diagram(cell)),
    }


def _node(cell: Cell, id: str) -> dict[str, Any]:
    n = cell.node(id)
    return {
        "id": n.id,
        "op": n.op.name,
        "args": n.args,
        "symbol": n.symbol,
        "range": n.op.range,
        "role": n.role,
        "hue": n.hue,
        "depth": cell.depth[n.id],
        "axes": cell.axes[n.id],
        "template": n.op.template,
        "glyph": n.op.glyph,
        "across": n.op.across or n.op.linear,
        "owner": n.owner,
        "vector": n.vector,
    }


def parameters(
    cell: Cell, input_size: int | None = None, hidden: int | None = None
) -> list[dict[str, Any]]:
    """Names and shapes, in symbols and, where both sizes are given, in numbers; in public order."""
    sized = shapes(cell, input_size, hidden) if input_size and hidden else {}
    return [
        {"name": name, "shape": [SYMBOLS[n] for n in shape]}
        | ({"size": sized[name]} if sized else {})
        for name, shape in shapes(cell, X, H).items()
    ]

"""Values over time as heatmaps, one block a node: units down, steps across, one time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.trace import Trace
from ..i18n import Catalogue
from .animation import animate, veil
from .look import Dict, Look, area_width, axis, label, layout, letter
from .scale import GATE_ROLES, Scale, largest, scale

MARGIN = {"l": 96, "r": 0, "t": 24, "b": 4}
GAP = 10  # px between blocks
APART = 4.0  # up to this end the colour bar of a figure has room for -1, 0 and 1


@dataclass(frozen=True)
class Row:
    """One block: whose values, how written, on which scale of colours."""

    node: str
    symbol: str
    name: str
    hue: str
    scale: Scale
    values: Any  # (H, T)

    @property
    def gate(self) -> bool:
        return self.scale.name == "g"

    def levels(self) -> list[list[int]]:
        """Each value's place on the 21 colours of its scale, 0 ... 20; rows are units."""
        levels: list[list[int]] = self.scale.levels(self.values).tolist()
        return levels


def gate_nodes(cell: Cell) -> tuple[str, ...]:
    return tuple(n.id for n in cell.nodes if n.role in GATE_ROLES)


def rows(trace: Trace, nodes: Sequence[str], look: Look, most: float = 0) -> list[Row]:
    """The blocks of some nodes, in the order given; most: where colours end, if not at its own."""
    most = most or largest(trace)
    made = []
    for id in nodes:
        node, name = trace.cell.node(id), look.t.node(trace.cell.id, id, "short")
        colours = scale(trace.cell, id, most)
        made.append(Row(id, node.symbol or id, name, node.hue, colours, trace[id].T))
    return made


def block(units: int) -> int:
    """Height in px: 13 a unit to four of them, then narrower; the panel's SVG uses the same."""
    return min(max(13 * units, 22), 52) if units <= 4 else min(max(7 * units, 52), 96)


def end(t: Catalogue, value: float) -> str:
    """A number on a legend: whole where it is, or large."""
    return t.number(value, 0 if value == int(value) or abs(value) >= 100 else 2)


def area(blocks: int, units: int) -> int:
    """Height of all blocks and the gaps between them."""
    return blocks * (block(units) + GAP) - GAP


def figure(trace: Trace, look: Look, view: str, nodes: Sequence[str]) -> go.Figure:
    """One heatmap a node, z (H, T) as the trace has it."""
    blocks, steps, units = rows(trace, nodes, look), trace.steps, trace.hidden
    whole = area(len(blocks), units)
    width = area_width(look, MARGIN)
    times = list(range(1, steps + 1))
    made = layout(look, view, trace, MARGIN, whole + MARGIN["t"] + MARGIN["b"], meta={"time": "x"})
    made["xaxis"] = axis(
        look, side="top", anchor="y", range=[0.5, steps + 0.5], **look.ticks(steps, width)
    )
    made["annotations"] = []
    data: list[Dict] = []
    for k, row in enumerate(blocks):
        n = str(k + 1) if k else ""
        top = 1 - k * (block(units) + GAP) / whole
        bottom = max(0.0, top - block(units) / whole)
        made[f"yaxis{n}"] = axis(
            look, domain=[bottom, top], range=[units + 0.5, 0.5], showticklabels=False
        )
        middle = {"x": 0, "y": (top + bottom) / 2, "xanchor": "left"}
        ink = {"color": look.palette.ink(row.hue)}
        made["annotations"] += [
            letter(look, row.symbol, row.hue, xshift=4 - MARGIN["l"], **middle),
            label(row.name, font=ink, xshift=22 - MARGIN["l"], yanchor="middle", **middle),
        ]
        data.append(_heatmap(look, row, n, times, units, width / steps))
    if look.animated:
        _legends(look, blocks, data, made)
    frames = [{"layout": {"shapes": veil(look, t, steps)}} for t in range(steps)]
    return go.Figure(
        animate(look, {"data": data, "layout": made}, frames, look.t(f"figures.{view}.title"))
    )


def _heatmap(look: Look, row: Row, n: str, times: list[int], units: int, pitch: float) -> Dict:
    return {
        "type": "heatmap",
        "name": row.node,
        "meta": {"node": row.node, "x": "step", "y": "unit", "z": "value"},
        "x": times,
        "y": list(range(1, units + 1)),
        "z": row.values.tolist(),
        "yaxis": f"y{n}",
        "zmin": row.scale.low,
        "zmax": row.scale.most,
        "colorscale": row.scale.stops(look.palette),
        "showscale": False,
        "xgap": 5 if pitch > 20 else 1,
        "ygap": 1.2 if block(units) / units > 4 else 0.4,
        "zsmooth": False,
        "hovertemplate": look.hover(symbol=row.symbol, unit="%{y}", step="%{x}", value="%{z:.2f}"),
    }


def _legends(look: Look, blocks: list[Row], data: list[Dict], made: Dict) -> None:
    """One colour bar a scale under the blocks; -1 and 1 are marked where there is room."""
    scales: dict[Scale, int] = {}
    for k, row in enumerate(blocks):
        scales.setdefault(row.scale, k)
    made["margin"] = made["margin"] | {"b": made["margin"]["b"] + 30}
    made["height"] += 0 if look.height else 30
    for place, (of, k) in enumerate(scales.items()):
        ticks = [v for v in of.ticks if abs(v) in (0, of.most) or of.most <= APART]
        data[k] |= {
            "showscale": True,
            "colorbar": {
                "orientation": "h",
                "lenmode": "fraction",
                "len": 0.24,
                "thickness": 8,
                "x": 0.34 * place,
                "xanchor": "left",
                "y": 0,
                "yanchor": "top",
                "ypad": 6,
                "xpad": 8,
                "outlinewidth": 0,
                "ticks": "",
                "tickvals": ticks,
                "ticktext": [end(look.t, v) for v in ticks],
                "tickfont": {"size": 11.5},
            },
        }

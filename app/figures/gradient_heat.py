"""How large the gradient is at every node and step: one heatmap, colour by its logarithm."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..core.trace import Trace
from ..i18n import Catalogue
from .gradient_given import DECADES, Backward, nodes
from .look import Dict, Look, area_width, axis, label, layout, letter
from .theme import Palette

MARGIN = {"l": 128, "r": 8, "t": 26, "b": 8}
PITCH = 22  # px a node


def scale(palette: Palette) -> list[tuple[float, str]]:
    """From the surface to the colour of gradients."""
    return [(0.0, palette["sunken"]), (1.0, palette.line("gradient"))]


def build(trace: Trace, look: Look, backward: Backward) -> go.Figure:
    """Nodes down in the order in which the gradient meets them, steps across; 0 is left empty."""
    shown, steps, t = tuple(reversed(nodes(trace.cell))), trace.steps, look.t
    width, whole = area_width(look, MARGIN), PITCH * len(shown)
    if look.height:
        whole = look.height - MARGIN["t"] - MARGIN["b"]
    top = float(np.log10(backward.largest))
    made = layout(
        look, "gradient_heat", trace, MARGIN, whole + MARGIN["t"] + MARGIN["b"],
        meta={"time": "x", "largest": backward.largest, "decades": DECADES},
    )  # fmt: skip
    made["xaxis"] = axis(look, side="top", range=[0.5, steps + 0.5], **look.ticks(steps, width))
    made["yaxis"] = axis(look, range=[len(shown) + 0.5, 0.5], showticklabels=False)
    made["annotations"] = []
    for k, id in enumerate(shown):
        node, place = trace.cell.node(id), {"x": 0, "y": k + 1, "yref": "y", "xanchor": "left"}
        name = t.node(trace.cell.id, id, "short") or _label(trace, id, t)
        ink = {"color": look.palette.ink(node.hue)}
        made["annotations"] += [
            letter(look, node.symbol, node.hue, xshift=4 - MARGIN["l"], **place),
            label(name, font=ink, xshift=22 - MARGIN["l"], yanchor="middle", **place),
        ]
    sizes = np.array([backward.norms[id] for id in shown], dtype=float)
    with np.errstate(divide="ignore"):
        logs = np.log10(sizes)
    z = [[None if not np.isfinite(v) else v for v in row] for row in logs.tolist()]
    if look.animated:
        made["title"] = {"text": t("figures.gradient_heat.title"), "font": {"size": 16}}
        made["margin"] = MARGIN | {"t": 64, "autoexpand": False}
        made["height"] += 0 if look.height else 38
    data: Dict = {
        "type": "heatmap",
        "name": "gradient",
        "meta": {"nodes": list(shown), "x": "step", "y": "node", "z": "log10 norm"},
        "x": list(range(1, steps + 1)),
        "y": list(range(1, len(shown) + 1)),
        "z": z,
        "customdata": sizes.tolist(),
        "text": [[trace.cell.node(id).symbol or _label(trace, id, t)] * steps for id in shown],
        "zmin": top - DECADES,
        "zmax": top,
        "colorscale": scale(look.palette),
        "showscale": False,
        "xgap": 4 if width / steps > 20 else 1,
        "ygap": 1.2,
        "zsmooth": False,
        "hovertemplate": t(
            "figures.gradient_heat.hover", symbol="%{text}", step="%{x}", value="%{customdata:.2e}"
        )
        + "<extra></extra>",
    }
    return go.Figure({"data": [data], "layout": made})


def _label(trace: Trace, id: str, t: Catalogue) -> str:
    """What a row says of a node that has neither letter nor short name."""
    return t.node(trace.cell.id, id, "label") or t.node(trace.cell.id, id)

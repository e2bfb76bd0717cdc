"""How often each gate's unit is almost closed or open: Karpathy, Johnson & Li 2015, figure 2."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.trace import Trace
from .animation import animate
from .heat import Row, gate_nodes, rows
from .look import Dict, Look, axis, layout, letter
from .theme import MARKERS

MARGIN = {"l": 62, "r": 12, "t": 26, "b": 44}
LOW, HIGH = 0.1, 0.9
NEAR = 0.2  # of a square: nearer numbers would overlap
HEIGHT, GAP = 210, 0.16


def nodes(cell: Cell) -> tuple[str, ...]:
    return gate_nodes(cell)


def shares(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values (H, T) of a gate -> shares of the steps so far below LOW, above HIGH: (H, T) each."""
    so_far = np.arange(1, values.shape[1] + 1)
    return np.cumsum(values < LOW, axis=1) / so_far, np.cumsum(values > HIGH, axis=1) / so_far


def build(trace: Trace, look: Look) -> go.Figure:
    """A square a gate: x the share of steps almost closed, y almost open; one point a unit."""
    gates, t = rows(trace, nodes(trace.cell), look), look.t
    limits = {"low": t.number(LOW, 1), "high": t.number(HIGH, 1)}
    made = layout(look, "saturation", trace, MARGIN, HEIGHT, meta={"time": "frames"})
    made["annotations"] = [
        letter(look, row.symbol, row.hue, x=x, y=1, yshift=13, xanchor="center")
        for row, x in zip(gates, _middles(len(gates)), strict=True)
    ]
    made["shapes"] = []
    for k in range(len(gates)):
        n, first = str(k + 1) if k else "", k * (1 + GAP) / _units(len(gates))
        ticks = {"tickvals": [0, 1], "ticktext": ["0", t.percent(1)]}
        across = ticks if k == 0 else ticks | {"ticktext": ["", t.percent(1)]}  # no room for both
        share = {"range": [-0.07, 1.07], "showgrid": True}
        title = t("figures.saturation.closed", **limits) if k == len(gates) // 2 else ""
        made[f"xaxis{n}"] = axis(
            look,
            domain=[first, first + 1 / _units(len(gates))],
            anchor=f"y{n}",
            title=_title(title),
            **share | across,
        )
        above = t("figures.saturation.open", **limits) if k == 0 else ""
        made[f"yaxis{n}"] = axis(
            look, anchor=f"x{n}", title=_title(above), showticklabels=k == 0, **share | ticks
        )
        made["shapes"].append(
            {
                "type": "line",
                "xref": f"x{n}",
                "yref": f"y{n}",
                "x0": 0,
                "y0": 1,
                "x1": 1,
                "y1": 0,
                "layer": "below",
                "line": {"color": look.palette["line"], "width": 1.5, "dash": "dot"},
            }
        )
    found = [shares(row.values) for row in gates]
    data = [_points(look, row, k, *found[k], trace.steps - 1) for k, row in enumerate(gates)]
    frames = [
        {
            "data": [
                {"x": x[:, s].tolist(), "y": y[:, s].tolist(), "text": _labels(x[:, s], y[:, s])}
                for x, y in found
            ],
            "traces": list(range(len(gates))),
        }
        for s in range(trace.steps)
    ]
    return go.Figure(
        animate(look, {"data": data, "layout": made}, frames, t("figures.saturation.title"))
    )


def _units(n: int) -> float:
    """Widths of a square that n of them and their gaps take."""
    return n + (n - 1) * GAP


def _middles(n: int) -> list[float]:
    return [(k * (1 + GAP) + 0.5) / _units(n) for k in range(n)]


def _title(text: str) -> Dict:
    return {"text": text, "font": {"size": 11.5}, "standoff": 4}


def _labels(x: np.ndarray, y: np.ndarray) -> list[str]:
    """The units' numbers from 1; those too near to be read apart stand together."""
    places: dict[tuple[float, float], list[int]] = {}
    for unit, (a, b) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        near = (p for p in places if abs(p[0] - a) < NEAR and abs(p[1] - b) < NEAR)
        places.setdefault(next(near, (a, b)), []).append(unit)
    text = [""] * len(x)
    for units in places.values():
        more = "…" if len(units) > 3 else ""
        text[units[0]] = ", ".join(str(u + 1) for u in units[:3]) + more
    return text


def _points(look: Look, row: Row, k: int, x: np.ndarray, y: np.ndarray, step: int) -> Dict:
    n, units = str(k + 1) if k else "", [str(u + 1) for u in range(len(x))]
    hover = look.t(
        "figures.saturation.hover",
        symbol=row.symbol,
        unit="%{customdata}",
        x="%{x:.0%}",
        y="%{y:.0%}",
    )
    return {
        "type": "scatter",
        "mode": "markers+text" if len(x) <= 16 else "markers",
        "name": row.node,
        "meta": {"node": row.node, "x": "share", "y": "share", "points": "unit"},
        "x": x[:, step].tolist(),
        "y": y[:, step].tolist(),
        "text": _labels(x[:, step], y[:, step]),
        "customdata": units,
        "textposition": "top right",
        "textfont": {"size": 11.5},
        "xaxis": f"x{n}",
        "yaxis": f"y{n}",
        "marker": {
            "size": 9,
            "symbol": MARKERS[row.hue],
            "color": look.palette.line(row.hue),
            "opacity": 0.72,
            "line": {"width": 1, "color": look.palette["card"]},
        },
        "cliponaxis": False,
        "hovertemplate": hover + "<extra></extra>",
    }

"""How often each gate's unit is almost closed or open: Karpathy, Johnson & Li 2015, figure 2."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.trace import Trace
from .animation import animate
from .heat import Row, gate_nodes, rows
from .labels import LINE, place, together
from .look import Dict, Look, area_width, axis, layout, letter
from .theme import MARKERS

MARGIN = {"l": 62, "r": 12, "t": 26, "b": 44}
LOW, HIGH = 0.1, 0.9
LOWEST, HIGHEST = -0.07, 1.07  # of an axis
LABELLED = 16  # units; of more a small square has no room for the numbers
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
        share = {"range": [LOWEST, HIGHEST], "showgrid": True}
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
    size = (
        area_width(look, MARGIN) / _units(len(gates)),
        made["height"] - MARGIN["t"] - MARGIN["b"],
    )
    labels = [_labels(x, y, size) for x, y in found]
    last = trace.steps - 1
    data = [
        _points(look, row, k, _at(*found[k], last, labels[k][last][1]))
        for k, row in enumerate(gates)
    ]
    data += [_named(look, row, k, labels[k][last][0]) for k, row in enumerate(gates)]
    frames = [
        {
            "data": [
                *(_at(x, y, s, of[s][1]) for (x, y), of in zip(found, labels, strict=True)),
                *(of[s][0] for of in labels),
            ],
            "traces": list(range(len(data))),
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


def _at(x: np.ndarray, y: np.ndarray, step: int, names: list[str]) -> Dict:
    return {"x": x[:, step].tolist(), "y": y[:, step].tolist(), "customdata": names}


def _labels(
    x: np.ndarray, y: np.ndarray, size: tuple[float, float]
) -> list[tuple[Dict, list[str]]]:
    """Shares (H, T) in a square of a size in px -> a step: the labels as a line's points, and for
    each unit the units at its point, counted from 1.

    A label stands near its point, or a line leads to it; units at one point have one label.
    """
    found: list[tuple[Dict, list[str]]] = []
    scale = np.array(size) / (HIGHEST - LOWEST)
    for at in np.stack([x, y], axis=-1).transpose(1, 0, 2):
        points = (at - LOWEST) * scale
        groups = together(points)
        names = [", ".join(str(unit + 1) for unit in units) for units in groups]
        said = {unit: name for units, name in zip(groups, names, strict=True) for unit in units}
        each = [said[unit] for unit in range(len(x))]
        if len(x) > LABELLED:
            found.append(({"x": [], "y": [], "text": []}, each))
            continue
        heads = points[[units[0] for units in groups]]
        drawn: list[tuple[float | None, float | None, str]] = []
        for head, name, (middle, led) in zip(heads, names, place(heads, names, size), strict=True):
            way = middle - head
            if led:
                near = middle - way * min(1.0, LINE / 2 / max(1e-9, float(np.abs(way).max())))
                drawn += [(*(p / scale + LOWEST), "") for p in (head, near)] + [(None, None, "")]
            drawn += [(*(middle / scale + LOWEST), name), (None, None, "")]
        columns = [list(column) for column in zip(*drawn, strict=True)]
        xs, ys = ([v if v is None else round(float(v), 4) for v in c] for c in columns[:2])
        found.append(({"x": xs, "y": ys, "text": columns[2]}, each))
    return found


def _named(look: Look, row: Row, k: int, labels: Dict) -> Dict:
    n = str(k + 1) if k else ""
    return labels | {
        "type": "scatter",
        "mode": "lines+text",
        "name": f"{row.node} units",
        "meta": {"node": row.node, "x": "share", "y": "share", "points": "label"},
        "hoverinfo": "skip",
        "textposition": "middle center",
        "textfont": {"size": 11.5},
        "line": {"width": 0.9, "color": look.palette["edge"]},
        "xaxis": f"x{n}",
        "yaxis": f"y{n}",
        "cliponaxis": False,
    }


def _points(look: Look, row: Row, k: int, at: Dict) -> Dict:
    n = str(k + 1) if k else ""
    hover = look.t(
        "figures.saturation.hover",
        symbol=row.symbol,
        unit="%{customdata}",
        x="%{x:.0%}",
        y="%{y:.0%}",
    )
    return at | {
        "type": "scatter",
        "mode": "markers",
        "name": row.node,
        "meta": {"node": row.node, "x": "share", "y": "share", "points": "unit"},
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

"""What reaches each step: every state's gradient, and what the Jacobians carry; a log axis."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..core.ops import Array
from ..core.trace import Trace
from ..i18n.writing import raised
from .gradient_given import Backward
from .look import Dict, Look, area_width, axis, layout, letter
from .theme import MARKERS

MARGIN = {"l": 46, "r": 56, "t": 8, "b": 26}
HEIGHT = 240
LEAST = -12  # decades under the largest that are still drawn


def build(trace: Trace, look: Look, backward: Backward) -> go.Figure:
    """Dotted: the norm of dL/ds_t of every state; solid: the 2-norm of ds_T/ds_t. No 0."""
    steps, t = trace.steps, look.t
    width = area_width(look, MARGIN)
    made = layout(look, "gradient_norms", trace, MARGIN, HEIGHT, meta={"time": "x"})
    lines = [(s, backward.norms[s]) for s in trace.cell.states]
    sizes = [v for _, v in lines] + ([] if backward.carried is None else [backward.carried])
    logs = np.log10(np.concatenate([v[v > 0] for v in sizes] or [np.ones(1)]))
    high = float(logs.max()) if len(logs) else 0.0
    low = max(float(logs.min()) if len(logs) else 0.0, high + LEAST)
    pad = max(0.08 * (high - low), 0.15)
    exponents = list(range(int(np.ceil(low - pad)), int(np.floor(high + pad)) + 1))
    every = max(1, -(-len(exponents) // 5))
    exponents = exponents[::-1][::every]
    names = [f"10{raised(k)}" for k in exponents]
    made["xaxis"] = axis(look, range=[0.5, steps + 0.5], **look.ticks(steps, width))
    made["yaxis"] = axis(
        look, type="log", range=[low - pad, high + pad], showgrid=True,
        tickvals=[10.0**k for k in exponents], ticktext=names,
    )  # fmt: skip
    made["annotations"] = []
    p = look.palette
    data = [_line(look, s, v, trace.cell.node(s).hue, p.line("gradient"), "dot") for s, v in lines]
    if backward.carried is not None:
        data.append(_line(look, "jacobians", backward.carried, "x", p["ink2"], "solid"))
    if look.animated:
        made["title"] = {"text": t("figures.gradient_norms.title"), "font": {"size": 16}}
        made["margin"] = MARGIN | {"t": 48, "autoexpand": False}
        for s, v in lines:
            at = next((float(np.log10(x)) for x in v[::-1] if x > 0), low)
            made["annotations"].append(
                letter(
                    look, s, trace.cell.node(s).hue, x=1, xanchor="left", xshift=8, y=at, yref="y"
                )
            )
    return go.Figure({"data": data, "layout": made})


def _line(look: Look, name: str, values: Array, hue: str, colour: str, dash: str) -> Dict:
    carried = name == "jacobians"
    what = look.t("figures.gradient_norms.product") if carried else f"dL/d{name}"
    symbol = "x-thin-open" if carried else MARKERS[hue]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "meta": {"node": None if carried else name, "x": "step", "y": "norm"},
        "x": list(range(1, len(values) + 1)),
        "y": [v if v > 0 else None for v in values.tolist()],
        "line": {"width": 2.4 if not carried else 1.8, "color": colour, "dash": dash},
        "marker": {"size": 7, "color": colour, "symbol": symbol, "line": {"width": 1.4}},
        "hovertemplate": look.t(
            "figures.gradient_norms.hover", what=what, step="%{x}", value="%{y:.2e}"
        )
        + "<extra></extra>",
    }

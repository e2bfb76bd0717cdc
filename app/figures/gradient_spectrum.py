"""The eigenvalues of every step's Jacobian on the complex plane, with the unit circle."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from ..core.trace import Trace
from .animation import animate
from .gradient_given import Backward
from .look import Dict, Look, axis, layout

MARGIN = {"l": 46, "r": 12, "t": 12, "b": 40}
SIDE = 240


def build(trace: Trace, look: Look, backward: Backward) -> go.Figure:
    """Faint: all steps; strong: one step (the last; one a frame). Inside, things shrink."""
    assert backward.spectrum is not None
    values, t, p = backward.spectrum, look.t, look.palette
    height = look.height or SIDE + MARGIN["t"] + MARGIN["b"]
    made = layout(look, "jacobians", trace, MARGIN, height, meta={"time": "spectrum"})
    most = 1.12 * max(1.0, float(np.abs(values).max(initial=0.0)))
    square = {"range": [-most, most], "zeroline": True, "tickfont": {"size": 11.5}, "nticks": 5}
    real, imaginary = t("figures.jacobians.real"), t("figures.jacobians.imaginary")
    made["xaxis"] = axis(look, title=_title(real), **square)
    made["yaxis"] = axis(look, title=_title(imaginary), scaleanchor="x", **square)
    circle = {"color": p["ink2"], "width": 1.6, "dash": "dash"}
    made["shapes"] = [
        {"type": "circle", "xref": "x", "yref": "y", "x0": -1, "x1": 1, "y0": -1, "y1": 1,
         "layer": "below", "line": circle}
    ]  # fmt: skip
    faint = _points(look, values, range(trace.steps), "all", 6, 0.28)
    last = trace.steps - 1
    strong = _points(look, values[last:], [last], "step", 9, 0.9)
    frames = [
        {"data": [_points(look, values[s : s + 1], [s], "step", 9, 0.9)], "traces": [1]}
        for s in range(trace.steps)
    ]
    made_figure = {"data": [faint, strong], "layout": made}
    return go.Figure(animate(look, made_figure, frames, t("figures.jacobians.title")))


def _title(text: str) -> Dict:
    return {"text": text, "font": {"size": 11.5}, "standoff": 4}


def _points(
    look: Look, values: np.ndarray, steps: range | list[int], name: str, size: int, opacity: float
) -> Dict:
    flat = values.reshape(-1, 2)
    every = values.shape[1]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "meta": {"x": "real", "y": "imaginary", "points": "step"},
        "x": flat[:, 0].tolist(),
        "y": flat[:, 1].tolist(),
        "customdata": [s + 1 for s in steps for _ in range(every)],
        "text": [f"{m:.3g}" for m in np.hypot(flat[:, 0], flat[:, 1]).tolist()],
        "cliponaxis": False,
        "marker": {
            "size": size,
            "symbol": "circle",
            "color": look.palette.line("gradient"),
            "opacity": opacity,
            "line": {"width": 1, "color": look.palette["card"]},
        },
        "hovertemplate": look.t(
            "figures.jacobians.hover", step="%{customdata}", modulus="%{text}",
            re="%{x:.2f}", im="%{y:.2f}",
        )
        + "<extra></extra>",
    }  # fmt: skip

"""The path of the state: in two units with the cell's flow, or in its principal components."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.run import step
from ..core.trace import Trace
from .animation import animate
from .look import Dict, Look, axis, bound, layout
from .theme import MARKERS

MARGIN = {"l": 52, "r": 16, "t": 8, "b": 44}
HEIGHT = 300
GRID = 11


def nodes(cell: Cell) -> tuple[str, ...]:
    return cell.states[:1]


def path(trace: Trace) -> np.ndarray:
    """The first state from its start to its end, (T + 1, H)."""
    state = trace.cell.states[0]
    return np.concatenate([trace.start[state][None], trace[state]])


def after(trace: Trace, t: int, states: np.ndarray) -> np.ndarray:
    """Where the cell takes each of (N, H) states at step t; input and other states as they are."""
    cell, n = trace.cell, len(states)
    given = {s: np.broadcast_to(trace[f"{s}_prev"][t], states.shape) for s in cell.states[1:]}
    x = np.broadcast_to(trace.inputs[t], (n, trace.inputs.shape[-1]))
    reached: np.ndarray = step(
        cell, trace.params, x, {cell.states[0]: states} | given, trace.overrides, t
    )[cell.states[0]]
    return reached


def components(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(N, H) -> coordinates (N, 2) along the directions of most variance, and their shares of it.

    The sign is fixed: the largest weight of each direction is positive.
    """
    centred = points - points.mean(axis=0)
    _, size, directions = np.linalg.svd(centred, full_matrices=False)
    directions = directions[:2]
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[np.arange(len(directions)), largest])[:, None]
    whole = float((size**2).sum())
    shares = size[:2] ** 2 / whole if whole else np.zeros(2)
    return centred @ directions.T, shares


def build(trace: Trace, look: Look, units: tuple[int, int] | None = None) -> go.Figure:
    """H = 1: next state over state; H = 2: both units, the flow; else given units or components."""
    if trace.hidden == 1:
        return _map(trace, look)
    t, (state,), points = look.t, nodes(trace.cell), path(trace)
    symbol = trace.cell.node(state).symbol or state
    flows = trace.hidden == 2
    chosen = (0, 1) if flows else units
    meta: Dict = {"time": "frames"}
    if chosen:
        xy = points[:, chosen]
        titles = [t("figures.phase.unit", symbol=symbol, unit=u + 1) for u in chosen]
        first, second = (u + 1 for u in chosen)
        note = (
            _note(trace, look, "flow")
            if flows
            else t("figures.phase.plain", first=first, second=second, symbol=symbol)
        )
        limit = 1.08 * bound(xy)
        ranges = [[-limit, limit]] * 2
        meta |= {"units": list(chosen)}
    else:
        xy, found = components(points)
        titles = [
            t("figures.phase.component", n=k + 1, share=t.percent(s)) for k, s in enumerate(found)
        ]
        note, ranges = t("figures.phase.pca", symbol=symbol), [_room(xy[:, k]) for k in (0, 1)]
    made = layout(look, "phase", trace, MARGIN, HEIGHT, meta=meta | {"note": note})
    made["xaxis"], made["yaxis"] = _axes(look, titles, ranges)
    field = (lambda s: [_flow(trace, look, s, limit)]) if flows else (lambda s: [])
    return _finish(
        trace, look, made, xy, field, {"node": state, "x": "value", "y": "value", "points": "step"}
    )


def _note(trace: Trace, look: Look, kind: str) -> str:
    """What the field or curve is, and what it holds fixed where a cell has more states."""
    cell, t = trace.cell, look.t
    others = [cell.node(state).symbol or state for state in cell.states[1:]]
    held = [t("figures.phase.held", states=t.list(others), n=len(others))] if others else []
    return " ".join([t(f"figures.phase.{kind}"), *held])


def _room(values: np.ndarray) -> list[float]:
    low, high = float(values.min()), float(values.max())
    room = 0.12 * (high - low) or 1.0
    return [low - room, high + room]


def _axes(look: Look, titles: list[str], ranges: list[list[float]]) -> list[Dict]:
    return [
        axis(
            look,
            range=r,
            showgrid=True,
            zeroline=True,
            nticks=5,
            tickformat=".3~g",
            title={"text": name, "font": {"size": 11.5}, "standoff": 6},
        )
        for name, r in zip(titles, ranges, strict=True)
    ]


def _finish(
    trace: Trace, look: Look, made: Dict, xy: np.ndarray, field: Any, meta: Dict
) -> go.Figure:
    """The path over the field, and a frame a step: the path so far in that step's field."""
    states = [[*field(s), *_path(look, xy, s + 1, meta)] for s in range(trace.steps)]
    frames = [{"data": data, "traces": list(range(len(data)))} for data in states]
    figure = {"data": states[-1], "layout": made}
    return go.Figure(animate(look, figure, frames, look.t("figures.phase.title")))


def _path(look: Look, xy: np.ndarray, end: int, meta: Dict) -> list[Dict]:
    """Points 0 ... end with their tokens, and the last of them again, larger."""
    names, p = [look.t("figures.start"), *look.names(len(xy) - 1)], look.palette
    so_far = xy[: end + 1]
    hover = look.t("figures.phase.hover", step="%{customdata}", x="%{x:.2f}", y="%{y:.2f}")
    common = {
        "type": "scatter",
        "meta": meta,
        "hovertemplate": hover + "<extra></extra>",
        "cliponaxis": False,
    }
    line = common | {
        "name": "path",
        "x": so_far[:, 0].tolist(),
        "y": so_far[:, 1].tolist(),
        "text": names[: end + 1],
        "mode": "lines+markers+text" if len(xy) <= 30 else "lines+markers",
        "customdata": list(range(end + 1)),
        "textposition": ["bottom center", *["top center"] * end],  # the start under its point
        "textfont": {"size": 11.5, "color": p["ink"]},
        "line": {"width": 2.4, "color": p.line("h")},
        "marker": {"size": 6.4, "color": p.line("h"), "symbol": MARKERS["h"]},
    }
    now = common | {
        "name": "now",
        "x": [so_far[-1, 0].item()],
        "y": [so_far[-1, 1].item()],
        "mode": "markers",
        "customdata": [end],
        "marker": {
            "size": 12,
            "color": p.line("h"),
            "symbol": "circle",
            "line": {"width": 2, "color": p["ink"]},
        },
    }
    return [line, now]


def _flow(trace: Trace, look: Look, t: int, limit: float) -> Dict:
    """Arrows from a grid of states towards where the cell takes them, shortened alike."""
    ticks = np.linspace(-limit, limit, GRID + 2)[1:-1]
    base = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    move = after(trace, t, base) - base
    longest = float(np.linalg.norm(move, axis=1).max()) or 1.0
    tip = base + move * (1.5 * (ticks[1] - ticks[0]) / longest)
    ends = np.round(np.stack([base, tip], axis=1), 4)
    x, y = ([v for a, b in ends[:, :, k].tolist() for v in (a, b, None)] for k in (0, 1))
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "flow",
        "meta": {"node": trace.cell.states[0], "x": "value", "y": "value", "points": "flow"},
        "x": x,
        "y": y,
        "hoverinfo": "skip",
        "line": {"width": 1.2, "color": look.palette["edge"]},
        "marker": {
            "symbol": "arrow",
            "angleref": "previous",
            "color": look.palette["edge"],
            "size": [0, 6, 0] * len(base),
            "line": {"width": 0},
        },
    }


def _map(trace: Trace, look: Look) -> go.Figure:
    """One unit: the next state over the state, its curve at the current input, and the diagonal."""
    t, (state,), h = look.t, nodes(trace.cell), path(trace)[:, 0]
    symbol = trace.cell.node(state).symbol or state
    limit = 1.08 * bound(h)
    grid = np.linspace(-limit, limit, 61)
    p = look.palette
    meta = {"time": "frames", "note": _note(trace, look, "map")}
    made = layout(look, "phase", trace, MARGIN, HEIGHT, meta=meta)
    titles = [t("figures.phase.before", symbol=symbol), t("figures.phase.next", symbol=symbol)]
    made["xaxis"], made["yaxis"] = _axes(look, titles, [[-limit, limit]] * 2)
    made["shapes"] = [
        {
            "type": "line",
            "x0": -limit,
            "y0": -limit,
            "x1": limit,
            "y1": limit,
            "layer": "below",
            "line": {"color": p["edge"], "width": 1.2, "dash": "dot"},
        }
    ]

    def curve(s: int) -> list[Dict]:
        return [
            {
                "type": "scatter",
                "mode": "lines",
                "name": "flow",
                "x": grid.tolist(),
                "hoverinfo": "skip",
                "meta": {"node": state, "x": "value", "y": "value", "points": "flow"},
                "y": after(trace, s, grid[:, None])[:, 0].tolist(),
                "line": {"width": 1.6, "color": p["edge"]},
            }
        ]

    moves = np.stack([np.concatenate([h[:1], h[:-1]]), h], axis=1)
    return _finish(
        trace,
        look,
        made,
        moves,
        curve,
        {"node": state, "x": "value", "y": "value", "points": "step"},
    )

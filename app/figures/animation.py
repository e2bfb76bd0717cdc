"""A figure that plays by itself wherever Plotly runs: frames, a slider, a play button, a title."""

from __future__ import annotations

from typing import Any

from .look import Dict, Look

TOP, BOTTOM, SIDE = 44, 78, 18  # px added around the figure


def veil(look: Look, step: int, steps: int, both: bool = False) -> list[Dict]:
    """The future covered, the present framed: shapes over all subplots at once (step from 0)."""
    p = look.palette
    cover = {
        "type": "rect",
        "layer": "above",
        "xref": "x",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "x0": step + 1.5,
        "x1": steps + 0.5,
        "fillcolor": p["sunken"],
        "line": {"width": 0},
    }
    frame = cover | {
        "x0": step + 0.5,
        "x1": step + 1.5,
        "fillcolor": "rgba(0,0,0,0)",
        "line": {"width": 2, "color": p["ink"]},
    }
    if not both:
        return [cover, frame]
    under = cover | {
        "xref": "x",
        "yref": "y",
        "x0": 0.5,
        "x1": steps + 0.5,
        "y0": step + 1.5,
        "y1": steps + 0.5,
    }
    return [cover, under, frame | {"yref": "y", "y0": 0.5, "y1": step + 1.5}]


def animate(look: Look, figure: Dict, frames: list[Dict], title: str) -> Dict:
    """The figure with its frames and controls; as it is when the look asks for none.

    meta.plain keeps the margin and height without controls, for a page that has its own.
    """
    if not look.animated:
        return figure
    made = figure["layout"]
    names = look.names(len(frames))
    margin = made["margin"]
    made["meta"]["plain"] = {"margin": dict(margin), "height": made["height"]}
    margin["t"] += TOP
    margin["b"] += BOTTOM
    margin["r"] += SIDE
    made["height"] += 0 if look.height else TOP + BOTTOM
    made["title"] = {
        "text": title,
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "pad": {"l": 4 - margin["l"] + SIDE},
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "font": {"size": 16, "color": look.palette["ink"], "weight": 650},
    }
    for t, frame in enumerate(frames):
        frame["name"] = str(t + 1)
    made["updatemenus"] = [_buttons(look, margin)]
    made["sliders"] = [_slider(look, margin, names)]
    return figure | {"frames": frames}


def _arguments(target: Any, duration: int, **more: Any) -> list[Any]:
    frame = {"duration": duration, "redraw": True}
    return [target, {"mode": "immediate", "frame": frame, "transition": {"duration": 0}, **more}]


def _buttons(look: Look, margin: Dict) -> Dict:
    t, p = look.t, look.palette
    return {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "pad": {"l": SIDE - margin["l"], "t": margin["b"] - 56, "r": 0},
        "bgcolor": p["card"],
        "bordercolor": p["edge"],
        "font": {"color": p["ink"]},
        "buttons": [
            {
                "label": t("figures.play"),
                "method": "animate",
                "args": _arguments(None, 900, fromcurrent=True),
            },
            {"label": t("figures.pause"), "method": "animate", "args": _arguments([None], 0)},
        ],
    }


def _slider(look: Look, margin: Dict, names: list[str]) -> Dict:
    p = look.palette
    return {
        "active": len(names) - 1,
        "x": 0,
        "xanchor": "left",
        "len": 1,
        "y": 0,
        "yanchor": "top",
        "pad": {"l": max(0, 172 + SIDE - margin["l"]), "t": margin["b"] - 66, "r": 0, "b": 0},
        "bgcolor": p["line"],
        "activebgcolor": p["edge"],
        "bordercolor": p["line"],
        "tickcolor": p["edge"],
        "font": {"size": 11.5, "color": p["ink2"]},
        "minorticklen": 0,
        "ticklen": 4,
        "currentvalue": {"visible": False},
        "steps": [
            {"label": name, "method": "animate", "args": _arguments([str(k + 1)], 0)}
            for k, name in enumerate(names)
        ],
    }

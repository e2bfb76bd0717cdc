"""What a readout answers: probabilities of every symbol after each step, or values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.trace import Trace
from .animation import animate, veil
from .look import BLANKS, Dict, Look, area_width, axis, layout

MARGIN = {"l": 34, "r": 8, "t": 24, "b": 8}
MOST, PITCH = 16, 18  # rows shown, px each


@dataclass(frozen=True)
class Outputs:
    """probabilities (T, Y) and what each of the Y stands for.

    values: any numbers in the place of probabilities. follows: the answer is the next symbol.
    """

    probabilities: np.ndarray
    vocabulary: Sequence[str]
    values: bool = False
    follows: bool = True

    @property
    def span(self) -> tuple[float, float]:
        """What the ends of the scale stand for."""
        if not self.values:
            return 0.0, 1.0
        return min(0.0, float(self.probabilities.min())), float(self.probabilities.max()) or 1.0


def nodes(cell: Cell) -> tuple[str, ...]:
    return cell.states[:1]


def build(trace: Trace, look: Look, outputs: Outputs) -> go.Figure:
    """Symbols × steps on the gate scale, the likeliest if there are many; what came is framed."""
    t, steps, p = look.t, trace.steps, look.palette
    likely = np.argsort(-outputs.probabilities.max(axis=0), kind="stable")[:MOST]
    chosen = sorted(likely.tolist())
    names = [BLANKS.get(outputs.vocabulary[k], outputs.vocabulary[k]) for k in chosen]
    width = area_width(look, MARGIN)
    height = PITCH * len(chosen) + MARGIN["t"] + MARGIN["b"]
    made = layout(
        look,
        "outputs",
        trace,
        MARGIN,
        height,
        meta={"time": "x", "vocabulary": list(outputs.vocabulary)},
    )
    made["xaxis"] = axis(look, side="top", range=[0.5, steps + 0.5], **look.ticks(steps, width))
    rows = list(range(1, len(chosen) + 1))
    made["yaxis"] = axis(look, range=[len(chosen) + 0.5, 0.5], tickvals=rows, ticktext=names)
    value = "%{z:.2f}" if outputs.values else "%{z:.0%}"
    hover = t("figures.outputs.hover", token="%{customdata}", step="%{x}", value=value)
    low, high = outputs.span
    heat = {
        "type": "heatmap",
        "name": "probabilities",
        "meta": {
            "node": "probabilities",
            "x": "step",
            "y": "symbol",
            "z": "value",
            "symbols": chosen,
        },
        "x": list(range(1, steps + 1)),
        "y": rows,
        "z": outputs.probabilities[:, chosen].T.tolist(),
        "customdata": [[name] * steps for name in names],
        "zmin": low,
        "zmax": high,
        "colorscale": p.colorscale(gate=True),
        "showscale": False,
        "xgap": 5 if width / steps > 20 else 1,
        "ygap": 1.2,
        "zsmooth": False,
        "hovertemplate": hover + "<extra></extra>",
    }
    data = [heat, _came(look, outputs, chosen, steps)]
    frames = [{"layout": {"shapes": veil(look, s, steps)}} for s in range(steps)]
    return go.Figure(
        animate(look, {"data": data, "layout": made}, frames, t("figures.outputs.title"))
    )


def _came(look: Look, outputs: Outputs, chosen: list[int], steps: int) -> Dict:
    """A square round the symbol that came next; after the last step nothing is known to come."""
    row = {outputs.vocabulary[k]: r for r, k in enumerate(chosen, 1)}
    known = outputs.follows and len(look.tokens) == steps
    follows = list(look.tokens[1:]) if known else []
    places = [(s, row[token]) for s, token in enumerate(follows, 1) if token in row]
    cells = [outputs.probabilities[s - 1, chosen[r - 1]].item() for s, r in places]
    inks = [look.palette.on_gate(value) for value in cells]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "came",
        "meta": {"node": "tokens", "x": "step", "y": "symbol"},
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "marker": {
            "symbol": "square-open",
            "size": 14,
            "color": inks,
            "line": {"width": 1.8},
        },
        "hoverinfo": "skip",
    }

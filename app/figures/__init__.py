"""Trace -> plotly.graph_objects figures, one file a view: for the page, the API and a notebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import orjson
import plotly.graph_objects as go

from ..core.cell import Cell
from ..core.trace import Trace
from . import (
    gates,
    gradient_attribution,
    gradient_given,
    gradient_heat,
    gradient_norms,
    gradient_spectrum,
    outputs,
    phase,
    saturation,
    similarity,
    states,
    unit_lines,
)
from .gradient_given import Backward
from .look import Look
from .outputs import Outputs

__all__ = [
    "FIGURES",
    "MAX_FRAMES",
    "MAX_STEPS",
    "MAX_VALUES",
    "Backward",
    "Look",
    "Outputs",
    "View",
    "figure",
    "figure_json",
    "views",
]

MAX_STEPS = 1_000
MAX_FRAMES = 200
MAX_VALUES = 200_000


@dataclass(frozen=True)
class View:
    """A picture of a trace. nodes(cell): whose values it shows; none: nothing to say of this cell.

    options: what build takes besides trace and look. dense: it grows with the square of the steps.
    """

    build: Callable[..., go.Figure]
    nodes: Callable[[Cell], tuple[str, ...]]
    options: tuple[str, ...] = ()
    needs_outputs: bool = False
    needs_backward: bool = False
    dense: bool = False

    def values(self, trace: Trace, animated: bool) -> int:
        """About how many numbers the figure holds."""
        moving = trace.steps if animated and "units" in self.options else 1
        across = trace.steps if self.dense else trace.hidden * len(self.nodes(trace.cell))
        return trace.steps * (across if moving == 1 else max(moving, 1_000 * (trace.hidden == 2)))


FIGURES: Mapping[str, View] = MappingProxyType(
    {
        "gates": View(gates.build, gates.nodes),
        "states": View(states.build, states.nodes),
        "unit_lines": View(unit_lines.build, unit_lines.nodes, ("unit",)),
        "saturation": View(saturation.build, saturation.nodes),
        "phase": View(phase.build, phase.nodes, ("units",)),
        "similarity": View(similarity.build, similarity.nodes, dense=True),
        "outputs": View(outputs.build, outputs.nodes, needs_outputs=True),
        "gradient_heat": View(gradient_heat.build, gradient_given.nodes, needs_backward=True),
        "gradient_norms": View(gradient_norms.build, gradient_given.states, needs_backward=True),
        "jacobians": View(gradient_spectrum.build, gradient_given.states, needs_backward=True),
        "attribution": View(gradient_attribution.build, gradient_given.states, needs_backward=True),
    }
)


def views(cell: Cell, outputs: bool = False, backward: bool = False) -> tuple[str, ...]:
    """The views that say something of a cell, in order; outputs: its trace has a readout's.

    backward: the views of the way back instead of those of the trace.
    """
    return tuple(
        id
        for id, v in FIGURES.items()
        if v.nodes(cell) and (outputs or not v.needs_outputs) and v.needs_backward == backward
    )


def figure(
    view: str,
    trace: Trace,
    look: Look,
    *,
    outputs: Outputs | None = None,
    backward: Backward | None = None,
    **options: Any,
) -> go.Figure:
    """One view of a trace (T, H); options as the view's build takes them."""
    shown = FIGURES[view]
    if shown.needs_outputs:
        options["outputs"] = outputs
    if shown.needs_backward:
        options["backward"] = backward
    return shown.build(trace, look, **options)


def figure_json(
    view: str,
    trace: Trace,
    look: Look,
    *,
    outputs: Outputs | None = None,
    backward: Backward | None = None,
    **options: Any,
) -> bytes:
    """The same figure as Plotly's JSON: plain arrays, no template."""
    made = figure(view, trace, look, outputs=outputs, backward=backward, **options)
    plain = made.to_plotly_json()
    plain["layout"]["template"] = {}
    return orjson.dumps(plain)

"""A trace or its gradients as a Plotly figure: their request, and how it is to look."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from .. import models
from ..figures import (
    FIGURES,
    MAX_FRAMES,
    MAX_STEPS,
    MAX_VALUES,
    Backward,
    Look,
    Outputs,
    figure_json,
    views,
)
from ..learning.tasks import FORWARD_ONLY
from . import gradients, network_gradients, networks
from .errors import Problem, invalid
from .fields import Index, Name
from .schemas import TraceRequest
from .schemas_gradients import Attribution, GradientRequest
from .traces import ComputedTrace, compute

ALL_MEASURES: list[Attribution] = ["gradient_input", "gradient_norm", "leave_out"]


class FigureRequest(TraceRequest):
    """A trace request, plus language, theme, size; animated adds frames, slider and play button."""

    lang: Literal["en", "es"] = Field("en", description="Of its words and numbers.")
    theme: Literal["light", "dark"] = Field("light", description="Colours of the figure.")
    width: Annotated[int, Field(ge=160, le=4_000)] | None = Field(None, description="In px.")
    height: Annotated[int, Field(ge=40, le=4_000)] | None = Field(
        None, description="In px; without it, what the rows need."
    )
    animated: bool = Field(
        True, description="Frames, one a timestep, with a slider and a play button."
    )
    unit: Index = Field(0, description="Of the view unit_lines: which unit, counted from 0.")
    units: Annotated[list[Index], Field(min_length=2, max_length=2)] | None = Field(
        None, description="Of the view phase: two units instead of principal components."
    )


class GradientFigureRequest(FigureRequest, GradientRequest):
    """A gradient request, plus language, theme, size: of the views gradient_heat, gradient_norms,
    jacobians and attribution.
    """

    layer: Name | None = Field(
        None, description="Of a network: the layer to show, by its name; else the one that answers."
    )


def schema(view: str) -> type[FigureRequest]:
    """What a view is asked with: the way back needs a loss."""
    back = view in FIGURES and FIGURES[view].needs_backward
    return GradientFigureRequest if back else FigureRequest


def as_json(view: str, request: FigureRequest) -> bytes:
    """The figure as Plotly's own JSON; raises Problem for what cannot be computed or drawn."""
    if view not in FIGURES:
        raise Problem("not-found", members={"known": list(FIGURES)}, what=view[:100])
    if isinstance(request, GradientFigureRequest):
        return _of_gradients(view, request)
    c = compute(request)
    shown = FIGURES[view]
    _check(view, request, c)
    look = _look(request, c)
    given: dict[str, Any] = {"unit": request.unit, "units": request.units}
    options = {name: given[name] for name in shown.options}
    return figure_json(view, c.trace, look, outputs=outputs(c), **options)


def _look(r: FigureRequest, c: ComputedTrace) -> Look:
    return Look(r.lang, r.theme, c.tokens or (), r.width, r.height, r.animated)


def _of_gradients(view: str, request: GradientFigureRequest) -> bytes:
    needed = {
        "nodes": None,
        "jacobians": view in ("jacobians", "gradient_norms"),
        "attribution": (request.attribution or ALL_MEASURES) if view == "attribution" else [],
    }
    g = _computed(request.model_copy(update=needed))
    _check(view, request, g.computed)
    look = _look(request, g.computed)
    return figure_json(view, g.computed.trace, look, backward=backward(g))


def _computed(request: GradientFigureRequest) -> gradients.ComputedGradients:
    """Of a network, those of one layer."""
    name = networks.named(request)
    if name is None:
        if request.layer is not None:
            raise invalid("layer", key="layer_alone")
        return gradients.compute(request)
    members = networks.members(request, name)
    known = [m.part.name for m in members.models]
    layer = members.top.part.name if request.layer is None else request.layer
    if layer not in known:
        raise invalid("layer", key="unknown_layer", layer=layer, model=name, known=known)
    return network_gradients.compute(request, name).layers[known.index(layer)]


def backward(g: gradients.ComputedGradients) -> Backward:
    """What the figures of the way back show."""
    found = g.jacobians or {}
    return Backward(g.norms, found.get("norms"), found.get("spectrum"), g.attribution)


def outputs(c: ComputedTrace) -> Outputs | None:
    """What the model answers, where it has a readout."""
    if c.said is None:
        return None
    name = c.prepared.request.params.model
    follows = name is None or models.load(name).card["task"] in FORWARD_ONLY
    return Outputs(c.said[1], c.prepared.outputs, c.said[0] == "values", follows)


def _check(view: str, request: FigureRequest, c: ComputedTrace) -> None:
    """Refuses what a figure cannot show or what would be too large for a browser."""
    trace, shown = c.trace, FIGURES[view]
    known = views(trace.cell, c.said is not None, shown.needs_backward)
    if view not in known:
        raise invalid("cell", key="figure_view", view=view, known=list(known))
    if trace.steps > MAX_STEPS:
        raise invalid("input", key="figure_steps", has=trace.steps, limit=MAX_STEPS)
    if request.animated and trace.steps > MAX_FRAMES:
        raise invalid("animated", key="figure_frames", has=trace.steps, limit=MAX_FRAMES)
    values = shown.values(trace, request.animated)
    if values > MAX_VALUES:
        raise invalid("params", key="figure_values", has=values, limit=MAX_VALUES)
    for name in shown.options:
        chosen = [request.unit] if name == "unit" else list(request.units or ())
        for unit in chosen:
            if unit >= trace.hidden:
                raise invalid(name, key="figure_unit", has=unit, last=trace.hidden - 1)

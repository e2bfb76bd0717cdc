"""The way back: the laboratory's address plus a loss and a cut, as a page of gradients."""

from __future__ import annotations

from collections.abc import Mapping

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..api import gradients, network_gradients
from ..api.errors import Problem
from ..i18n import LANGS, catalogue
from . import lab, query
from .gradient_choice import NODE, OWN, Choice, Ground, chosen, ground, request, troubles, whole
from .gradient_data import narration, page_data, sentence
from .gradient_drawing import Drawing
from .gradient_layers import rows
from .gradient_player import player
from .gradient_shared_out import attribution, ink_width, spectra
from .gradient_wave import FOREIGN, Layer, Wave
from .lab import Lab
from .lab_page import settings_context
from .routes import form
from .site import Site


def router(site: Site) -> APIRouter:
    pages = APIRouter()
    limiter = CapacityLimiter(1)

    @pages.api_route("/{lang}/gradients", methods=["GET", "HEAD"])
    async def back(request: Request, lang: str) -> Response:
        if lang not in LANGS:
            raise HTTPException(404)
        return await to_thread.run_sync(page, site, request, lang, limiter=limiter)

    @pages.api_route("/{lang}/gradients", methods=["POST"])
    async def back_form(request: Request, lang: str) -> Response:
        """The page of an address too long for a link, such as one with weights in it."""
        if lang not in LANGS:
            raise HTTPException(404)
        asked = await form(request)
        return await to_thread.run_sync(page, site, request, lang, asked, limiter=limiter)

    return pages


def page(
    site: Site, request: Request, lang: str, sent: Mapping[str, str] | None = None
) -> Response:
    asked = request.query_params if sent is None else sent
    forward = {k: v for k, v in asked.items() if k not in (*FOREIGN, *OWN, "made")}
    t = catalogue(lang)
    content = build(lab.build(query.parse(forward), t), asked)
    drawing, told = Drawing(content), narration(content)
    return site.render(
        request, "gradients.html", lang, wave=content, d=drawing, player=player(content),
        sentence=sentence(content, told), page_data=page_data(content, drawing, told),
        rows=rows(content), attribution=attribution(content), ink_width=ink_width(content),
        spectra=spectra(content), **settings_context(content.lab),
    )  # fmt: skip


def build(at_rest: Lab, asked: Mapping[str, str]) -> Wave:
    """Whatever is asked for, something sensible is shown: what cannot be taken is left out."""
    on = ground(at_rest)
    choice, said, problem = chosen(on, asked), troubles(on, asked), None
    try:
        layers = _layers(at_rest, on, choice)
    except Problem as error:
        if error.kind not in ("overflow", "too-much-work"):
            raise
        if error.kind == "overflow":
            problem, choice = error, Choice(NODE, choice.node, choice.step, 1)
        layers = _layers(at_rest, on, choice, jacobians=False)
    stage = at_rest.model.part.name if on.network else ""
    shown = next((k for k, layer in enumerate(layers) if layer.name == stage), 0)
    at, made = whole(asked.get("at"), 0), asked.get("made", "")
    return Wave(at_rest, layers, shown, on, choice, at, problem, said, made)


def _layers(at_rest: Lab, on: Ground, choice: Choice, jacobians: bool = True) -> tuple[Layer, ...]:
    asked = request(on, choice, jacobians)
    if not on.network:
        return (Layer("", "", gradients.compute(asked), 0, False, True),)
    found = network_gradients.compute(asked, on.network)
    top = found.computed.top
    return tuple(
        Layer(
            one.part.name, lab.layer_name(one.part.name, at_rest.t), own,
            -1 if one.part.encoder else one.part.height, one.part.reversed, one.computed is top,
        )
        for one, own in zip(found.computed.layers, found.layers, strict=True)
    )  # fmt: skip

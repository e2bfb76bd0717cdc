"""Scenes as pages: a declared scene and an address in, a page out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..i18n import Catalogue, catalogue
from ..scenes import SCENES, Scene
from . import scene_figures, scene_labs
from .lab_page import stage
from .said import Said
from .scene_asked import END, Asked, read
from .scene_shown import Shown
from .site import Site, script_data


def show(scene: Scene, asked: Mapping[str, str], t: Catalogue) -> Shown:
    """Never fails: what cannot be taken is replaced by the nearest sensible value."""
    return _build(scene.id, t.lang, read(scene, asked, t))


@lru_cache(maxsize=64)
def _build(id: str, lang: str, asked: Asked) -> Shown:
    scene, t = SCENES[id], catalogue(lang)
    own_clock = scene.kind in scene_figures.KINDS
    at: tuple[int, str] | int = scene.tour[asked.stop].at
    if asked.mode == "free" and own_clock:
        at = END
    if asked.at is not None:
        at = asked.at
    if own_clock:
        figure = scene_figures.drawn(id, lang, asked.values)
        return Shown(scene, t, asked, figure.place(at), asked.unit, figure=figure)
    chosen = dict(asked.values)
    first, beside = scene_labs.pair(scene, chosen, t, at, asked.unit)
    future = scene_labs.future(first, chosen, t)
    return Shown(scene, t, asked, first.at, first.unit, first, beside, future=future)


def told(scene: Scene, t: Catalogue) -> list[str]:
    """The tour's sentences, with the numbers that the page shows at first."""
    return show(scene, {}, t).stops


def known(id: str) -> Scene:
    if id not in SCENES:
        raise HTTPException(404)
    return SCENES[id]


def context(shown: Shown, site: Site) -> dict[str, Any]:
    """What _scene.html draws one scene from."""
    stages = {
        name: stage(one, site.templates, shown.most)
        for name, one in (("first", shown.lab), ("beside", shown.beside))
        if one is not None
    }
    return {"shown": shown, "stages": stages, "said": Said(shown.t), "colours": shown.colours}


def texts(t: Catalogue) -> Markup:
    """The browser's texts, once a page, as JSON for a script element."""
    return script_data({"lang": t.lang, "texts": t.js()})


def page(site: Site, request: Request, lang: str, id: str) -> Response:
    t = catalogue(lang)
    shown = show(known(id), request.query_params, t)
    shown = replace(shown, base=shown.path, keep=kept(request, ("theme", "hide")))
    return site.render(request, "scene.html", lang, texts=texts(t), **context(shown, site))


def unready(site: Site, request: Request, lang: str, title: str) -> Response:
    """The page while its networks train: it shows itself again when they have."""
    return site.render(request, "unready.html", lang, 202, title=catalogue(lang)(title))


def kept(request: Request, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    given = request.query_params
    return tuple((name, given[name]) for name in names if given.get(name))

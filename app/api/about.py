"""What the API tells of itself: its cells, models and scenes, the same until the next version."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from .. import __version__, models
from ..cells import EVERY
from ..core.cell import Cell
from ..i18n import Catalogue
from ..scenes import SCENES
from . import errors, numbers, scenes
from . import models as cards
from .describe import cell_entry
from .errors import Problem, invalid
from .headers import READ, said, stable
from .limits import LIMITS
from .media import FILE
from .work import Cache, Work, digest

Picture = Callable[[Cell, Catalogue], str]  # a cell as a whole SVG


@dataclass(frozen=True)
class Drawn:
    """What the pages draw and tell, and the API hands out too."""

    picture: Picture
    told: scenes.Told


def router(work: Work, cache: Cache, pages: Drawn) -> APIRouter:
    """What takes its time is made once and kept in the cache."""
    about = APIRouter()

    async def kept(make: Callable[[], bytes], *names: str) -> bytes:
        """What takes its time and changes only with the version: from the cache, else made once."""
        key = digest(__version__, *names)
        found = cache.get(key)
        if found is None:
            found = await work.run(1.0, make)
            cache.put(key, found)
        return found

    @about.api_route("/cells", methods=READ)
    async def cells(request: Request) -> Response:
        entries = [cell_entry(cell, *_sizes(request)) for cell in EVERY.values()]
        return stable(request, numbers.dumps({"cells": entries}))

    @about.api_route("/cells/{id}", methods=READ)
    async def cell(request: Request, id: str) -> Response:
        found = EVERY[_known(id, EVERY)]
        return stable(request, numbers.dumps(cell_entry(found, *_sizes(request))))

    @about.api_route("/cells/{id}/diagram.svg", methods=READ)
    async def diagram(request: Request, id: str) -> Response:
        cell, t = EVERY[_known(id, EVERY)], errors.texts(request)
        picture = await kept(lambda: pages.picture(cell, t).encode(), "diagram", id, t.lang)
        return said(stable(request, picture, "image/svg+xml"), t)

    @about.api_route("/models", methods=READ)
    async def trained(request: Request) -> Response:
        t = errors.texts(request)
        return said(stable(request, numbers.dumps(cards.every(t))), t)

    @about.api_route("/models/{id}", methods=READ)
    async def model(request: Request, id: str) -> Response:
        _known(id, models.names())
        t = errors.texts(request)
        return said(stable(request, numbers.dumps(cards.entry(id, t))), t)

    @about.api_route("/models/{id}/weights", methods=READ)
    async def weights(request: Request, id: str) -> Response:
        answer = stable(request, models.packed(_known(id, models.names())), FILE)
        answer.headers["Content-Disposition"] = f'attachment; filename="{id}.safetensors"'
        return answer

    @about.api_route("/scenes", methods=READ)
    async def every_scene(request: Request) -> Response:
        t = errors.texts(request)
        found = await kept(lambda: scenes.every(t, pages.told), "scenes", t.lang)
        return said(stable(request, found), t)

    @about.api_route("/scenes/{id}", methods=READ)
    async def scene(request: Request, id: str) -> Response:
        _known(id, SCENES)
        t = errors.texts(request)
        found = await kept(lambda: scenes.one(id, t, pages.told), "scenes", id, t.lang)
        return said(stable(request, found), t)

    return about


def _known(id: str, of: Collection[str]) -> str:
    """Raises Problem, which tells the ids that there are."""
    if id not in of:
        raise Problem("not-found", members={"known": list(of)}, what=id)
    return id


def _sizes(request: Request) -> tuple[int | None, int | None]:
    """?input_size=8&hidden=4: sizes for the parameters' shapes."""
    return (
        _size(request, "input_size", LIMITS.input_size),
        _size(request, "hidden", LIMITS.hidden),
    )


def _size(request: Request, name: str, limit: int) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9 or not 1 <= int(text) <= limit:
        raise invalid(name, key="query_size", name=name, limit=limit)
    return int(text)

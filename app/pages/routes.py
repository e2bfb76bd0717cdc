"""The addresses of the pages."""

from __future__ import annotations

import functools

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..i18n import LANGS, catalogue, negotiate
from . import home, lab, query
from .site import Site, with_query

READ = ["GET", "HEAD"]


def router(site: Site) -> APIRouter:
    """Every page; a page is drawn on one thread of its own, never on the event loop."""
    pages = APIRouter()
    limiter = CapacityLimiter(1)

    @pages.api_route("/", methods=READ)
    async def start(request: Request) -> Response:
        lang = negotiate(request.headers.get("accept-language"))
        target = f"/{lang}/{with_query(dict(request.query_params))}"
        return RedirectResponse(
            target, 302, {"Vary": "Accept-Language", "Cache-Control": "no-cache"}
        )

    @pages.api_route("/{lang}", methods=READ)
    async def bare(request: Request, lang: str) -> Response:
        return RedirectResponse(f"/{_known(lang)}/{with_query(dict(request.query_params))}", 308)

    @pages.api_route("/{lang}/", methods=READ)
    async def front(request: Request, lang: str) -> Response:
        draw = functools.partial(home.page, site, request, _known(lang))
        return await to_thread.run_sync(draw, limiter=limiter)

    @pages.api_route("/{lang}/lab", methods=READ)
    async def laboratory(request: Request, lang: str) -> Response:
        draw = functools.partial(laboratory_page, site, request, _known(lang))
        return await to_thread.run_sync(draw, limiter=limiter)

    return pages


def laboratory_page(site: Site, request: Request, lang: str) -> Response:
    t = catalogue(lang)
    content = lab.build(query.parse(request.query_params), t)
    return site.render(request, "lab.html", lang, **lab.context(content, site.templates))


def _known(lang: str) -> str:
    if lang not in LANGS:
        raise HTTPException(404)
    return lang

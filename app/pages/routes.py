"""The addresses of the pages."""

from __future__ import annotations

import functools
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..i18n import LANGS, negotiate
from . import compare, home, lab_page
from .site import Site, with_query

READ = ["GET", "HEAD"]
LONGEST = 300_000
"""Bytes of an address that is too long for a link and comes as a form."""


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
        draw = functools.partial(lab_page.page, site, request, _known(lang))
        return await to_thread.run_sync(draw, limiter=limiter)

    @pages.api_route("/{lang}/compare", methods=READ)
    async def comparison(request: Request, lang: str) -> Response:
        draw = functools.partial(compare.page, site, request, _known(lang))
        return await to_thread.run_sync(draw, limiter=limiter)

    @pages.api_route("/{lang}/lab", methods=["POST"])
    async def laboratory_form(request: Request, lang: str) -> Response:
        """The page of an address too long for a link; or, as JSON, only its run."""
        asked = await form(request)
        as_json = request.headers.get("accept") == "application/json"
        answer = lab_page.run_only if as_json else functools.partial(lab_page.page, site, request)
        draw = functools.partial(answer, _known(lang), asked)
        return await to_thread.run_sync(draw, limiter=limiter)

    return pages


async def form(request: Request) -> dict[str, str]:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            raise HTTPException(413)
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=100))
    except ValueError:
        raise HTTPException(400) from None


def _known(lang: str) -> str:
    if lang not in LANGS:
        raise HTTPException(404)
    return lang

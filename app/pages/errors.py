"""What a browser sees when a page is missing or fails; the API has its own problem answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..i18n import LANGS, negotiate
from .site import Site

log = logging.getLogger("celda.pages")


def language(request: Request) -> str:
    """The language of the address, else the reader's."""
    first = request.url.path.split("/")[1:2]
    return (
        first[0]
        if first and first[0] in LANGS
        else negotiate(request.headers.get("accept-language"))
    )


def error_page(site: Site, request: Request, status: int) -> Response:
    """The page for a status, in the look of the rest and in the reader's language."""
    if request.url.path.startswith("/static/"):
        return Response(HTTPStatus(status).phrase, status, media_type="text/plain")
    kind = "missing" if status == 404 else "failed" if status >= 500 else "refused"
    page = site.render(
        request, "error.html", language(request), status, kind=kind, status_code=status
    )
    page.headers["Cache-Control"] = "no-store"
    page.headers["Vary"] = "Accept-Language"
    return page


def for_refusals(site: Site) -> Callable[[Request, Exception], Response]:
    """The exception handler of what the pages and the framework refuse."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        page = error_page(site, request, error.status_code)
        page.headers.update(error.headers or {})
        return page

    return refused


class Failures:
    """A page for whatever was raised and not caught; it stands inside the security headers."""

    def __init__(self, app: ASGIApp, site: Site):
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if started:
                raise
            await error_page(self.site, Request(scope), 500)(scope, receive, send)

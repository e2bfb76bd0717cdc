"""What a browser sees when a page is missing or fails; the API has its own problem answers."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from ..i18n import LANGS, negotiate
from .site import Site


def is_api(path: str) -> bool:
    return path.startswith("/api/") or path in ("/healthz", "/readyz", "/oembed")


def language(request: Request) -> str:
    """The language of the address, else the reader's."""
    first = request.url.path.split("/")[1:2]
    return first[0] if first and first[0] in LANGS else negotiate(request.headers.get("accept-language"))


def error_page(
    site: Site, request: Request, status: int, headers: dict[str, str] | None = None
) -> Response:
    """The page for a status, in the look of the rest and in the reader's language."""
    if request.url.path.startswith("/static/"):
        return Response(HTTPStatus(status).phrase, status, headers, media_type="text/plain")
    kind = "missing" if status == 404 else "failed" if status >= 500 else "refused"
    page = site.render(request, "error.html", language(request), status, kind=kind, status_code=status)
    page.headers["Cache-Control"] = "no-store"
    page.headers.update(headers or {})
    return page

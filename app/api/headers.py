"""The headers that say what an answer depends on: its bytes, and the reader's language."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ..i18n import Catalogue
from .media import JSON
from .work import digest

READ = ["GET", "HEAD"]
FRESH = {"Cache-Control": "public, max-age=300"}


def matches(request: Request, key: str) -> bool:
    """Whether the client holds the answer of this ETag (RFC 9110, 13.1.2)."""
    asked = request.headers.get("if-none-match", "")
    return any(tag.strip().removeprefix("W/").strip('"') in (key, "*") for tag in asked.split(","))


def stable(request: Request, body: bytes, media_type: str = JSON) -> Response:
    """What changes only with the version: with an ETag of its bytes."""
    key = digest(body)
    headers = {"ETag": f'"{key}"'} | FRESH
    if matches(request, key):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def said(answer: Response, t: Catalogue) -> Response:
    """An answer whose words depend on the reader's language."""
    answer.headers.update({"Vary": "Accept-Language", "Content-Language": t.lang})
    return answer

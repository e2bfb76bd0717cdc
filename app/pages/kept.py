"""Pages drawn before: kept compressed, and not sent again to readers who have them."""

from __future__ import annotations

import gzip

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..api.work import Cache, digest
from ..i18n import LANGS
from .waiting import EVENTS

LEVEL = 6
"""Compressed once and kept, a page may take longer than other answers: a fifth smaller than 1."""
LARGEST_KEY = 2000
END = b"\n\n"


class KeptPages:
    """A page under /{lang}/ is a pure function of its address, so it is drawn once a process.

    Only whole HTML answers of status 200 to GET and HEAD are kept, within most_bytes; with 0
    nothing is.
    """

    def __init__(self, app: ASGIApp, most_bytes: int):
        self.app, self.kept, self.limiter = app, Cache(most_bytes), CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope)
        if key is None or not self.kept.most:
            await self.app(scope, receive, send)
            return
        page = self.kept.get(key)
        if page is None:
            drawn = _Drawn()
            await self.app({**scope, "method": "GET"}, receive, drawn)
            if not drawn.keeps:
                for message in drawn.messages:
                    await send(message)
                return
            page = await to_thread.run_sync(drawn.packed, limiter=self.limiter)
            self.kept.put(key, page)
        await _answer(scope, page)(scope, receive, send)


class _Drawn:
    """The messages of one answer, held back until it is whole."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def keeps(self) -> bool:
        start = self.messages[0]
        kind = Headers(raw=start["headers"]).get("content-type", "")
        return start["status"] == 200 and kind.startswith("text/html")

    def packed(self) -> bytes:
        """Its headers, an empty line, its body compressed."""
        body = b"".join(m.get("body", b"") for m in self.messages[1:])
        own = [(k, v) for k, v in self.messages[0]["headers"] if k.lower() != b"content-length"]
        head = b"\n".join(k + b":" + v for k, v in own)
        return head + END + gzip.compress(body, LEVEL)


def _key(scope: Scope) -> str | None:
    """The whole address; None for what is not a page in a language, or is told as events."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    if EVENTS in Headers(scope=scope).get("accept", ""):
        return None
    if scope["path"][1:3] not in LANGS or scope["path"][3:4] != "/":
        return None
    url = str(Request(scope).url)
    return url if len(url) <= LARGEST_KEY else None


def _answer(scope: Scope, packed: bytes) -> Response:
    """The page as this reader can take it, or only that it has not changed."""
    asked = Headers(scope=scope)
    head, _, page = packed.partition(END)
    headers = dict(line.split(":", 1) for line in head.decode("latin-1").split("\n"))
    headers["etag"] = f'W/"{digest(packed)}"'
    varies = {"vary": "Accept-Encoding"}
    if headers["etag"] in asked.get("if-none-match", ""):
        return Response(status_code=304, headers=headers | varies)
    if "gzip" in asked.get("accept-encoding", ""):
        return Response(page, headers=headers | varies | {"content-encoding": "gzip"})
    return Response(gzip.decompress(page), headers=headers)

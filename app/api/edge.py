"""The outermost layer of the API: whatever happens inside, what leaves is one of our answers."""

from __future__ import annotations

import logging

from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import MEDIA_TYPE, Problem, answer

log = logging.getLogger("celda.api")


class Edge:
    """Turns the framework's plain 413 and 500 into problem+json.

    The framework sends both outside of every handler, so this stands outside of the framework.
    """

    def __init__(self, app: ASGIApp, max_body: int) -> None:
        self.app, self.max_body = app, max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = replaced = False

        async def checked(message: Message) -> None:
            nonlocal started, replaced
            if message["type"] == "http.response.start":
                replaced = message["status"] in (413, 500) and not _is_problem(message)
                started = not replaced
            if not replaced:
                await send(message)

        try:
            await self.app(scope, receive, checked)
            problem = too_large(self.max_body) if replaced else None
        except ClientDisconnect:
            return
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if started:
                raise
            problem = Problem("internal")
        if problem is not None:
            response = answer(HTTPConnection(scope), problem)
            await response(scope, receive, send)


def _is_problem(message: Message) -> bool:
    return (b"content-type", MEDIA_TYPE.encode()) in [(k.lower(), v) for k, v in message["headers"]]


def too_large(limit: int) -> Problem:
    """The rest of such a body is not read, so the connection cannot be used again."""
    return Problem(
        "content-too-large", headers={"Connection": "close"}, members={"limit": limit}, limit=limit
    )

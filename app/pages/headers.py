"""The headers that every answer carries, errors included."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src {own}; script-src {own}; style-src {own}; img-src {own} data:; "
    "object-src 'none'; base-uri 'none'; form-action {own}; frame-ancestors {ancestors}; "
    "require-trusted-types-for 'script'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
EMBED = "/embed/"
ORIGIN = re.compile(r"https?://[^/\s;,'\"]+")
OWN_PAGE = POLICY.format(own="'self'", ancestors="'none'")


def framed_policy(public_url: str, scope: Scope) -> str:
    """A frame in a sandbox has no origin of its own: in WebKit 'self' then allows nothing."""
    named = Headers(scope=scope).get("host", "")
    origin = ORIGIN.match(public_url) or ORIGIN.fullmatch(f"{scope['scheme']}://{named}")
    own = f"'self' {origin[0]}" if origin else "'self'"
    return POLICY.format(own=own, ancestors="*")


class SecurityHeaders:
    """Adds the strict policy; only what lies under /embed/ may be framed."""

    def __init__(self, app: ASGIApp, public_url: str = ""):
        self.app = app
        self.public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        framed = scope["path"].startswith(EMBED)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                policy = framed_policy(self.public_url, scope) if framed else OWN_PAGE
                headers["Content-Security-Policy"] = policy
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not framed:
                    headers.setdefault("X-Frame-Options", "DENY")
            await send(message)

        await self.app(scope, receive, send_with_headers)

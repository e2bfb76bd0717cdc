"""Whether the process lives, and whether it should get work: never behind a queue."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .. import __version__
from . import numbers
from .errors import answer
from .work import Work


def router(work: Work, prefix: str) -> APIRouter:
    """/healthz and /readyz, and the way to the docs of the API, which stands under prefix."""
    health = APIRouter(include_in_schema=False)
    body = numbers.dumps({"status": "ok", "version": __version__})
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}

    @health.api_route("/healthz", methods=["GET", "HEAD"])
    async def alive() -> Response:
        return Response(body, headers=headers, media_type="application/json")

    @health.api_route("/readyz", methods=["GET", "HEAD"])
    async def ready(request: Request) -> Response:
        if work.full:
            return answer(request, work.busy(), prefix)
        return Response(body, headers=headers, media_type="application/json")

    @health.api_route(prefix, methods=["GET", "HEAD"])
    @health.api_route(f"{prefix}/", methods=["GET", "HEAD"])
    async def start() -> Response:
        return RedirectResponse(f"{prefix}/docs", 308)

    return health

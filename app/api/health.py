"""Whether the process lives, and whether it should get work: never behind a queue."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from .. import __version__
from . import numbers
from .errors import answer
from .work import Work


def router(work: Work) -> APIRouter:
    """/healthz and /readyz."""
    health = APIRouter(include_in_schema=False)
    body = numbers.dumps({"status": "ok", "version": __version__})
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}

    @health.api_route("/healthz", methods=["GET", "HEAD"])
    async def alive() -> Response:
        return Response(body, headers=headers, media_type="application/json")

    @health.api_route("/readyz", methods=["GET", "HEAD"])
    async def ready(request: Request) -> Response:
        if work.full:
            return answer(request, work.busy())
        return Response(body, headers=headers, media_type="application/json")

    return health

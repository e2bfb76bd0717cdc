"""Version 1 of the API, as an application of its own under /api: mount() puts it into another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp

from ..jobs import Jobs
from ..settings import Settings
from . import about, docs, errors, health, routes, trainings
from .edge import Edge, too_large
from .errors import Problem
from .limits import SERVICE, Service
from .work import Cache, Work

PREFIX = "/api"
EXPOSED = ("ETag", "Retry-After", "Content-Language")


def mount(
    app: FastAPI,
    settings: Settings,
    site: docs.Site,
    pages: about.Drawn,
    jobs: Jobs,
    service: Service = SERVICE,
) -> None:
    """The API under /api, /healthz and /readyz; site renders the docs, jobs do its trainings."""
    service = replace(service, cache_bytes=settings.cache_bytes, max_body=settings.max_body)
    work = Work(service)
    app.include_router(health.router(work, PREFIX))
    app.mount(PREFIX, application(service, work, site, pages, jobs))


def application(
    service: Service, work: Work, site: docs.Site, pages: about.Drawn, jobs: Jobs
) -> ASGIApp:
    """The API alone, for any place to mount it."""
    api = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=service.max_body,
    )
    cache = Cache(service.cache_bytes)
    api.include_router(about.router(work, cache, pages), prefix="/v1")
    api.include_router(routes.router(service, work, cache), prefix="/v1")
    api.include_router(trainings.router(service, jobs), prefix="/v1")
    api.include_router(docs.router(site, work, pages.told))

    @api.exception_handler(Problem)
    async def known(request: Request, problem: Problem) -> Response:
        return errors.answer(request, problem)

    @api.exception_handler(HTTPException)
    async def frameworks(request: Request, error: HTTPException) -> Response:
        return errors.answer(request, _problem(request, error, api.routes, service))

    return CORSMiddleware(
        Edge(api, service.max_body),
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["*"],
        expose_headers=EXPOSED,
        max_age=86_400,
    )


def _problem(
    request: Request, error: HTTPException, known: list[BaseRoute], service: Service
) -> Problem:
    """What the framework raised, in our terms."""
    if error.status_code == 413:
        return too_large(service.max_body)
    if error.status_code == 405:
        allow = ", ".join(sorted(_methods(request, known)))
        return Problem(
            "method-not-allowed", headers={"Allow": allow}, method=request.method, allow=allow
        )
    if error.status_code == 404:
        return Problem("not-found", what=request.url.path[:200])
    kind = "internal" if error.status_code >= 500 else "invalid-request"
    return Problem(kind, status=error.status_code, headers=error.headers or {})


def _methods(request: Request, known: list[BaseRoute]) -> set[str]:
    """Every method that some route of this path takes."""
    found: set[str] = set()
    for method in ("GET", "HEAD", "POST"):
        scope: dict[str, Any] = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in known):
            found.add(method)
    return found

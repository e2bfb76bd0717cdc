"""The addresses of what is read and embedded: chapters, glossary, scenes, frames."""

from __future__ import annotations

from functools import partial

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..i18n import LANGS
from ..jobs import Jobs
from ..scenes import CHAPTERS
from . import assignments, chapters, embed, models, scenes, training
from .routes import form
from .site import Site
from .waiting import Waiting

READ = ["GET", "HEAD"]


def router(site: Site, jobs: Jobs) -> APIRouter:
    """Every page here is drawn on one thread of its own, never on the event loop."""
    pages = APIRouter()
    limiter = CapacityLimiter(1)
    waiting = Waiting(jobs, limiter)

    @pages.api_route("/embed/lab", methods=READ)
    async def laboratory(request: Request) -> Response:
        return await to_thread.run_sync(embed.laboratory, site, request, limiter=limiter)

    @pages.api_route("/embed/lab", methods=["POST"])
    async def laboratory_run(request: Request) -> Response:
        asked = await form(request)
        return await to_thread.run_sync(embed.laboratory_run, request, asked, limiter=limiter)

    @pages.api_route("/embed/{id}", methods=READ)
    async def frame(request: Request, id: str) -> Response:
        return await waiting.page(
            request,
            partial(embed.scene, site, request, id),
            partial(embed.unready, site, request, id),
        )

    @pages.api_route("/{lang}/scenes/{id}", methods=READ)
    async def scene(request: Request, lang: str, id: str) -> Response:
        return await waiting.page(
            request,
            partial(scenes.page, site, request, known(lang), id),
            partial(scenes.unready, site, request, lang, f"scenes.{id}.title"),
        )

    @pages.api_route("/{lang}/chapters", methods=READ)
    async def first(lang: str) -> Response:
        return RedirectResponse(f"/{known(lang)}/chapters/{CHAPTERS[0]}", 302)

    @pages.api_route("/{lang}/chapters/{id}", methods=READ)
    async def chapter(request: Request, lang: str, id: str) -> Response:
        return await to_thread.run_sync(
            chapters.page, site, request, known(lang), id, limiter=limiter
        )

    @pages.api_route("/{lang}/glossary", methods=READ)
    async def glossary(request: Request, lang: str) -> Response:
        return await to_thread.run_sync(
            chapters.glossary, site, request, known(lang), limiter=limiter
        )

    @pages.api_route("/{lang}/assignments/{id}", methods=READ)
    async def assignment(request: Request, lang: str, id: str) -> Response:
        return await waiting.page(
            request,
            partial(assignments.page, site, request, known(lang), id),
            partial(scenes.unready, site, request, lang, f"assignments.{id}.title"),
        )

    @pages.api_route("/{lang}/teachers", methods=READ)
    async def teachers(request: Request, lang: str) -> Response:
        return await to_thread.run_sync(
            chapters.teachers, site, request, known(lang), limiter=limiter
        )

    @pages.api_route("/{lang}/train", methods=READ)
    async def train(request: Request, lang: str) -> Response:
        return await to_thread.run_sync(training.page, site, request, known(lang), limiter=limiter)

    @pages.api_route("/{lang}/models", methods=READ)
    async def trained(request: Request, lang: str) -> Response:
        return await to_thread.run_sync(models.page, site, request, known(lang), limiter=limiter)

    return pages


def known(lang: str) -> str:
    if lang not in LANGS:
        raise HTTPException(404)
    return lang

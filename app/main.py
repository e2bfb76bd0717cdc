"""The only place that knows every part: settings in, one application out."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from . import __version__, api
from .allocation import keep_freed_memory
from .api.about import Drawn
from .api.trainings import pool
from .pages.errors import Failures, for_refusals
from .pages.gradients import router as gradients
from .pages.headers import SecurityHeaders
from .pages.kept import KeptPages
from .pages.reading import router as reading
from .pages.routes import router as pages
from .pages.scenes import told
from .pages.site import Site, environment
from .pages.stage import draw
from .pages.static import HashedStatic, version_of
from .settings import Settings, assets, read


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole service; without settings they are read from the environment."""
    keep_freed_memory()
    settings = read() if settings is None else settings
    static = assets("static")
    site = Site(settings, environment(assets("templates")), version_of(static))
    app = FastAPI(
        title="Celda",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(SecurityHeaders, public_url=settings.public_url),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=1),
            Middleware(KeptPages, most_bytes=settings.cache_bytes // 4),
            Middleware(Failures, site=site),
        ],
    )
    app.add_exception_handler(HTTPException, for_refusals(site))
    jobs = pool()
    drawn = Drawn(lambda cell, t: draw(cell, site.templates, t), told)
    api.mount(app, settings, site, drawn, jobs)
    app.mount("/static", HashedStatic(static, site.version))
    app.include_router(reading(site, jobs))
    app.include_router(gradients(site))
    app.include_router(pages(site))
    return app

"""Scenes and the laboratory for other people's pages: /embed/ alone may be framed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from ..i18n import LANGS, catalogue, negotiate
from . import lab, query, scenes
from .lab_page import context, run_only
from .site import Site

KEPT = ("lang", "theme", "hide", "id")
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def language(request: Request) -> str:
    """The query's, else the reader's."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGS else negotiate(request.headers.get("accept-language"))


def scene(site: Site, request: Request, id: str) -> Response:
    lang = language(request)
    t = catalogue(lang)
    shown = scenes.show(scenes.known(id), request.query_params, t)
    kept = dict(scenes.kept(request, KEPT)) | {"lang": lang}
    shown = replace(shown, base=f"/embed/{id}", keep=tuple(kept.items()))
    return _open(
        site.render(
            request, "embed.html", lang, texts=scenes.texts(t), frame_id=_name(request, id),
            **scenes.context(shown, site),
        )
    )  # fmt: skip


def unready(site: Site, request: Request, id: str) -> Response:
    """The frame while its networks train: it shows itself again when they have."""
    lang = language(request)
    title = catalogue(lang)(f"scenes.{id}.title")
    return _open(
        site.render(
            request, "embed_unready.html", lang, 202, title=title, frame_id=_name(request, id)
        )
    )


def laboratory(site: Site, request: Request) -> Response:
    lang = language(request)
    content = lab.build(query.parse(request.query_params), catalogue(lang))
    return _open(
        site.render(
            request, "embed_lab.html", lang, frame_id=_name(request, "lab"),
            **context(content, site.templates),
        )
    )  # fmt: skip


def laboratory_run(request: Request, asked: Mapping[str, str]) -> Response:
    """What a framed laboratory needs to show another run."""
    return _open(run_only(language(request), asked))


def _name(request: Request, id: str) -> str:
    """What the host calls this frame, so that it can tell several apart."""
    return request.query_params.get("id", id)[:80]


def _open(response: Response) -> Response:
    response.headers.update(OPEN)
    return response

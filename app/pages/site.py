"""What all pages share: the templates, the address of a static file, one way to render."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ..api.numbers import dumps
from ..i18n import LANGS, catalogue
from ..settings import Settings, assets

THEMES = ("light", "dark")
IMPORT = re.compile(r'^\s*(?:import|export)\b[^;"(]*?"(\.[^"]+\.js)"', re.MULTILINE)


@dataclass(frozen=True)
class Site:
    """The pages' surroundings, made once by create_app."""

    settings: Settings
    templates: jinja2.Environment
    version: str
    """The hash in the address of every static file."""

    def asset(self, path: str) -> str:
        return f"/static/{self.version}/{path}"

    def modules(self, entry: str) -> tuple[str, ...]:
        """Every script that a module loads before it runs, so that none waits for another."""
        return _modules(assets("static"), entry)

    def render(
        self, request: Request, template: str, lang: str, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """A page in one language; `context` may set `query`, what a change of language keeps."""
        page = self.templates.get_template(template).render(
            **self.surroundings(request, lang), **context
        )
        headers = {"Content-Language": lang, "Cache-Control": "no-cache"}
        return HTMLResponse(page, status, headers)

    def surroundings(self, request: Request, lang: str) -> dict[str, Any]:
        query, every = dict(request.query_params), request.query_params.multi_items()
        theme = query.get("theme", "")
        origin = self.settings.public_url or str(request.base_url).rstrip("/")
        path = request.url.path
        rest = path[3:] if path[1:3] in LANGS and path[3:4] == "/" else "/"
        return {
            "t": catalogue(lang),
            "lang": lang,
            "langs": LANGS,
            "theme": theme if theme in THEMES else "",
            "path": path,
            "origin": origin,
            "here": {other: f"/{other}{rest}{with_query(every)}" for other in LANGS},
            "bare": {other: f"{origin}/{other}{rest}" for other in LANGS},
            "asset": self.asset,
            "modules": self.modules,
        }


@functools.cache
def _modules(static: Path, entry: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop(0)
        for relative in IMPORT.findall((static / path).read_text(encoding="utf-8")):
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))
            if name not in found:
                found[name] = None
                waiting.append(name)
    return tuple(found)


def with_query(query: Mapping[str, str] | list[tuple[str, str]]) -> str:
    return f"?{urlencode(query)}" if query else ""


def script_data(value: Any) -> Markup:
    """JSON for a script element: "<" is written as an escape, so that no text ends it."""
    return Markup(dumps(value).decode().replace("<", "\\u003c"))


def environment(folder: Path) -> jinja2.Environment:
    """Templates that escape everything and fail on a name that nobody gave."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )

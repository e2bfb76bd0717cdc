"""The laboratory's page: what its templates are given, and the answers to a page that stays."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from ..api.figures import outputs
from ..api.media import JSON
from ..api.numbers import dumps
from ..figures import Look
from ..figures.panels import Panels
from ..figures.scale import largest
from ..i18n import catalogue
from . import colour_key, lab_data, query
from .lab import Lab, build
from .said import Said
from .site import Site, with_query
from .stage import draw

KEPT = ("theme", "hide", "speed", "pace", "tab", "panel")
"""Settings that a page opened anew keeps."""


def page(
    site: Site, request: Request, lang: str, asked: Mapping[str, str] | None = None
) -> Response:
    t = catalogue(lang)
    content = build(query.parse(request.query_params if asked is None else asked), t)
    return site.render(request, "lab.html", lang, **context(content, site.templates))


def run_only(lang: str, asked: Mapping[str, str]) -> Response:
    """What a page that stays needs to show another run: its trace, or with tell its sentences."""
    content = build(query.parse(asked), catalogue(lang))
    answer = lab_data.sentences(content) if asked.get("tell") else lab_data.answer(content)
    return Response(dumps(answer), media_type=JSON)


def context(lab: Lab, templates: jinja2.Environment) -> dict[str, Any]:
    """What the template needs besides the lab itself."""
    return settings_context(lab) | {
        "stage": stage(lab, templates, key=True),
        "colours": colour_key.key(lab.t, largest(lab.trace), lab.cell),
        "panels": Panels(
            lab.trace,
            Look(lab.t.lang, tokens=lab.computed.tokens or ()),
            outputs(lab.computed) or outputs(lab.base),
        ),
        "viewed": query.VIEWED,
        "respelled": _respelled(lab),
        "opens": partial(_opens, lab),
        "closes": with_query({k: v for k, v in lab.values.items() if k != "open"}),
        "page_data": lab_data.page_data(lab),
    }


def settings_context(lab: Lab) -> dict[str, Any]:
    """What the settings and notices are drawn from, on the page of the way back too."""
    back = {k: v for k, v in lab.values.items() if k in KEPT}
    if lab.cell.id != query.BY_NAME["cell"].default:
        back["cell"] = lab.cell.id
    return {
        "lab": lab,
        "settings": query.BY_NAME,
        "wrong": {trouble.setting for trouble in lab.troubles},
        "back": with_query(back),
        "short": query.short,
        "said": Said(lab.t),
    }


def stage(lab: Lab, templates: jinja2.Environment, most: float = 0, key: bool = False) -> Markup:
    """The drawing at the lab's place; most and key as the stage draws them."""
    chosen = lab.asked["unit"] is not None
    return draw(
        lab.cell, templates, lab.t, lab.trace, lab.tokens, lab.at, lab.card.unit,
        chosen=chosen, most=most, key=key,
    )  # fmt: skip


def _opens(lab: Lab, node: str, step: int, unit: int) -> str:
    """The address of this page with another number open; "" where no operation made it."""
    state = node.removesuffix("_prev")
    if state not in lab.cell.ids or (state != node and step == 0):
        return ""
    return with_query(lab.values | {"open": f"{state}:{step - (state != node)}:{unit}"})


def _respelled(lab: Lab) -> str:
    """The address of this page with its text in the capitals that the network knows; or ""."""
    note = lab.weights.note
    if note is None or note.key != "capitals":
        return ""
    kept = {k: v for k, v in lab.values.items() if k not in ("at", "overrides", "changes")}
    return with_query(kept | {"text": note.values["text"]})

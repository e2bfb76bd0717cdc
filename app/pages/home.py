"""The first page: what this is, with a trained memory at work; the chapters as a path; for whom."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ..i18n import catalogue
from ..scenes import CHAPTERS, SCENES
from . import lab, query
from .lab_data import run_data
from .lab_page import stage
from .scenes import texts
from .site import Site, script_data


def page(site: Site, request: Request, lang: str) -> Response:
    """The lab's own default run, at the moment when the third letter's memory is being kept."""
    t = catalogue(lang)
    first = lab.build(query.parse({}), t)
    kept = first.cell.ids.index("kept")
    shown = lab.build(query.parse({"at": str(2 * first.beats + kept + 1)}), t)
    return site.render(
        request, "home.html", lang, lab=shown, stage=stage(shown, site.templates),
        chapters=CHAPTERS, scenes=list(SCENES), texts=texts(t),
        run=script_data({"run": run_data(shown), "at": shown.at}),
    )  # fmt: skip

"""The chapters: prose of one language with the scenes, questions and terms that stand in it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..i18n import Catalogue, catalogue
from ..learning import signs
from ..models import card
from ..scenes import CHAPTERS as ORDER
from ..scenes import SCENES
from ..scenes.measure import measured
from . import assignments, scene_signs, scenes
from .question import question as asked
from .site import Site

SECTION = re.compile(r'<h2 id="([\w-]+)">(.*?)</h2>')
TAGS = re.compile(r"<[^>]+>")


def page(site: Site, request: Request, lang: str, id: str) -> Response:
    if id not in ORDER:
        raise HTTPException(404)
    t = catalogue(lang)
    prose = site.templates.get_template(f"prose/{lang}/{id}.html").render(
        t=t, lang=lang, asset=site.asset, **tools(site, request, t)
    )
    at = ORDER.index(id)
    return site.render(
        request,
        "chapter.html",
        lang,
        id=id,
        number=at + 1,
        order=ORDER,
        prose=Markup(prose),
        sections=[
            (anchor, Markup(TAGS.sub("", title))) for anchor, title in SECTION.findall(prose)
        ],
        before=ORDER[at - 1] if at else None,
        after=ORDER[at + 1] if at + 1 < len(ORDER) else None,
        texts=scenes.texts(t),
    )


def tools(site: Site, request: Request, t: Catalogue) -> dict[str, Any]:
    """What prose may call: scene("lstm"), question("keep"), term("gate", "compuertas")…"""
    surroundings = site.surroundings(request, t.lang)
    partial = site.templates.get_template("_scene.html")

    def scene(id: str) -> Markup:
        if id not in SCENES:
            return Markup("")
        shown = scenes.show(SCENES[id], {}, t)
        shown = replace(shown, base=shown.path)
        drawn = partial.render(
            **surroundings, heading="h3", keys=False, **scenes.context(shown, site)
        )
        return Markup(drawn)

    def term(id: str, words: str = "") -> Markup:
        """A word of the glossary with its definition; its first use in a section is enough."""
        name = words or t(f"glossary.{id}.term")
        return Markup('<a class="term" href="/{}/glossary#{}" data-definition="{}">{}</a>').format(
            t.lang, id, t(f"glossary.{id}.is"), name
        )

    def question(key: str) -> Markup:
        drawn = site.templates.get_template("_question.html")
        return Markup(drawn.render(t=t, q=asked(key, t, turn=sum(key.encode()))))

    def assignment(chapter: str) -> Markup:
        """Every assignment of a chapter."""
        drawn = site.templates.get_template("_assignment.html")
        return Markup("").join(
            Markup(drawn.render(t=t, a=found)) for found in assignments.of_chapter(chapter, t)
        )

    return {
        "scene": scene,
        "term": term,
        "question": question,
        "assignment": assignment,
        "card": card,
        "bptt_cost": lambda: measured("bptt_cost"),
        "signs": signs,
        "scene_signs": scene_signs,
        "has_scene": SCENES.__contains__,
    }


def glossary(site: Site, request: Request, lang: str) -> Response:
    t = catalogue(lang)
    ids = dict.fromkeys(k.split(".")[1] for k in t.texts if k.startswith("glossary."))
    other = {one: catalogue(one) for one in ("es", "en") if one != lang}
    entries = [
        {
            "id": id,
            "term": t(f"glossary.{id}.term"),
            "also": t(f"glossary.{id}.also"),
            "is": t(f"glossary.{id}.is"),
            "symbol": symbol(t(f"glossary.{id}.symbol")),
            "other": [(one, its(f"glossary.{id}.term")) for one, its in other.items()],
        }
        for id in ids
        if t.has(f"glossary.{id}.term")
    ]
    entries.sort(key=lambda e: str(e["term"]).casefold().strip("*«"))
    return site.render(request, "glossary.html", lang, entries=entries)


def symbol(text: str) -> Markup:
    """x_t as a letter with its index; an index of several signs, h_{t−1}, is written in braces."""
    found = re.sub(r"_(?:(\w+)|\{([^}]*)\})", r"<sub>\1\2</sub>", str(escape(text)))
    return Markup(found)


def teachers(site: Site, request: Request, lang: str) -> Response:
    t = catalogue(lang)
    given = [found for id in ORDER for found in assignments.of_chapter(id, t)]
    return site.render(
        request, "teachers.html", lang, scenes=list(SCENES.values()), assignments=given
    )

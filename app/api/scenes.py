"""Scenes as data: what each shows, its controls with defaults and limits, its tour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..cells import CELLS
from ..i18n import Catalogue
from ..scenes import SCENES, Control, Scene, position, set_by
from .numbers import dumps

Told = Callable[[Scene, Catalogue], list[str]]  # a tour's sentences, with their numbers


def entry(scene: Scene, t: Catalogue, told: Told) -> dict[str, Any]:
    """A scene whole, its words in one language."""
    cell = CELLS[scene.network["cell"]]
    of_a_cell = scene.kind in ("stage", "pair")
    return {
        "id": scene.id,
        "chapter": scene.chapter,
        "title": t(f"scenes.{scene.id}.title"),
        "description": t(f"scenes.{scene.id}.lead"),
        "lang": t.lang,
        "figures": scene.figures,
        "network": dict(scene.network),
        "beside": dict(scene.beside) or None,
        "controls": [control(scene, one, t) for one in scene.controls],
        "tour": [
            {
                "id": stop.key,
                "at": position(stop.at, cell) if of_a_cell else stop.at,
                "values": set_by(scene, stop, t.texts),
                "text": sentence,
            }
            for stop, sentence in zip(scene.tour, told(scene, t), strict=True)
        ],
        "page": f"/{t.lang}/scenes/{scene.id}",
        "embed": f"/embed/{scene.id}?lang={t.lang}",
    }


def control(scene: Scene, one: Control, t: Catalogue) -> dict[str, Any]:
    """Its limits: low and high of a number, or of the length of a text; the choices of a choice."""
    default = t.texts.get(f"scenes.{scene.id}.default.{one.name}", one.default)
    found: dict[str, Any] = {"name": one.name, "kind": one.kind, "default": default}
    if one.kind == "number":
        found |= {"minimum": one.low, "maximum": one.high, "step": one.step}
    elif one.kind == "text":
        found |= {"shortest": int(one.low), "longest": int(one.high)}
    elif one.kind == "choice":
        found["choices"] = one.choices
    return found


def every(t: Catalogue, told: Told) -> bytes:
    return dumps({"scenes": [entry(scene, t, told) for scene in SCENES.values()]})


def one(id: str, t: Catalogue, told: Told) -> bytes:
    return dumps(entry(SCENES[id], t, told))

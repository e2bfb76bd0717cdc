"""A shipped model as the API tells it: its card, with what the literature reports of its task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import models
from ..i18n import Catalogue
from ..learning import published


def entry(name: str, t: Catalogue) -> dict[str, Any]:
    """The card; what stands in it as a key of the catalogues is said in words. UnknownModel."""
    card = models.card(name)
    found = [{
        "says": says(result, t), "reference": result.source.reference, "url": result.source.url,
        "where": result.where, "read": result.source.read, "values": dict(result.values),
    } for result in published.of(card["task"])]  # fmt: skip
    return card | {
        "note": said("note", card["note"], card, t),
        "evaluated_on": t(f"models.evaluated.{card['evaluated_on']}"),
        "published": found,
        "published_differs": said("differs", card["task"], card, t) if found else None,
    }


def said(section: str, key: str, card: Mapping[str, Any], t: Catalogue) -> str:
    """A sentence about a model, its numbers those of the card's settings and knobs."""
    return t(f"models.{section}.{key}", **card["settings"] | card["knobs"])


def every(t: Catalogue) -> dict[str, Any]:
    return {"models": [entry(name, t) for name in models.names()]}


def says(result: published.Result, t: Catalogue) -> str:
    """A published result in one sentence, its numbers as the language writes them."""
    values = {k: t.number(v, 0 if v == int(v) else 2) for k, v in result.values.items()}
    return t(f"models.published.{result.id}", **values)

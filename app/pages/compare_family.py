"""The networks that are compared: a family trained alike, one of each cell, or each its own."""

from __future__ import annotations

from collections.abc import Sequence

from .. import models
from ..i18n import Catalogue
from .lab import Lab

COUNTING = {"text": "Saaaaabbbbb", "model": "counting-ab"}
"""What an address that says nothing compares: networks that learned to count with equal means."""


def network(family: str, cell: str) -> str:
    return f"{family}-{cell.replace('_', '-')}"


def reads(family: str, cell: str, text: str) -> bool:
    """Whether the cell has a network of the family, and it knows every letter."""
    name = network(family, cell)
    known = family == COUNTING["model"] and name in models.names()
    return known and text != "" and set(text) <= set(models.card(name)["inputs"])


def family_of(labs: Sequence[Lab]) -> str:
    """The family that the cells' networks are of; "" where each has its own text."""
    for one in labs:
        name = str(one.asked["model"] or "")
        if name.endswith(tail := "-" + one.cell.id.replace("_", "-")):
            return name.removesuffix(tail)
    return ""


def own_text(labs: Sequence[Lab]) -> str:
    """The reader's text that they have learned on the spot; "" where they have not."""
    cards = (one.model.card for one in labs if one.model)
    return next((str(card["text"]) for card in cards if card.get("own")), "")


def learned(labs: Sequence[Lab], t: Catalogue) -> str:
    """How each network of a family does on what was held out, as its card says it."""
    if not family_of(labs):
        return ""
    known = [one for one in labs if one.model and one.model.card.get("task") == "counting"]
    shares = [
        t("compare.learned.item", cell=one.cell_name, v=t.percent(one.model.card["accuracy"]))
        for one in known
    ]
    card = known[0].model.card
    return t(
        "compare.learned.counting",
        n=card["hidden"],
        updates=t.number(card["updates"], 0),
        shares=t.list(shares),
    )

"""The shipped models: what each learned and how well, beside what the literature reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..api.models import said, says
from ..i18n import Catalogue, catalogue
from ..learning import published
from . import shelf
from .site import Site
from .training_examples import of_card, query_text


@dataclass(frozen=True)
class Group:
    """A task with its models and what is published of it."""

    task: str
    cards: list[dict[str, Any]]
    t: Catalogue

    @property
    def results(self) -> Iterator[tuple[str, published.Result]]:
        for result in published.of(self.task):
            yield says(result, self.t), result

    @property
    def ours(self) -> Iterator[str]:
        """A sentence a model: sequences seen, seeds that learned."""
        t = self.t
        for card in self.cards:
            seen = card["updates"] * card["settings"]["batch"]
            yield t(
                "models.ours_line", name=shelf.name(card, t), sequences=t.number(seen, 0),
                score=shelf.score(card, card["accuracy"], t), learned=card["success"]["learned"],
                of=card["success"]["of"],
            )  # fmt: skip


@dataclass(frozen=True)
class Page:
    t: Catalogue
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return sum(len(group.cards) for group in self.groups)

    def differs(self, group: Group) -> str:
        return said("differs", group.task, group.cards[0], self.t)

    def note(self, card: shelf.Card) -> str:
        return said("note", card["note"], card, self.t)

    def training(self, card: dict[str, Any]) -> str:
        """The training page's query that trains it again; "" where that page cannot."""
        return query_text(of_card(card))

    def departs(self, task: str) -> str:
        key = f"models.departs.{task}"
        return self.t(key) if self.t.has(key) else ""


def page(site: Site, request: Request, lang: str) -> Response:
    t = catalogue(lang)
    groups = tuple(Group(task, cards, t) for task, cards in shelf.by_task().items())
    return site.render(request, "models.html", lang, page=Page(t, groups), shelf=shelf)

"""Shipped models as people read of them: names, measures and settings, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .. import models
from ..cells import EVERY
from ..i18n import Catalogue
from ..learning.tasks import TASKS
from .query import short

Card = Mapping[str, Any]
COUNTED = re.compile(
    r"(?P<kind>gap|length) (?P<n>\d+)|(?P<bits>\d+) bits|(?P<fillers>\d+) fillers|"
    r"n (?P<first>\d+)-(?P<last>\d+)"
)
KNOBS = ("letters", "longest", "last_only", "high_first", "gap", "growing", "length")
SHOWN = (
    "init", "forget_bias", "chrono", "optimiser", "rate", "cosine", "clip_norm", "batch", "dtype",
)  # fmt: skip
UNSAID = {"forget_bias": 0.0, "cosine": 1.0}  # values that change nothing


def by_task() -> dict[str, list[dict[str, Any]]]:
    """{task: cards}, in the order of the tasks; those of a task by length, cell and size."""
    found: dict[str, list[dict[str, Any]]] = {task: [] for task in (*TASKS,)}
    for name in models.names():
        card = models.card(name)
        found[card["task"]].append(card)
    for cards in found.values():
        cards.sort(key=_place)
    return {task: cards for task, cards in found.items() if cards}


def _place(card: Card) -> tuple[Any, ...]:
    order = ("rnn", "rnn_relu", "lstm", "gru")
    cell = order.index(card["cell"]) if card["cell"] in order else len(order)
    knobs = card["knobs"]
    sizes = (
        len(str(knobs.get("letters", ""))), bool(knobs.get("last_only")),
        bool(knobs.get("high_first")),
        knobs.get("growing", 0), knobs.get("length", knobs.get("gap", 0)),
    )  # fmt: skip
    return (*sizes, cell, card["hidden"], card["settings"]["updates"], card["id"])


def name(card: Card, t: Catalogue) -> str:
    """LSTM, 32 units; length 40."""
    own = t("models.name", cell=t(f"cell.{base(card)}.name"), hidden=card["hidden"])
    return "; ".join([own, *variant(card, t)])


def variant(card: Card, t: Catalogue) -> Iterator[str]:
    """What tells a model from the others of its task besides cell and size."""
    knobs = card["knobs"]
    for knob in KNOBS:
        if not knobs.get(knob):
            continue
        key = f"models.knob.{knob}"
        yield t(f"{key}.{knobs[knob]}" if knob == "letters" else key, n=knobs[knob])
    settings = card["settings"]
    if settings.get("layers", 1) > 1:
        yield t("models.layers", n=settings["layers"])
    if settings.get("bidirectional"):
        yield t("models.both_ways")
    if "source" in card:
        yield t(f"models.attention.{'yes' if EVERY[card['cell']].attends else 'no'}")
    if card["note"] == "memory-long":
        yield t("models.knob.updates", n=t.number(card["updates"], 0))


def place(where: str, t: Catalogue) -> str:
    """Table 7, §4.1: where in a paper, in words."""
    table, _, number = where.partition("Table ")
    return t("models.table", n=number) if number and not table else where


def measure(text: str, t: Catalogue) -> str:
    """ "exact, length 40", as a card has it, in words."""
    score, _, where = text.rpartition(", ")
    found = COUNTED.fullmatch(where)
    if found is None:
        key = re.sub(r"\W+", "_", where)
        said = t(f"models.measure.{key}")
    else:
        parts = {k: v for k, v in found.groupdict().items() if v}
        kind = parts.pop("kind", "") or ("range" if "first" in parts else next(iter(parts)))
        said = t(f"models.measure.{kind}", **{"n": next(iter(parts.values()))} | parts)
    return f"{t(f'models.score.{score}')}, {said}" if score else said


def score(card: Card, value: float, t: Catalogue) -> str:
    """A share in percent; a count, such as the largest n that is right, as it is."""
    return t.number(value, 0) if value > 1 else t.percent(value, 0 if value in (0, 1) else 1)


def settings(card: Card, t: Catalogue) -> Iterator[tuple[str, str]]:
    """(name, value) of what a training depended on."""
    for key in SHOWN:
        value = card["settings"].get(key)
        if value is not None and value != UNSAID.get(key):
            yield t(f"models.setting.{key}"), setting(key, value, t)


def setting(key: str, value: Any, t: Catalogue) -> str:
    if key == "init":
        return t(f"train.init.{value}")
    if key == "optimiser":
        return t(f"train.optimiser.{value}")
    if isinstance(value, float):
        return short(value).replace(".", t("number.decimal"))
    return str(value)


def tried(card: Card, t: Catalogue) -> Iterator[tuple[str, str]]:
    """(settings, each seed's score) of what was tried before this start was chosen."""
    for row in card["tried"]:
        own = [
            f"{t(f'models.setting.{k}')} {setting(k, v, t)}"
            for k, v in row.items() if k in SHOWN
        ]  # fmt: skip
        yield ", ".join(own), t.list([score(card, s, t) for s in row["scores"]])


def choices(cell: str, but: str, t: Catalogue) -> list[tuple[str, list[tuple[str, str]]]]:
    """(task, (id, name) of every model of a cell, or with a layer of it) but one."""
    found = []
    for task, cards in by_task().items():
        named = [
            (card["id"], in_menu(card, t))
            for card in cards
            if cell in (card["cell"], base(card)) and card["id"] != but
        ]
        if named:
            found.append((task, named))
    return found


def base(card: Card) -> str:
    """A model's cell; of one that attends, the cell that it was made from."""
    cell = EVERY[card["cell"]]
    return cell.base if cell.attends else cell.id


def in_menu(card: Card, t: Catalogue) -> str:
    """A model among those of its cell: Binary addition, 4 units."""
    own = t("models.in_menu", task=t(f"train.task.{card['task']}"), hidden=card["hidden"])
    return "; ".join([own, *variant(card, t)])


def line(model: models.Model, text: str, t: Catalogue) -> str:
    """What a model that was given a text has learned and how well, in a sentence or two."""
    card = model.card
    if card.get("own"):
        quoted = t("token.quoted", token=card["text"])
        return t("models.in_lab_own", text=quoted, seed=card["seed"], n=card["updates"],
                 score=score(card, card["accuracy"], t))  # fmt: skip
    said = t(
        "models.in_lab", task=t(f"train.task.{card['task']}"), name=name(card, t),
        score=score(card, card["accuracy"], t), learned=card["success"]["learned"],
        of=card["success"]["of"],
    )  # fmt: skip
    if model.part.reversed:
        return f"{said} {t('models.in_lab_reversed')}"
    if "source" not in card or model.part.encoder:
        return said
    return f"{said} {t('models.in_lab_start', source=t('token.quoted', token=text))}"

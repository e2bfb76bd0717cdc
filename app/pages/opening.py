"""What an address that names a shipped model opens: its cell, and an input that it can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from .. import models
from ..api.inputs import normalise, one_hot, tokenise
from ..core.run import Trace, run
from ..learning.tasks.products import UNKNOWN
from .query import Asked

WORDS = re.compile(rf"{UNKNOWN}|[\w-]+|[^\w\s]")
ENCODER = "/encoder"


@dataclass(frozen=True)
class Opened:
    """The settings as the model needs them; unread: the reader's own input, replaced by example."""

    asked: Asked
    model: models.Model | None = None
    unread: str = ""


def opened(asked: Asked, lang: str) -> Opened:
    """The settings are left as they are where no shipped model of the cell is named."""
    model = named(asked["model"])
    if model is None:
        return Opened(asked)
    if "cell" in asked.given and asked["cell"] != model.cell.id:
        model = sibling(model, asked["cell"])
        if model is None:
            return Opened(asked)
    values = asked.values | {"cell": model.cell.id, "model": model.id}
    asked, own = replace(asked, values=values), asked.given & {"text", "vectors"}
    if own and readable(model, asked):
        return Opened(asked, model)
    unread = asked["text"] if "text" in own and not asked["vectors"] else ""
    return Opened(replace(asked, values=values | example(model, lang)), model, unread)


def named(name: str) -> models.Model | None:
    try:
        return models.load(name) if name else None
    except models.UnknownModel:
        return None


def sibling(model: models.Model, cell: str) -> models.Model | None:
    """The model of another cell on the same task with the same knobs."""
    base, _, part = model.id.partition("/")
    own = models.card(base)
    for name in models.names():
        card = models.card(name)
        same = all(card[key] == own[key] for key in ("task", "knobs"))
        if card["cell"] == cell and same and ("source" in card) == ("source" in own):
            return models.load(f"{name}/{part}" if part else name)
    return None


@cache
def reads_words(name: str) -> bool:
    """Whether a token of the model can be longer than a letter."""
    return any(len(tokenise(token)) > 1 for token in models.load(name).inputs)


def tokens_of(text: str, model: models.Model | None) -> tuple[str, ...]:
    """Letters, or words where the model reads words; a word it never met is the unknown one."""
    if model is None or not reads_words(model.id):
        return tokenise(text)
    words = WORDS.findall(normalise(text).lower())
    known = set(model.inputs)
    return tuple(w if w in known or UNKNOWN not in known else UNKNOWN for w in words)


def joined(tokens: Sequence[str], model: models.Model | None) -> str:
    """Tokens as the text that a reader writes for them."""
    return (" " if model is not None and reads_words(model.id) else "").join(tokens)


def readable(model: models.Model, asked: Asked) -> bool:
    if asked["vectors"]:
        return len(asked["vectors"][0]) == model.params.input_size
    tokens = tokens_of(asked["text"], model)
    return bool(tokens) and "vectors" not in _of(model, "es") and not model.lacks(list(tokens))


def example(model: models.Model, lang: str) -> dict[str, Any]:
    """The settings that hold the input of the model's card."""
    found = _of(model, lang)
    if "vectors" in found:
        return {"vectors": tuple(map(tuple, found["vectors"]))}
    tokens = found["source" if model.id.endswith(ENCODER) else "tokens"]
    return {"text": joined(tokens, model), "vectors": ()}


def start(model: models.Model, lang: str) -> dict[str, list[float]] | None:
    """The state that a decoder begins with: what its encoder made of the card's example."""
    if "source" not in model.card or model.id.endswith(ENCODER):
        return None
    return {name: value.tolist() for name, value in _encoded(model, lang).state.items()}


def looked_at(model: models.Model, lang: str) -> list[list[float]]:
    """The memory of a decoder that attends: all that its encoder said of the same example."""
    rows: list[list[float]] = _encoded(model, lang)["h"].tolist()
    return rows


def _encoded(model: models.Model, lang: str) -> Trace:
    encoder = models.load(model.card["id"] + ENCODER)
    return run(encoder.cell, encoder.params, one_hot(read(model, lang), encoder.inputs))


def read(model: models.Model, lang: str) -> list[str]:
    """The example that a decoder's encoder has read."""
    return list(_of(model, lang)["source"])


def _of(model: models.Model, lang: str) -> dict[str, Any]:
    return dict(model.card["example"][lang])

"""What an address that names a shipped model opens: its cell, and an input that it can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from .. import models
from ..api.inputs import normalise, tokenise
from ..learning.tasks.products import UNKNOWN
from ..models.members import shipped
from ..models.part import parts_of
from .brought import Bag, unpacked
from .query import Asked
from .setting import Trouble, Wrong

BROUGHT = "mine"
"""Of `model`: the weights in `brought`, as JSON."""
WORDS = re.compile(rf"{UNKNOWN}|[\w-]+|[^\w\s]")


@dataclass(frozen=True)
class Opened:
    """The settings as the model needs them; unread: the reader's own input, replaced by example.

    Of a network, model is the layer on the stage, and reader the one that reads the input.
    """

    asked: Asked
    model: models.Model | None = None
    reader: models.Model | None = None
    unread: str = ""
    troubles: tuple[Trouble, ...] = ()
    bag: Bag | None = None

    @property
    def network(self) -> str:
        """The name of the network whose layer is on the stage; "" where there is but one cell."""
        return str(self.model.card["id"]) if self.model and self.model.part.name else ""

    @property
    def layers(self) -> tuple[str, ...]:
        return (
            tuple(p.name for p in parts_of(self.model.card)) if self.model and self.network else ()
        )


def opened(asked: Asked, lang: str) -> Opened:
    """The settings are left as they are where no shipped model of the cell is named."""
    if asked["model"] == BROUGHT:
        return _brought(asked)
    base, _, part = asked["model"].partition("/")
    if base not in models.names():
        return Opened(asked)
    if "cell" in asked.given and asked["cell"] not in [m.cell.id for m in shipped(base).models]:
        base = sibling(base, asked["cell"])
        if not base:
            return Opened(asked)
    model, troubles = on_stage(base, asked["layer"] or part, asked)
    reader = shipped(base).models[0]
    layer = "" if model is reader else model.part.name
    values = asked.values | {"cell": model.cell.id, "model": base, "layer": layer}
    asked, own = replace(asked, values=values), asked.given & {"text", "vectors"}
    if own and readable(reader, asked):
        return Opened(asked, model, reader, troubles=troubles)
    unread = asked["text"] if "text" in own and not asked["vectors"] else ""
    asked = replace(asked, values=values | example(reader, lang))
    return Opened(asked, model, reader, unread, troubles)


def _brought(asked: Asked) -> Opened:
    """The reader's own weights; of a network the layer on the stage."""
    bag = unpacked(asked["brought"], asked["cell"])
    if bag is None or not bag.layered:
        return Opened(asked, bag=bag)
    known = {m.part.name: m for m in bag.models}
    model = known.get(asked["layer"], bag.models[0])
    layer = "" if model is bag.models[0] else model.part.name
    wrong = Wrong("layer", "layer_fix", given=asked["layer"][:40])
    troubles = (Trouble("layer", wrong, None),) if asked["layer"] not in ("", *known) else ()
    asked = replace(asked, values=asked.values | {"cell": model.cell.id, "layer": layer})
    return Opened(asked, model, bag.models[0], troubles=troubles, bag=bag)


def on_stage(name: str, layer: str, asked: Asked) -> tuple[models.Model, tuple[Trouble, ...]]:
    """The layer that an address names, else the first of the cell that it names, else the first."""
    known = shipped(name).models
    found = next((m for m in known if m.part.name == layer), None)
    if found is not None and layer:
        return found, ()
    of_cell = (m for m in known if "cell" in asked.given and m.cell.id == asked["cell"])
    wrong = Trouble("layer", Wrong("layer", "layer_fix", given=layer[:40]), None)
    return next(of_cell, known[0]), (wrong,) if layer else ()


def sibling(own: str, cell: str) -> str:
    """The model of another cell on the same task with the same knobs; "" where there is none."""
    facts = models.card(own)
    for name in models.names():
        card = models.card(name)
        same = all(card[key] == facts[key] for key in ("task", "knobs"))
        if card["cell"] == cell and same and len(models.parts(name)) == len(models.parts(own)):
            return name
    return ""


def reads_words(model: models.Model) -> bool:
    """Whether a token of the model can be longer than a letter."""
    return _words(tuple(model.inputs))


@cache
def _words(tokens: tuple[str, ...]) -> bool:
    return any(len(tokenise(token)) > 1 for token in tokens)


def tokens_of(text: str, model: models.Model | None) -> tuple[str, ...]:
    """Letters, or words where the model reads words; a word it never met is the unknown one."""
    if model is None or not reads_words(model):
        return tokenise(text)
    words = WORDS.findall(normalise(text).lower())
    known = set(model.inputs)
    return tuple(w if w in known or UNKNOWN not in known else UNKNOWN for w in words)


def joined(tokens: Sequence[str], model: models.Model | None) -> str:
    """Tokens as the text that a reader writes for them."""
    return (" " if model is not None and reads_words(model) else "").join(tokens)


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
    tokens = found["source" if model.part.encoder else "tokens"]
    return {"text": joined(tokens, model), "vectors": ()}


def _of(model: models.Model, lang: str) -> dict[str, Any]:
    return dict(model.card["example"][lang])

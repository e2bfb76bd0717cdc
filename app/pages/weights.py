"""Which weights the laboratory takes: trained where the network can read the input, else seeded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .. import models
from ..api.inputs import respelled
from ..api.limits import LIMITS
from ..core.cell import Cell
from .opening import BROUGHT, Opened
from .query import Asked
from .setting import Trouble, Wrong

SEEDED = frozenset({"seed", "scale", "init", "forget_bias"})
HIDDEN = 4
"""Units of seeded weights when the reader asks for no number."""


@dataclass(frozen=True)
class Note:
    """Something the reader should know: lab.note.KEY and lab.note.KEY_fix with these values."""

    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Weights:
    """The chosen weights; offered is the trained network that the cell has, chosen or not."""

    model: models.Model | None
    offered: models.Model | None
    hidden: int
    note: Note | None = None
    trouble: Trouble | None = None
    brought: dict[str, Any] | None = None
    """The reader's own, as params of the API has them."""


def offered(cell: Cell) -> models.Model | None:
    """The first trained network of the cell that reads text."""
    for name in models.names():
        card = models.card(name)
        alone = len(models.parts(name)) == 1
        if card["cell"] == cell.id and card.get("task") == "next-character" and alone:
            return models.load(name)
    return None


def _untrained(cell: Cell, seed: int) -> Note:
    """There is no trained network: whose states a decoder then looks at, too."""
    if cell.attends:
        return Note("memory", {"cell": cell.base, "seed": seed})
    return Note("cell", {"cell": cell.id, "seed": seed})


def choose(asked: Asked, cell: Cell, tokens: Sequence[str] | None, opened: Opened) -> Weights:
    """An address without `model` gets the trained network, unless it says how to draw weights;

    a text or a number of units that is not the trained network's is learned on the spot.

    A form sends its number of units with every model, so that a model that is named has its own.
    Of a network, the layer that reads the input must know it.
    """
    own = offered(cell)
    wish, hidden = asked["model"], asked["hidden"]
    seeded = HIDDEN if hidden is None else hidden
    if wish == BROUGHT:
        return _brought(asked, cell, tokens, opened, own, seeded)
    if wish == "none" or (not wish and asked.given & SEEDED):
        return Weights(None, own, seeded)
    model = own if not wish else opened.model
    if model is None:
        if wish:
            wrong = Wrong("model", "model_fix", given=wish[:40])
            return Weights(None, own, seeded, trouble=Trouble("model", wrong, None))
        return Weights(None, None, seeded, _untrained(cell, asked["seed"]))
    reader = opened.reader if wish and opened.reader else model
    if tokens is None and (not wish or len(asked["vectors"][0]) != reader.params.input_size):
        return Weights(None, own, seeded, Note("vectors", {}))
    lacking = reader.lacks(list(tokens)) if tokens is not None else []
    resized = not wish and hidden is not None and hidden != model.params.hidden
    if tokens is not None and not wish and (lacking or resized):
        learned = models.own.name(cell, seeded, tokens)
        if learned:
            return _learned(models.load(learned), own)
    if tokens is not None and lacking:
        return Weights(None, own, seeded, _letters(reader, tokens, lacking))
    if resized:
        sizes = {"trained": model.params.hidden, "hidden": hidden, "units": models.own.UNITS}
        return Weights(None, own, seeded, Note("hidden", sizes))
    note = Note("unread", {"text": opened.unread[:40]}) if opened.unread else None
    return Weights(model, own, model.params.hidden, note)


def _learned(model: models.Model, own: models.Model | None) -> Weights:
    """A network that has just learned the reader's text."""
    card = model.card
    key = "learned" if card["accuracy"] == 1 else "half_learned"
    told = {name: card[name] for name in ("text", "updates", "accuracy")}
    return Weights(model, own, model.params.hidden, Note(key, told))


def _brought(
    asked: Asked,
    cell: Cell,
    tokens: Sequence[str] | None,
    opened: Opened,
    own: models.Model | None,
    seeded: int,
) -> Weights:
    """What was brought, where it is all that the cell or network needs for this input."""
    bag = opened.bag
    if bag is None or (not bag.layered and bag.cell != cell.id):
        return Weights(None, own, seeded, Note("brought_unread", {}))
    reader, model = bag.models[0], opened.model or bag.models[0]
    if max(m.params.hidden for m in bag.models) > LIMITS.hidden:
        return Weights(None, own, seeded, Note("brought_unread", {}))
    known, width = reader.inputs, reader.params.input_size
    if tokens is not None and known and reader.lacks(list(tokens)):
        lacking = {"tokens": reader.lacks(list(tokens))}
        return Weights(None, own, seeded, Note("brought_letters", lacking))
    has = len(asked["vectors"][0]) if tokens is None else len(known) or len(set(tokens))
    if has != width or (bag.layered and tokens is not None and not known):
        return Weights(None, own, seeded, Note("brought_width", {"needs": width, "has": has}))
    note = Note("brought" if bag.found.readout else "brought_bare", {})
    stage = model if bag.layered else None
    return Weights(stage, own, model.params.hidden, note, brought=bag.params)


def _letters(model: models.Model, tokens: Sequence[str], lacking: Sequence[str]) -> Note:
    """What the network cannot read, and how it could be written so that it can."""
    spelling = respelled(tokens, model.inputs)
    if spelling is None:
        most = {"letters": models.own.LETTERS, "units": models.own.UNITS}
        return Note("letters", {"tokens": lacking, "text": model.card["text"]} | most)
    first = lacking[0]
    known = spelling[tokens.index(first)]
    return Note("capitals", {"unknown": first, "known": known, "text": "".join(spelling)})

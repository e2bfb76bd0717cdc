"""What of an address has a place in its run: steps that a page can show, changes that exist."""

from __future__ import annotations

from dataclasses import replace

from ..core.cell import Cell
from ..core.trace import Override
from . import opening, query, running, weights
from .opening import Opened
from .query import Asked
from .setting import Trouble, Wrong

ANSWER = "y"
"""In the place of a node: what the readout gives a symbol."""


def short_enough(opened: Opened, values: int) -> tuple[Asked, list[Trouble]]:
    """As many steps as a page can show with these units."""
    asked, model = opened.asked, opened.model
    name = "vectors" if asked["vectors"] else "text"
    sequence = asked["vectors"] or opening.tokens_of(asked["text"], opened.reader)
    hidden = model.params.hidden if model else asked["hidden"] or weights.HIDDEN
    most = values // hidden
    if len(sequence) <= most:
        return asked, []
    short = sequence[:most] if name == "vectors" else opening.joined(sequence[:most], opened.reader)
    wrong = Wrong("large", "large_fix", steps=len(sequence), hidden=hidden, limit=values)
    return replace(asked, values=asked.values | {name: short}), [Trouble(name, wrong, short)]


def within(asked: Asked, cell: Cell, steps: int, hidden: int) -> tuple[Asked, list[Trouble]]:
    """Changes at nodes, steps and units that exist, and a position that this run has."""
    troubles: list[Trouble] = []
    kept: list[Override] = []
    for o in asked["overrides"]:
        inside = (o.step is None or o.step < steps) and (o.unit is None or o.unit < hidden)
        if inside and o.node in cell.ids and not cell.node(o.node).op.joins:
            if wrong := running.too_large(o.value):
                troubles.append(Trouble("overrides", wrong, None))
            else:
                kept.append(o)
        else:
            given = query.as_text("overrides", (o,))
            troubles.append(
                Trouble("overrides", Wrong("overrides", "overrides_fix", given=given), None)
            )
    last = steps * cell.beats
    at = min(asked["at"], last)
    if at < asked["at"]:
        wrong = Wrong("range", "number_fix", given=asked["at"], low=0, high=last)
        troubles.append(Trouble("at", wrong, at))
    asked = replace(asked, values=asked.values | {"overrides": tuple(kept), "at": at})
    opened, closed = _openable(asked, cell, steps, hidden)
    return opened, troubles + closed


def _openable(asked: Asked, cell: Cell, steps: int, hidden: int) -> tuple[Asked, list[Trouble]]:
    """Only what this cell has is opened, and an order only where every value is there in time."""
    sums = {node.id for node in cell.nodes if node.op.linear}
    numbers = {node.id for node in cell.nodes if not node.op.joins}
    numbers |= {f"{state}_prev" for state in cell.states}
    numbers -= (rows := {id for id in cell.ids if cell.axes[id] != "H"})
    free = dict.fromkeys((*rows, ANSWER), query.VALUES)  # how many there are, the page finds out
    open_, order = asked["open"], asked["order"]
    fits = {
        "of": asked["of"] in {"", *sums},
        "open": not open_
        or (
            open_[1] < steps
            and open_[2] < (hidden if open_[0] in numbers else free.get(open_[0], 0))
        ),
        "order": not order or _in_time(cell, order),
        "chart": asked["chart"] in {"", *cell.ids},
    }
    troubles = [
        Trouble(name, Wrong(name, f"{name}_fix", given=query.as_text(name, asked[name])[:40]), None)
        for name, fit in fits.items()
        if not fit
    ]
    none = {trouble.setting: query.BY_NAME[trouble.setting].default for trouble in troubles}
    return replace(asked, values=asked.values | none), troubles


def _in_time(cell: Cell, order: tuple[str, ...]) -> bool:
    """Whether these operations, each once, find the values they read."""
    ids, done = set(cell.ids), set[str]()
    for id in order:
        if id in done or id not in ids or not ids.intersection(cell.node(id).args) <= done:
            return False
        done.add(id)
    return True

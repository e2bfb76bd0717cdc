"""The laboratory: an address in, a whole page out; its numbers are the API's own trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..api.describe import cell_entry
from ..api.errors import Problem
from ..api.inputs import tokenise
from ..api.schemas import TraceRequest
from ..api.traces import ComputedTrace, response_dict
from ..cells import EVERY
from ..core.cell import Cell
from ..core.equations import Line, lines
from ..core.trace import Trace
from ..i18n import Catalogue
from ..narrator import Card, Sum, card, written_sums
from . import fitting, opening, query, reweighed, running, shelf, weights
from .opening import Opened
from .query import Asked
from .setting import Trouble
from .stage import tall, wide
from .step_names import labels
from .weights import Note, Weights

FIRST_CELLS = ("rnn", "lstm", "gru")
SAFE_SCALE = 1.0
READABLE = 4000  # weights of a readout that a page brings along


@dataclass(frozen=True)
class Lab:
    """What every part of the page is drawn from; the partials get it as `lab`."""

    t: Catalogue
    asked: Asked
    weights: Weights
    computed: ComputedTrace
    troubles: tuple[Trouble, ...]
    base: ComputedTrace
    """The run without what-if; computed itself where nothing is changed."""
    opened: Opened

    @property
    def cell(self) -> Cell:
        return self.computed.prepared.cell

    @property
    def trace(self) -> Trace:
        return self.computed.trace

    @property
    def params(self) -> Any:
        return self.trace.params

    @property
    def model(self) -> Any:
        """The trained network in use, or None."""
        return self.weights.model

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """What stands for each step: its token, or its number where the input is vectors."""
        return labels(self.computed)

    @property
    def steps(self) -> int:
        return self.trace.steps

    @property
    def hidden(self) -> int:
        return self.trace.hidden

    @property
    def beats(self) -> int:
        return self.cell.beats

    @property
    def at(self) -> int:
        return int(self.asked["at"])

    @property
    def step(self) -> int:
        """The timestep of the operation just done."""
        return max(0, self.at - 1) // self.beats

    @property
    def beat(self) -> int:
        """The operation just done, beats - 1 for the handover; -1 before the first."""
        return (self.at - 1) % self.beats if self.at else -1

    @property
    def unit(self) -> int:
        """The unit in front."""
        return min(int(self.asked["unit"] or 0), self.hidden - 1)

    @property
    def speed(self) -> float | None:
        """What the reader chose; None leaves it to the player."""
        return None if self.asked["speed"] is None else float(self.asked["speed"])

    @cached_property
    def entry(self) -> dict[str, Any]:
        return cell_entry(self.cell, self.trace.params.input_size, self.hidden)

    @property
    def lines(self) -> tuple[Line, ...]:
        return lines(self.cell)

    @property
    def request(self) -> dict[str, Any]:
        """The API request whose answer this page shows."""
        return self.computed.request

    @cached_property
    def response(self) -> dict[str, Any]:
        return response_dict(self.computed, inputs=True)

    @cached_property
    def card(self) -> Card:
        """The narrator's card at this position."""
        tokens = self.computed.tokens
        chosen = None if self.asked["unit"] is None else self.unit
        return card(self.trace, self.t.lang, tokens=tokens, at=self.at, unit=chosen)

    @cached_property
    def made(self) -> list[Sum]:
        """Of the open number, once the story has come to it: its sum and its ancestors'."""
        node, step, unit = self.asked["open"] or ("", 0, 0)
        known = self.cell.ids.index(node) if node in self.cell.ids else None
        if known is None or self.at <= step * self.beats + known or step >= self.steps:
            return []
        if self.cell.node(node).op.joins or self.cell.axes[node] == "SH":
            return []
        if unit >= self.trace[node].shape[-1]:
            return []
        return written_sums(self.trace, node, step, unit)

    @property
    def readout(self) -> dict[str, Any] | None:
        """The weights that read this cell, where it is the one that is read and they are few."""
        read = self.computed.prepared.readout
        if read is None or self.computed.read_out is not None or read.V.size > READABLE:
            return None
        weights = {"V": read.V.tolist(), "b_y": read.b_y.tolist()}
        return weights | {"values": read.values, "parts": read.parts}

    @property
    def input_name(self) -> str:
        """The input in words: the text in quotation marks, or so many vectors."""
        if self.computed.tokens is None:
            return self.t("lab.vectors_label", n=self.steps)
        return self.t("token.quoted", token=opening.joined(self.tokens, self.model))

    @property
    def cell_name(self) -> str:
        return self.t(f"cell.{self.cell.id}.name")

    @cached_property
    def shelf(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(task, (id, name) of each trained network of the cell) but the one offered first."""
        own = self.weights.offered
        return shelf.choices(self.cell.id, own.id if own else "", self.t)

    @cached_property
    def learned(self) -> str:
        """What the chosen weights have learned; nothing of weights that were drawn."""
        shipped = self.model and not self.weights.brought
        return shelf.line(self.model, self.asked["text"], self.t) if shipped else ""

    @property
    def drawn(self) -> int | None:
        """The seed that a change put in the place of trained weights."""
        return reweighed.drawn(self.weights, self.asked["changes"])

    @property
    def note(self) -> Note | None:
        return reweighed.note(self.weights, self.drawn)

    @property
    def model_line(self) -> str:
        """The weights in use."""
        return reweighed.line(self.learned, self.drawn, self.asked["changes"], self.t)

    @property
    def layers(self) -> list[tuple[str, str]]:
        """(id, name) of a network's layers, one of which is on the stage."""
        return [(id, layer_name(id, self.t)) for id in self.opened.layers if self.model]

    @property
    def layer_name(self) -> str:
        return layer_name(self.model.part.name, self.t)

    @property
    def wide(self) -> bool:
        return wide(self.entry["diagram"]["width"], self.hidden)

    @property
    def tall(self) -> bool:
        drawn = self.entry["diagram"]
        return not self.wide and tall(drawn["width"], drawn["height"])

    @property
    def predicting(self) -> bool:
        """Whether the reader is asked before what comes is shown."""
        return bool(self.asked["predict"])

    @property
    def owners(self) -> dict[str, list[str]]:
        """The parameters of every part of the cell: {"f": ["W_f", "U_f", "b_f"], ...}."""
        found: dict[str, list[str]] = {}
        for name in self.base.trace.params:
            found.setdefault(name.split("_", 1)[1], []).append(name)
        return found

    @property
    def changed(self) -> bool:
        return self.base is not self.computed

    @cached_property
    def values(self) -> dict[str, str]:
        """The address that shows exactly this, without what need not be said."""
        texts = {name: query.as_text(name, value) for name, value in self.asked.values.items()}
        return {name: text for name, text in texts.items() if text}

    @property
    def cells(self) -> list[tuple[str, bool]]:
        """Every cell, and whether it stands in front or behind "more"."""
        return [(id, id in FIRST_CELLS) for id in EVERY]


def layer_name(id: str, t: Catalogue) -> str:
    """ "layer-2-backwards" in words."""
    number, _, way = id.removeprefix("layer-").partition("-") if "layer-" in id else ("", "", id)
    said = [t("lab.layer.number", n=number)] if number else []
    return ", ".join([*said, *([t(f"lab.layer.{way}")] if way else [])])


def build(asked: Asked, t: Catalogue, most: int = query.VALUES) -> Lab:
    """The page's content; whatever is asked for, something sensible is shown and said.

    most: timesteps times units that there is room for.
    """
    opened = opening.opened(asked, t.lang)
    asked, shortened = fitting.short_enough(opened, most)
    cell = EVERY[asked["cell"]]
    tokens = None if asked["vectors"] else opening.tokens_of(asked["text"], opened.reader)
    chosen = weights.choose(asked, cell, tokens, opened)
    troubles = [*asked.troubles, *opened.troubles, *shortened]
    if chosen.trouble:
        troubles.append(chosen.trouble)
    try:
        base = running.run(asked, cell, chosen, opened)
    except Problem as problem:
        if problem.kind != "overflow":
            raise
        troubles.append(running.overflow(problem, asked, t, cell))
        values = {"scale": SAFE_SCALE, "forget_bias": 0.0, "vectors": ()}
        asked = replace(asked, values=asked.values | values)
        tokens = tokenise(asked["text"])
        chosen = weights.choose(asked, cell, tokens, opened)
        base = running.run(asked, cell, chosen, opened)
        asked = running.unchanged(asked)
    asked, dropped = fitting.within(asked, cell, base.trace.steps, chosen.hidden)
    troubles += dropped
    asked, computed, wrong = running.imagined(asked, base, t)
    return Lab(t, asked, chosen, computed, (*troubles, *wrong), base, opened)


def request_of(shown: Lab) -> TraceRequest:
    """What the page asks of the whole network, of which a layer is on the stage."""
    return running.request_of(shown.asked, shown.cell, shown.weights, shown.opened)

"""The shapes of sequence problems, each a small trained net that reads and writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..i18n import Catalogue
from ..learning.translating import Unreadable
from ..scenes import Scene
from .scene_flows import MAKERS, carry_unit
from .stage import shade

STANDS_FOR = {
    "speech": "dates",
    "captions": "one_many",
    "translation": "coded",
    "sentiment": "many_one",
    "video": "aligned",
}
PAD = 22
DENSE, MANY = 12, 22  # columns: above them a phone needs larger letters, or shows a part at a time


@dataclass(frozen=True)
class Half:
    """Columns of time drawn as one picture, and where on the whole it lies."""

    first: int
    last: int
    left: float
    width: float

    def has(self, column: int) -> bool:
        return self.first <= column < self.last

    @property
    def crowd(self) -> str:
        columns = self.last - self.first
        return "many" if columns > MANY else "dense" if columns > DENSE else "few"


class Types:
    """A position is a column of time."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t = t
        self.example = values.get("example", "")
        self.type = STANDS_FOR[self.example] if self.example else values["type"]
        self.trouble = ""
        given = values["given"] or t(f"scenes.sequence-types.given.{self.type}")
        try:
            self.flow = MAKERS[self.type](given, t)
        except Unreadable as unread:
            self.trouble = t(
                "scenes.sequence-types.unread", what=t.list(list(unread.tokens[:6]) or ["–"])
            )
            self.flow = MAKERS[self.type](t(f"scenes.sequence-types.given.{self.type}"), t)
        self.end = self.flow.columns

    @property
    def pitch(self) -> float:
        return max(38.0, min(84.0, 860 / self.flow.columns))

    @property
    def width(self) -> float:
        return 2 * PAD + self.pitch * self.flow.columns

    @property
    def height(self) -> float:
        """Room below for what is carried."""
        return 250 if self.flow.carries else 232

    @property
    def size(self) -> str:
        """short is shrunk to fit a phone, middle and long are scrolled there."""
        return (
            "short" if self.flow.columns <= 5 else "middle" if self.flow.columns <= 10 else "long"
        )

    def x(self, column: int) -> float:
        return PAD + self.pitch * (column + 0.5)

    @property
    def halves(self) -> list[Half]:
        """What only reads and what writes afterwards; else the whole."""
        columns, split = self.flow.columns, self.flow.split
        if not split:
            return [Half(0, columns, 0.0, self.width)]
        edge = self.x(split) - self.pitch / 2
        return [Half(0, split, 0.0, edge), Half(split, columns, edge, self.width - edge)]

    @property
    def carry(self) -> int:
        """The unit that holds the carry."""
        return carry_unit()[0]

    @cached_property
    def strips(self) -> list[list[str]]:
        """Up to 16 units of the state at each column, as colours."""
        return [[shade(float(v), "v") for v in row[:16]] for row in self.flow.states]

    @property
    def looks(self) -> list[tuple[str, str, float]]:
        """What is written, what it looks at most, and with how much of its attention."""
        weights, ins = self.flow.attention, self.flow.ins
        if weights is None:
            return []
        pairs = zip(self.flow.outs, weights, strict=True)
        return [(out.text, ins[row.argmax()].text, float(row.max())) for out, row in pairs]

    @property
    def measured(self) -> str:
        """What the card says of the net."""
        t, card = self.t, self.flow.card
        return t(
            "scenes.sequence-types.card",
            cell=t(f"cell.{card['cell']}.name"),
            hidden=card["hidden"],
            updates=card["updates"],
            accuracy=t.percent(float(card["accuracy"]), int(float(card["accuracy"]) < 0.9995)),
            what=t(f"scenes.sequence-types.measured.{self.type}"),
        )

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    def data(self) -> dict[str, Any]:
        return {"end": self.end, "ms": max(90, min(420, 3200 // self.end))}

    def facts(self) -> dict[str, str]:
        carry, flow = carry_unit(), self.flow
        ends = flow.outs[-1].text == self.t("scenes.neuronal.end")
        found = {
            "unit": self.t.number(carry[0] + 1, 0),
            "agrees": self.t.percent(carry[1], 1),
            "hidden": self.t.number(int(flow.card["hidden"]), 0),
            "reads": self.t.number(len(flow.ins), 0),
            "writes": self.t.number(len(flow.outs) - ends, 0),
            "answer": flow.outs[-1].text,
            "given": flow.given,
        }
        if flow.doubt:
            found |= {"doubt": flow.ins[flow.doubt.at].text, "doubtful": flow.doubt.text}
        return found | self._twice()

    def _twice(self) -> dict[str, str]:
        """Of an aligned flow: the first input that comes again, and what was written each time."""
        ins, outs = self.flow.ins, self.flow.outs
        texts = [mark.text for mark in ins]
        same = next((text for text in texts if texts.count(text) > 1), "")
        if not self.flow.carries or not same:
            return {}
        times = [out.text for given, out in zip(ins, outs, strict=True) if given.text == same]
        return {"same": same, "once": times[0], "later": times[-1]}

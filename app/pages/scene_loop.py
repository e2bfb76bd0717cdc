"""One layer with its loop and without, on the same letters; and on the same but for the first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from ..api.inputs import tokenise
from ..cells import CELLS
from ..core.params import from_values, initial
from ..core.run import run
from ..core.trace import Trace
from ..i18n import Catalogue
from ..scenes import Scene
from .scene_drawing import Column, column

PITCH = 92
LEFT = 24
ROW = 214


class Net:
    """One of the two: its states on the word, on the changed word, and how far they differ."""

    def __init__(self, name: str, top: float, loop: bool, plain: Trace, changed: Trace) -> None:
        self.name, self.top, self.loop = name, top, loop
        self.plain, self.changed = plain["h"], changed["h"]
        self.moved = np.abs(self.changed - self.plain).max(axis=-1)


class Loop:
    """The two nets share W and b; the loop is U, and zeros in its place cut it."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t = t
        self.tokens = tokenise(values["text"])
        first = tokenise(values["first"])
        other = first[0] if first and first[0] != self.tokens[0] else "?"
        self.other = (other, *self.tokens[1:])
        self.changed, self.cut = values["changed"] == "1", values["cut"] == "1"
        vocabulary = list(dict.fromkeys((*self.tokens, *self.other)))
        self.seed, self.hidden = int(scene.network["seed"]), int(scene.network["hidden"])
        cell = CELLS[scene.network["cell"]]
        drawn = initial(
            cell, len(vocabulary), self.hidden, seed=self.seed, init=scene.network["init"]
        )
        values_cut = {k: v.copy() for k, v in drawn.items()} | {"U_h": np.zeros_like(drawn["U_h"])}
        without = from_values(cell, values_cut)
        eye = np.eye(len(vocabulary))

        def both(params: Any) -> tuple[Trace, Trace]:
            words = (self.tokens, self.other)
            inputs = [eye[[vocabulary.index(c) for c in word]] for word in words]
            return run(cell, params, inputs[0]), run(cell, params, inputs[1])

        self.nets = (
            Net("feedforward", 0, False, *both(without)),
            Net("recurrent", ROW, not self.cut, *both(without if self.cut else drawn)),
        )
        self.end = len(self.tokens)

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    @property
    def width(self) -> float:
        return LEFT + PITCH * len(self.tokens) + 8

    @property
    def fits(self) -> bool:
        """Short enough to be shown whole on a phone."""
        return len(self.tokens) <= 8

    @property
    def height(self) -> float:
        return 2 * ROW - 8

    def x(self, step: int) -> float:
        return LEFT + PITCH * step + 34

    def columns(self, net: Net) -> list[tuple[Column, Column]]:
        y = net.top + 40
        return [
            (
                column("h", k, self.x(k) - (21 if self.changed else 10), y, "h", net.plain[k]),
                column("h", k, self.x(k) + 1, y, "h", net.changed[k]),
            )
            for k in range(len(self.tokens))
        ]

    def data(self) -> dict[str, Any]:
        return {"end": self.end, "ms": 800}

    @cached_property
    def said(self) -> list[str]:
        return [self.t.number(v, 2) for net in self.nets for v in net.moved]

    def facts(self) -> dict[str, str]:
        ff, recurrent = self.nets
        return {
            "old": self.tokens[0],
            "new": self.other[0],
            "last": self.t.number(float(recurrent.moved[-1]), 2),
            "last_ff": self.t.number(float(ff.moved[-1]), 2),
            "letter": self.tokens[-1],
        }

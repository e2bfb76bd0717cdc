"""Characters become one-hot vectors and enter one by one: two positions a character."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from ..api.inputs import tokenise
from ..cells import CELLS
from ..core.params import initial
from ..core.run import run
from ..i18n import Catalogue
from ..scenes import Scene
from .scene_drawing import Column, column

PITCH = 52


class Sequence:
    """tokens, their vocabulary in order of appearance, one-hot columns and the states."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t = t
        self.tokens = tokenise(values["text"])
        self.vocabulary = list(dict.fromkeys(self.tokens))
        self.index = [self.vocabulary.index(token) for token in self.tokens]
        self.seed, self.hidden = int(scene.network["seed"]), int(scene.network["hidden"])
        cell = CELLS[scene.network["cell"]]
        params = initial(cell, len(self.vocabulary), self.hidden, seed=self.seed)
        self.trace = run(cell, params, np.eye(len(self.vocabulary))[self.index])
        self.end = 2 * len(self.tokens)

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    @cached_property
    def rows(self) -> float:
        return len(self.vocabulary)

    @property
    def width(self) -> float:
        return 60 + PITCH * len(self.tokens)

    @property
    def top(self) -> float:
        """Where the letters' row ends and the one-hot columns begin."""
        return 54

    @property
    def network(self) -> float:
        return self.top + 15 * self.rows + 34

    @property
    def fits(self) -> bool:
        """Short enough to be shown whole on a phone."""
        return len(self.tokens) <= 8

    @property
    def height(self) -> float:
        return self.network + 76 + 13 * self.hidden

    def x(self, step: int) -> float:
        return 60 + PITCH * step + PITCH / 2

    @cached_property
    def states(self) -> list[Column]:
        return [
            column("h", k, self.x(k) - 10, self.network + 64, "h", self.trace["h"][k])
            for k in range(len(self.tokens))
        ]

    def data(self) -> dict[str, Any]:
        return {"end": self.end, "ms": 700}

    def facts(self) -> dict[str, str]:
        same = next((k for k, i in enumerate(self.index) if i in self.index[:k]), None)
        letter = self.tokens[0 if same is None else same]
        return {
            "n": self.t.number(len(self.tokens), 0),
            "size": self.t.number(len(self.vocabulary), 0),
            "hidden": self.t.number(self.hidden, 0),
            "first": self.tokens[0],
            "again": letter,
        }

"""Assignments for paper and head: a step of a network reckoned by hand, ten problems sorted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from .. import models
from ..core.ops import Array
from ..core.run import run
from ..i18n import Catalogue
from ..scenes.assignments import PROBLEMS, SHAPES, STEP, UNIT, WORD_READ
from .assignment_points import Given, Point, number

MODEL = "neuronal-rnn"
NEAR = 0.05
"""What rounding every number of the sheet to two decimals may cost."""


@dataclass(frozen=True)
class Sheet:
    """One step of the RNN: the letters that W has a column for, and what the step reads.

    W (H, X), U (H, H), b (H), before (H): the state of the step before.
    """

    letters: list[str]
    letter: str
    unit: int
    step: int
    W: Array
    U: Array
    b: Array
    before: Array

    def sum(self, unit: int, letter: str, U: Array) -> float:
        return float(self.W[unit, self.letters.index(letter)] + U[unit] @ self.before)

    @property
    def right(self) -> float:
        return self.sum(self.unit, self.letter, self.U) + float(self.b[self.unit])

    def slips(self) -> dict[str, float]:
        """What each usual slip gives for the sum, by its name."""
        k, bias = self.unit, float(self.b[self.unit])
        found = {
            "no_bias": self.right - bias,
            "only_present": float(self.W[k, self.letters.index(self.letter)]) + bias,
            "only_past": float(self.U[k] @ self.before) + bias,
            "column": self.sum(k, self.letter, self.U.T) + bias,
        }
        others = [c for c in self.letters if c != self.letter]
        units = [u for u in range(len(self.b)) if u != k]
        found |= {f"letter {c}": self.sum(k, c, self.U) + bias for c in others}
        return found | {
            f"unit {u}": self.sum(u, self.letter, self.U) + float(self.b[u]) for u in units
        }


@cache
def sheet() -> Sheet:
    """What the reader reckons with: the trained network of the chapter, at its third letter."""
    model = models.load(MODEL)
    letters, p = list(model.inputs), model.params
    read = np.eye(len(letters))[[letters.index(c) for c in WORD_READ]]
    before = run(model.cell, p, read)["h"][STEP - 1]
    return Sheet(letters, WORD_READ[STEP], UNIT, STEP, p["W_h"], p["U_h"], p["b_h"], before)


def reckon(given: Given, t: Catalogue) -> list[Point]:
    """bptt: one unit's sum and its tanh; a slip that is known is named."""
    asked, said = sheet(), number(given["sum"]) or 0.0
    state, right = number(given["state"]) or 0.0, sheet().right
    values = {"given": given["sum"].strip(), "line": line(asked, t)}
    slips = (name for name, value in asked.slips().items() if abs(value - said) <= NEAR)
    kind, _, which = next(slips, "sum").partition(" ")
    ok = abs(said - right) <= NEAR
    values["which"] = str(int(which) + 1) if kind == "unit" else which
    points = [Point("sum" if ok else kind, ok, values)]
    key = "state"
    if abs(state - np.tanh(right)) > NEAR:
        near = {
            "of_yours": np.tanh(said), "sigmoid": 1 / (1 + np.exp(-right)), "no_tanh": said,
        }  # fmt: skip
        key = next((k for k, v in near.items() if abs(state - v) <= NEAR), "state")
    ok = abs(state - np.tanh(right)) <= NEAR
    return [*points, Point(key, ok, {"given": given["state"].strip(), "h": float(np.tanh(right))})]


def line(asked: Sheet, t: Catalogue) -> str:
    """The sum written out: the letter's weight, every product with the past, the bias."""
    k = asked.unit
    first = t.number(float(asked.W[k, asked.letters.index(asked.letter)]), 2)
    pairs = zip(asked.U[k], asked.before, strict=True)
    products = " + ".join(f"{_signed(u, t)}·{_signed(h, t)}" for u, h in pairs)
    bias = _signed(asked.b[k], t)
    return f"{first} + {products} + {bias} = {t.number(asked.right, 2)}"


def _signed(value: float, t: Catalogue) -> str:
    """A negative number stands in brackets."""
    written = t.number(float(value), 2)
    return f"({written})" if value < 0 else written


def sort(given: Given, t: Catalogue) -> list[Point]:
    """applications: each of ten problems by what goes in, what comes out and at whose pace."""
    points = []
    for name, kind in PROBLEMS.items():
        chosen = given[name]
        values = {
            "problem": t(f"assignments.sort.short.{name}"),
            "given": t(f"assignments.sort.choice.{chosen}"),
            "why": t(f"assignments.sort.why.{name}"),
        }
        pairs = zip(("in", "out", "pace"), SHAPES[kind], SHAPES[chosen], strict=True)
        differs = next((f"{part}_{its}" for part, its, said in pairs if its != said), "kind")
        points.append(Point(differs, chosen == kind, values))
    return points


SHEETS = {"reckon": sheet}

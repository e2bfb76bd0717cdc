"""A cue and where it is needed: accuracies from the cards, and one cue's path through each net."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from .. import models
from ..core.ops import Array
from ..core.run import run
from ..i18n import Catalogue
from ..learning.tasks.cues import marked_cue
from ..scenes import Scene
from .scene_drawing import Plot

CELLS = (("rnn", "x"), ("rnn_relu", "o"), ("gru", "z"), ("lstm", "c"))
LENGTHS = (10, 20, 40, 80)
DASHES = {"rnn": "", "rnn_relu": "2 4", "gru": "7 4", "lstm": ""}


@lru_cache(maxsize=256)
def path(cell: str, length: int, draw: int) -> tuple[tuple[int, ...], int, Array]:
    """(symbols, the marked step, probability of its letter after every step) of a held-out draw."""
    model = models.load(f"marked-cue-{length}-{cell.replace('_', '-')}")
    assert model.readout is not None
    batch = marked_cue(length).draw(np.random.default_rng((90, length, draw)), 1)
    x = np.asarray(batch.read.inputs[:, 0], float)
    symbols = x[:, :-1].argmax(axis=-1)
    marked = int(x[:, -1].argmax())
    p = model.readout.probabilities(run(model.cell, model.params, x)["h"])
    return tuple(int(s) for s in symbols), marked, p[:, int(symbols[marked])]


class Gap:
    """A position is so many symbols read."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t = t
        self.length, self.draw = int(values["length"]), int(float(values["draw"]))
        self.bias, self.curriculum = float(values["bias"]), values["curriculum"] == "1"
        found = {cell: path(cell, self.length, self.draw) for cell, _ in CELLS}
        symbols, self.marked, _ = found["rnn"]
        self.letters = ["ABCDEFGH"[s] for s in symbols]
        self.cue = self.letters[self.marked]
        self.paths = [
            (cell, hue, t(f"cell.{cell}.name"), found[cell][2], float(found[cell][2][-1]))
            for cell, hue in CELLS
        ]
        self.end = self.length
        self.chance = float(self.card("rnn", 80)["chance"])
        self.plot = Plot(760, 240, (8, 100), (0, 1), log_x=True, right=130)
        self.far = Plot(760, 240, (4, 640), (0, 1), log_x=True, right=130)

    @staticmethod
    def card(cell: str, length: int) -> dict[str, Any]:
        return models.card(f"marked-cue-{length}-{cell.replace('_', '-')}")

    @property
    def curves(self) -> list[dict[str, Any]]:
        """Accuracy against length, a line a cell; the names keep apart at the lines' ends."""
        curves = []
        for cell, hue in CELLS:
            cards = [self.card(cell, n) for n in LENGTHS]
            ys = [float(c["accuracy"]) for c in cards]
            curves.append(
                {
                    "cell": cell,
                    "hue": hue,
                    "name": self.t(f"cell.{cell}.name"),
                    "path": self.plot.line(LENGTHS, ys),
                    "dash": DASHES[cell],
                    "points": [
                        (self.plot.x(n), self.plot.y(y), y)
                        for n, y in zip(LENGTHS, ys, strict=True)
                    ],
                    "seeds": [
                        (
                            c["success"]["learned"],
                            c["success"]["of"],
                            c["updates"],
                            c["settings"]["init"],
                        )
                        for c in cards
                    ],
                }
            )
        placed = sorted(curves, key=lambda c: c["points"][-1][1])
        at = -math.inf
        for curve in placed:
            at = max(curve["points"][-1][1] + 4, at + 16)
            curve["label"] = at
        return curves

    @property
    def trained_gap(self) -> int:
        """The longest gap of the training with growing gaps."""
        return int(models.card("growing-cue-rnn")["facts"]["gap"])

    @property
    def grown(self) -> list[dict[str, Any]]:
        """The plain cue learnt with growing gaps: accuracy against the gap, from the cards."""
        lines = []
        for cell, hue in (("rnn", "x"), ("lstm", "c")):
            card = models.card(f"growing-cue-{cell}")
            rows = [(int(k.split()[1]), float(v["accuracy"])) for k, v in card["held_out"].items()]
            lines.append(
                {
                    "hue": hue,
                    "name": self.t(f"cell.{cell}.name"),
                    "dash": "" if cell == "rnn" else "7 4",
                    "path": self.far.line([g for g, _ in rows], [a for _, a in rows]),
                    "points": [(self.far.x(g), self.far.y(a), a, g) for g, a in rows],
                    "label": self.far.y(rows[-1][1]) + (4 if cell == "rnn" else 22),
                }
            )
        return lines

    def left(self, steps: int) -> str:
        """What stays along c after so many steps, with f = σ(bias) at each."""
        share = 1 / (1 + math.exp(-self.bias))
        return small(share**steps, self.t)

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    def data(self) -> dict[str, Any]:
        return {"end": self.end, "ms": max(40, 2400 // self.length)}

    def facts(self) -> dict[str, str]:
        t = self.t
        scores = {
            cell: {n: t.percent(float(self.card(cell, n)["accuracy"])) for n in LENGTHS}
            for cell, _ in CELLS
        }
        far = models.card("growing-cue-rnn")["held_out"]
        facts = {f"{cell}_{n}": text for cell, rows in scores.items() for n, text in rows.items()}
        gap = max(int(k.split()[1]) for k in far)
        return facts | {
            "cue": self.cue,
            "length": t.number(self.length, 0),
            "chance": t.percent(self.chance, 1),
            "updates": t.number(int(self.card("rnn", 80)["settings"]["updates"]), 0),
            "left": self.left(80),
            "bias": t.number(self.bias, 0 if self.bias == int(self.bias) else 1),
            "gap": t.number(gap, 0),
            "grown": t.percent(float(far[f"gap {gap}"]["accuracy"])),
        }


def small(value: float, t: Catalogue) -> str:
    """A share of any size: a percentage, or a power of ten."""
    if value >= 0.001:
        return t.percent(value, 1 if value < 0.1 else 0)
    mantissa, power = f"{value:.1e}".split("e")
    raised = str(-int(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{t.number(float(mantissa), 1)}·10⁻{raised}"

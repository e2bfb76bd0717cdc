"""A cue and where it is needed: accuracies from the cards, and one cue's path through each net."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from .. import models
from ..i18n import Catalogue
from ..scenes import Scene, learned
from ..scenes.own_gap import LONGEST, SHORTEST, Learned
from .scene_decay import Decay
from .scene_drawing import Plot
from .scene_paths import FAR, Path, held, path

CELLS = ("rnn", "rnn_relu", "gru", "lstm")
OWN = ("lstm", "rnn")
LETTERS = "ABCDEFGH"
LENGTHS = (10, 20, 40, 80)
GROWN, DIRECT = "growing-cue-rnn", "delayed-cue-100-rnn"
BARS = 100  # of the path over the longest gap


class Gap:
    """A position is so many symbols read; with the curriculum, so many bars of the long path."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t = t
        self.length, self.draw = int(values["length"]), int(float(values["draw"]))
        self.curriculum = values["curriculum"] == "1"
        own = int(float(values["own"]))
        self.own_length = max(own, SHORTEST) if own else 0
        self.plot = Plot(470, 250, (8.6, 93), (0, 1), log_x=True, left=62, right=140)
        self.far = Plot(640, 240, (4, 620), (0, 1), log_x=True, left=60, right=70)
        self.decay = Decay(float(values["bias"]), self.length, t)
        self.chance = float(self.card("rnn", 80)["chance"])
        if self.curriculum:
            self._far()
        else:
            self._near()

    def _near(self) -> None:
        found = {cell: path(cell, self.length, self.draw) for cell in CELLS}
        symbols, self.marked, _ = found["rnn"]
        self.letters = [LETTERS[s] for s in symbols]
        self.cue = self.letters[self.marked]
        self.paths = [
            Path(self.t(f"cell.{cell}.name"), tuple(map(float, found[cell][2]))) for cell in CELLS
        ]
        self.end = self.length

    def _far(self) -> None:
        t, every = self.t, FAR // BARS
        cue, _ = held(GROWN, self.draw)
        self.marked, self.letters, self.cue = 0, ["ABCD"[cue]], "ABCD"[cue]
        self.paths = []
        for key, name in (("by_growing", GROWN), ("at_once", DIRECT)):
            shares = held(name, self.draw)[1][::every]
            name = t(f"scenes.long-dependencies.{key}", gap=models.card(name)["knobs"]["gap"])
            self.paths.append(Path(name, tuple(map(float, shares))))
        self.chance = float(models.card(GROWN)["chance"])
        self.end = len(self.paths[0].shares)

    @staticmethod
    def card(cell: str, length: int) -> dict[str, Any]:
        return models.card(f"marked-cue-{length}-{cell.replace('_', '-')}")

    @property
    def curves(self) -> list[dict[str, Any]]:
        """Accuracy against length, a line a cell; the names keep apart at the lines' ends."""
        curves = []
        for cell in CELLS:
            cards = [self.card(cell, n) for n in LENGTHS]
            ys = [float(c["accuracy"]) for c in cards]
            curves.append(
                {
                    "cell": cell,
                    "name": self.t(f"cell.{cell}.name"),
                    "path": self.plot.line(LENGTHS, ys),
                    "points": [
                        (self.plot.x(n), self.plot.y(y), y)
                        for n, y in zip(LENGTHS, ys, strict=True)
                    ],
                    "seeds": [(c["success"]["learned"], c["success"]["of"]) for c in cards],
                }
            )
        placed = sorted(curves, key=lambda c: c["points"][-1][1])
        at = -math.inf
        for curve in placed:
            at = max(curve["points"][-1][1] + 4, at + 17)
            curve["label"] = at
        return curves

    @property
    def grown(self) -> list[dict[str, Any]]:
        """The plain cue learnt with growing gaps: accuracy against the gap, from the cards."""
        lines = []
        for cell in ("lstm", "rnn"):
            card = models.card(f"growing-cue-{cell}")
            rows = [(int(k.split()[1]), float(v["accuracy"])) for k, v in card["held_out"].items()]
            lines.append(
                {
                    "cell": cell,
                    "name": self.t(f"cell.{cell}.name"),
                    "path": self.far.line([g for g, _ in rows], [a for _, a in rows]),
                    "points": [(self.far.x(g), self.far.y(a), a, g) for g, a in rows],
                    "label": self.far.y(rows[-1][1]) + (4 if cell == "rnn" else 22),
                }
            )
        return lines

    @property
    def started(self) -> dict[str, int]:
        """How many seeds of the plain cue learned it at once from an orthogonal start."""
        card = models.card("delayed-cue-200-rnn")
        success = card["success"]
        return {"direct": card["knobs"]["gap"], "learned": success["learned"], "of": success["of"]}

    @property
    def at_once(self) -> dict[str, Any]:
        """The same network and start as the grown RNN, trained at its gap from the first update."""
        card = models.card(DIRECT)
        gap, accuracy = int(card["knobs"]["gap"]), float(card["accuracy"])
        return {"x": self.far.x(gap), "y": self.far.y(accuracy), "accuracy": accuracy, "gap": gap}

    reach = FAR

    grown_card = property(lambda self: models.card(GROWN))

    own_limits = SHORTEST, LONGEST

    @cached_property
    def own(self) -> list[tuple[str, Learned]]:
        """Both networks at the reader's own length; none where none was asked for."""
        if not self.own_length:
            return []
        asked = [{"kind": "gap", "cell": cell, "length": self.own_length} for cell in OWN]
        names = (self.t(f"cell.{cell}.name") for cell in OWN)
        return list(zip(names, learned.results(asked), strict=True))

    @property
    def own_letters(self) -> list[str]:
        return [LETTERS[s] for s in self.own[0][1].symbols]

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    def data(self) -> dict[str, Any]:
        return {"end": self.end, "ms": max(40, 2400 // self.end)}

    def facts(self) -> dict[str, str]:
        t = self.t
        scores = {
            cell: {n: t.percent(float(self.card(cell, n)["accuracy"])) for n in LENGTHS}
            for cell in CELLS
        }
        far = models.card("growing-cue-rnn")["held_out"]
        facts = {f"{cell}_{n}": text for cell, rows in scores.items() for n, text in rows.items()}
        gap = max(int(k.split()[1]) for k in far)
        return (
            facts
            | self.decay.facts()
            | {
                "cue": LETTERS[path("rnn", 20, 1)[0][path("rnn", 20, 1)[1]]],
                "length": t.number(self.length, 0),
                "chance": t.percent(float(self.card("rnn", 80)["chance"]), 1),
                "updates": t.number(int(self.card("rnn", 80)["settings"]["updates"]), 0),
                "gap": t.number(gap, 0),
                "rnn_seeds": t.number(self.card("rnn", 10)["success"]["learned"], 0),
                "seeds": t.number(self.card("rnn", 10)["success"]["of"], 0),
                "grown": t.percent(float(far[f"gap {gap}"]["accuracy"])),
            }
        )

"""A cue and where it is needed: accuracies from the cards, and one cue's path through each net."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from .. import models
from ..core.ops import Array
from ..core.run import run
from ..i18n import Catalogue
from ..learning.tasks import LIVE
from ..learning.tasks.cues import delayed_cue, marked_cue
from ..scenes import Scene
from ..scenes.measure import LEARNED, measured
from ..scenes.measure import LENGTHS as BIAS_LENGTHS
from .scene_drawing import Plot
from .training_examples import COMPARISONS

CELLS = ("rnn", "rnn_relu", "gru", "lstm")
LENGTHS = (10, 20, 40, 80)
GROWN, DIRECT, FAR = "growing-cue-rnn", "delayed-cue-100-rnn", 500
BARS = 100  # of the path over the longest gap


@dataclass(frozen=True)
class Path:
    """What a network bets on the right letter after each symbol; the last is its answer."""

    name: str
    shares: tuple[float, ...]

    @property
    def last(self) -> float:
        return self.shares[-1]


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


@lru_cache(maxsize=64)
def held(name: str, draw: int) -> tuple[int, Array]:
    """(the cue, its probability if the question came right after each step) over the longest gap.

    Every state is asked at once: the query is one timestep, the states are a batch.
    """
    model = models.load(name)
    assert model.readout is not None
    batch = delayed_cue(FAR).draw(np.random.default_rng((90, FAR, draw)), 1)
    x = np.asarray(batch.read.inputs[:-1, 0], float)
    h = run(model.cell, model.params, x)["h"]
    query = np.zeros((1, len(h), x.shape[-1]))
    query[..., -1] = 1
    p = model.readout.probabilities(run(model.cell, model.params, query, {"h": h})["h"][0])
    cue = int(x[0].argmax())
    return cue, p[:, cue]


class Gap:
    """A position is so many symbols read; with the curriculum, so many bars of the long path."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t = t
        self.length, self.draw = int(values["length"]), int(float(values["draw"]))
        self.bias, self.curriculum = float(values["bias"]), values["curriculum"] == "1"
        self.plot = Plot(470, 250, (8.6, 93), (0, 1), log_x=True, left=62, right=140)
        self.far = Plot(640, 240, (4, 620), (0, 1), log_x=True, left=60, right=70)
        self.decay = Plot(470, 250, (0, 160), (0, 1), left=62, right=165)
        self.chance = float(self.card("rnn", 80)["chance"])
        if self.curriculum:
            self._far()
        else:
            self._near()

    def _near(self) -> None:
        found = {cell: path(cell, self.length, self.draw) for cell in CELLS}
        symbols, self.marked, _ = found["rnn"]
        self.letters = ["ABCDEFGH"[s] for s in symbols]
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
    def kept(self) -> list[dict[str, Any]]:
        """What stays along c step by step, f at σ(bias): usual biases, and the one chosen."""
        lines = []
        steps, at = range(0, 161, 4), math.inf
        for bias in (1.0, 3.0, 5.0):
            share = sigmoid(bias)
            at = min(self.decay.y(share**160) + 4, at - 17)
            lines.append(
                {
                    "path": self.decay.line(steps, [share**n for n in steps]),
                    "label": at,
                    "bias": self.t.number(bias, 0),
                    "half": self.t.number(math.log(0.5) / math.log(share), 1 if bias < 2 else 0),
                }
            )
        return lines

    @property
    def chosen(self) -> str:
        steps = range(0, 161, 4)
        return self.decay.line(steps, [sigmoid(self.bias) ** n for n in steps])

    @property
    def biases(self) -> list[tuple[str, list[str]]]:
        """Measured: how many LSTMs learned from each forget bias, by length."""
        t, facts = self.t, measured("forget_bias")
        return [
            (
                r["bias"] if r["bias"].isdigit() else t("scenes.long-dependencies.chrono"),
                [
                    t(
                        "scenes.long-dependencies.learned",
                        learned=learned(r[str(n)]),
                        of=facts["seeds"],
                    )
                    for n in BIAS_LENGTHS
                ],
            )
            for r in facts["rows"]
        ]

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

    @property
    def share(self) -> float:
        """What stays along c at the length that is shown."""
        return sigmoid(self.bias) ** self.length

    reach = FAR

    grown_card = property(lambda self: models.card(GROWN))

    bias_lengths = BIAS_LENGTHS
    own = tuple(COMPARISONS["gates"].items())
    own_limits = LIVE["marked-cue"]["length"]

    def left(self, steps: int) -> str:
        """What stays along c after so many steps, with f = σ(bias) at each."""
        return small(sigmoid(self.bias) ** steps, self.t)

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
        biases = measured("forget_bias")
        for row in biases["rows"]:
            facts[f"bias_{row['bias']}"] = t.number(learned(row["80"]), 0)
        return facts | {
            "bias_of": t.number(biases["seeds"], 0),
            "cue": "ABCDEFGH"[path("rnn", 20, 1)[0][path("rnn", 20, 1)[1]]],
            "length": t.number(self.length, 0),
            "chance": t.percent(float(self.card("rnn", 80)["chance"]), 1),
            "updates": t.number(int(self.card("rnn", 80)["settings"]["updates"]), 0),
            "left": self.left(80),
            "bias": t.number(self.bias, 0 if self.bias == int(self.bias) else 1),
            "gap": t.number(gap, 0),
            "rnn_seeds": t.number(self.card("rnn", 10)["success"]["learned"], 0),
            "seeds": t.number(self.card("rnn", 10)["success"]["of"], 0),
            "grown": t.percent(float(far[f"gap {gap}"]["accuracy"])),
        }


def learned(accuracies: list[float]) -> int:
    return sum(a >= LEARNED for a in accuracies)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def small(value: float, t: Catalogue) -> str:
    """A share of any size: a percentage, or a power of ten."""
    if value >= 0.001:
        return t.percent(value, 1 if value < 0.1 else 0)
    return t.scientific(value)

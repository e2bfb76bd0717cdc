"""What stays along c, step by step, if f stands at σ(bias); and which biases were seen to learn."""

from __future__ import annotations

import math
from typing import Any

from ..i18n import Catalogue
from ..scenes.measure import LEARNED, LENGTHS, measured
from .scene_drawing import Plot

STEPS = range(0, 161, 4)
USUAL = (1.0, 3.0, 5.0)


class Decay:
    """A bias, chosen, and a length at which it is looked at; with the usual biases beside it."""

    lengths = LENGTHS

    def __init__(self, bias: float, length: int, t: Catalogue) -> None:
        self.bias, self.length, self.t = bias, length, t
        self.plot = Plot(470, 250, (0, 160), (0, 1), left=62, right=165)

    @property
    def kept(self) -> list[dict[str, Any]]:
        """What stays along c step by step, f at σ(bias): usual biases, and the one chosen."""
        lines = []
        steps, at = STEPS, math.inf
        for bias in USUAL:
            share = sigmoid(bias)
            at = min(self.plot.y(share**160) + 4, at - 17)
            lines.append(
                {
                    "path": self.plot.line(steps, [share**n for n in steps]),
                    "label": at,
                    "bias": self.t.number(bias, 0),
                    "half": self.t.number(math.log(0.5) / math.log(share), 1 if bias < 2 else 0),
                }
            )
        return lines

    @property
    def chosen(self) -> str:
        return self.plot.line(STEPS, [sigmoid(self.bias) ** n for n in STEPS])

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
                    for n in LENGTHS
                ],
            )
            for r in facts["rows"]
        ]

    @property
    def share(self) -> float:
        """What stays at the length that is shown."""
        return sigmoid(self.bias) ** self.length

    def left(self, steps: int) -> str:
        """What stays after so many steps."""
        return small(sigmoid(self.bias) ** steps, self.t)

    def facts(self) -> dict[str, str]:
        t, biases = self.t, measured("forget_bias")
        found = {f"bias_{r['bias']}": t.number(learned(r["80"]), 0) for r in biases["rows"]}
        return found | {
            "bias_of": t.number(biases["seeds"], 0),
            "left": self.left(80),
            "bias": t.number(self.bias, 0 if self.bias == int(self.bias) else 1),
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

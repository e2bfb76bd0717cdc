"""Two nets bet on the next character while they learn the word; one of them has no loop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..api.inputs import tokenise
from ..i18n import Catalogue
from ..scenes import Scene, learned
from ..scenes.two_nets import EARLY, HIDDEN, SEED, UPDATES

NETS = ("feedforward", "recurrent")
SURE = 0.999


class Bets:
    """A position is a snapshot of the training, from no update to the last."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t = t
        self.tokens = tokenise(values["text"])
        self.learned = learned.word(self.tokens)
        token_of = dict(zip(learned.letters(self.tokens), self.tokens, strict=True))
        self.outputs = [token_of.get(o, o) for o in self.learned.word.outputs]
        self.targets = [int(k) for k in self.learned.word.targets]
        self.end = len(self.learned.updates) - 1
        self.torn = self.learned.torn
        self.hidden, self.seed, self.updates = HIDDEN, SEED, UPDATES

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    def name(self, output: str) -> str:
        return self.t("scenes.neuronal.end") if output == self.learned.word.end else output

    def bets(self, net: str, at: int) -> list[list[tuple[int, float]]]:
        """A step's outputs and probabilities, at this snapshot, in the vocabulary's order."""
        p = getattr(self.learned, net)[at]
        return [[(k, float(v)) for k, v in enumerate(row)] for row in p]

    def right(self, net: str, at: int) -> int:
        """Characters whose right follower gets more than half."""
        p = getattr(self.learned, net)[at]
        return int((p[np.arange(len(self.targets)), self.targets] > 0.5).sum())

    def lights(self, net: str, step: int) -> list[str]:
        """By which names a stop of the tour may point at a letter's card."""
        torn = "torn" if step in self.torn else "sure"
        places = {0: ["first"], len(self.tokens) - 1: ["last"]}.get(step, [])
        return [f"{torn}-{net}", f"{self.tokens[step].lower()}-{net}", *places]

    def share(self, p: float) -> str:
        """A bet; short of certainty it is never written as certain."""
        return self.t.percent(min(p, SURE), int(p >= 0.99))

    def split(self, step: int) -> list[tuple[str, float, float]]:
        """What can follow, its share in the word and what the net without the loop bets."""
        best, last = self.learned.bigram[step], self.learned.feedforward[-1][step]
        return [
            (self.name(self.outputs[k]), float(best[k]), float(last[k]))
            for k in np.flatnonzero(best)
        ]

    @property
    def letters(self) -> list[tuple[str, list[tuple[str, float, float]]]]:
        """Each character after which the net without the loop is torn, once, with its split."""
        found = {self.tokens[step]: self.split(step) for step in reversed(self.torn)}
        return list(reversed(found.items()))

    def data(self) -> dict[str, Any]:
        rounded = {net: np.round(getattr(self.learned, net), 4).tolist() for net in NETS}
        return {
            "end": self.end,
            "ms": 120,
            "updates": self.learned.updates,
            "bets": rounded,
            "targets": self.targets,
            "losses": {k: np.round(v, 4).tolist() for k, v in self.learned.losses.items()},
        }

    def _sure(self, step: int) -> float:
        """What the network with the loop bets on the right letter in the end."""
        return float(self.learned.recurrent[-1][step][self.targets[step]])

    def facts(self) -> dict[str, str]:
        t, last = self.t, self.learned.feedforward[-1]
        facts = {
            "word": "".join(self.tokens),
            "updates": t.number(UPDATES, 0),
            "outputs": t.number(len(self.outputs), 0),
            "even": t.percent(1 / len(self.outputs)),
            "of": t.number(len(self.tokens), 0),
            "right": t.number(self.right("recurrent", self.end), 0),
            "early": t.number(self.learned.updates[EARLY], 0),
            "early_without": t.number(self.right("feedforward", EARLY), 0),
            "early_with": t.number(self.right("recurrent", EARLY), 0),
            "next": self.name(self.outputs[self.targets[0]]),
            "last": self.tokens[-1],
            "stuck": t.number(len(self.torn), 0),
            "torn": "", "split": "", "first": "", "second": "", "u": "",
        }  # fmt: skip
        if self.torn:
            step = self.torn[0]
            letter = self.tokens[step]
            facts["torn"] = letter
            facts["split"] = t.list(
                [f"{t.percent(p)} {self.name(self.outputs[k])}" for k, p in enumerate(last[step])
                 if self.learned.bigram[step][k] > 0]
            )  # fmt: skip
            places = [k for k in self.torn if self.tokens[k] == letter][:2]
            sure = [self._sure(k) for k in places]
            facts["first"] = t.percent(sure[0], 1)
            facts["second"] = t.percent(sure[-1], 1)
        if "U" in self.tokens:
            step = self.tokens.index("U")
            facts["u"] = self.share(float(last[step][self.targets[step]]))
        return facts

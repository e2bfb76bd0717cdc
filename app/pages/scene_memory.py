"""What is left of a description: every word inked by what the answers lose without it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from .. import models
from ..core.bptt import backward
from ..core.ops import Array
from ..core.run import run
from ..i18n import Catalogue
from ..learning.tasks.products import GROUPS, PHRASES, UNKNOWN, VALUES
from ..scenes import Scene

WORD = re.compile(r"[\w-]+|[.]")
MOST = 90
LEVELS = 10
NETS = ("rnn", "rnn_long", "lstm", "gru")


@lru_cache(maxsize=64)
def read(name: str, words: tuple[str, ...]) -> tuple[Array, Array, Array]:
    """(answers (Y), answers without each word (T, Y), gradient × input (Q, T))."""
    model = models.load(name)
    assert model.readout is not None
    place = {word: k for k, word in enumerate(model.inputs)}
    index = np.array([place.get(w, place[UNKNOWN]) for w in words])
    eye = np.eye(len(place))
    steps = len(words)
    tokens = np.tile(index[:, None], (1, steps + 1))
    tokens[np.arange(steps), np.arange(steps) + 1] = place[UNKNOWN]
    h = run(model.cell, model.params, eye[tokens])["h"][-1]
    p = model.readout.probabilities(h)
    trace = run(model.cell, model.params, eye[index])
    pushes = []
    for first, end in model.readout.parts:
        best = first + int(p[0, first:end].argmax())
        wanted = -p[0, first:end]
        wanted[best - first] += 1
        seed = np.zeros_like(trace["h"])
        seed[-1] = wanted @ model.readout.V[first:end]
        by_x = backward(trace, {"h": seed}).inputs
        pushes.append(np.abs((by_x * eye[index]).sum(axis=-1)))
    return p[0], p[1:], np.array(pushes)


class Memory:
    """A position is so many words read; the answers come after the last."""

    def __init__(self, scene: Scene, values: Mapping[str, str], t: Catalogue) -> None:
        self.t = t
        self.words = tuple(WORD.findall(values["text"].lower()))[:MOST] or (".",)
        self.asked = values["question"]
        self.measure = values["measure"]
        name = f"memory-{values['cell'].replace('_', '-')}"
        self.net = values["cell"]
        self.card = models.card(name)
        self.cell = self.card["cell"]
        known = set(self.card["inputs"])
        self.unknown = [w not in known for w in self.words]
        whole, without, pushes = read(name, self.words)
        parts = [tuple(p) for p in self.card["groups"]]
        moved = np.array([np.abs(without[:, a:b] - whole[a:b]).sum(axis=-1) / 2 for a, b in parts])
        most = pushes.max(axis=-1, keepdims=True)
        shares = pushes / np.where(most > 0, most, 1) if self.measure == "gradient" else moved
        names = list(GROUPS)
        self.ink = shares.max(axis=0) if self.asked == "all" else shares[names.index(self.asked)]
        self.answers = [
            self._answer(name, whole[a:b]) for name, (a, b) in zip(names, parts, strict=True)
        ]
        self.end = len(self.words)

    def _answer(self, name: str, p: Array) -> tuple[str, str, float]:
        """(question, answer in the page's language, its probability)."""
        best = int(p.argmax())
        words = VALUES[name][self.t.lang].split()
        said = self.t("scenes.memory.not_said") if best == 0 else words[best - 1]
        return name, said, float(p[best])

    @property
    def known(self) -> list[tuple[str, str, list[str]]]:
        """(question, a phrase that answers it, the words it can take) in the page's language."""
        lang, inputs = self.t.lang, set(self.card["inputs"])
        return [
            (
                name,
                PHRASES[lang][name].split("|")[0].format("\N{HORIZONTAL ELLIPSIS}"),
                [word for word in values[lang].split() if word in inputs],
            )
            for name, values in VALUES.items()
        ]

    def level(self, step: int) -> int:
        """0 … 10: how dark a word is inked."""
        return round(LEVELS * float(min(1.0, self.ink[step])))

    def place(self, at: Any) -> int:
        return min(int(at), self.end)

    @property
    def fillers(self) -> list[int]:
        """With how many sentences in between the networks were measured."""
        return [int(k.split()[0]) for k in self.card["held_out"]]

    @property
    def scores(self) -> list[tuple[str, dict[str, Any], list[float]]]:
        """(network, its card, accuracy on held-out descriptions by the sentences in between)."""
        cards = [(net, models.card(f"memory-{net.replace('_', '-')}")) for net in NETS]
        return [
            (net, card, [float(v["accuracy"]) for v in card["held_out"].values()])
            for net, card in cards
        ]

    def data(self) -> dict[str, Any]:
        return {"end": self.end, "ms": 70}

    def facts(self) -> dict[str, str]:
        darkest = [self.words[k] for k in np.argsort(-self.ink, kind="stable")[:3]]
        return {
            "words": self.t.number(len(self.words), 0),
            "updates": self.t.number(int(self.card["updates"]), 0),
            "hidden": self.t.number(int(self.card["hidden"]), 0),
            "darkest": self.t.list([self.t.token(w) for w in darkest]),
        } | self._measured()

    def _measured(self) -> dict[str, str]:
        """What the cards of the networks say of the same descriptions."""
        cards = {cell: models.card(f"memory-{cell.replace('_', '-')}") for cell in NETS}
        fillers = list(cards["rnn"]["held_out"])[-1]
        found = {
            cell: self.t.percent(float(card["held_out"][fillers]["accuracy"]), 1)
            for cell, card in cards.items()
        }
        of = self.t.number(int(cards["rnn_long"]["success"]["of"]), 0)
        return found | {"fillers": fillers.split()[0], "of": of}

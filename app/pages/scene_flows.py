"""What goes in and what comes out of each small trained network, whatever its shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from .. import models
from ..core.run import run
from ..i18n import Catalogue
from ..learning.next_character import END
from ..learning.tasks.words import WORDS
from ..learning.translating import Unreadable, translate

LONGEST = 16
LARGEST = 4095
SUM = re.compile(r"(\d+)(?:\s*[+,;]\s*|\s+)(\d+)")
FIGURES = re.compile(r"[0-9]{1,5}")
GROUPED = str.maketrans("", "", "., \u00a0\u202f")
WORD = re.compile(r"[\w-]+|,")


@dataclass(frozen=True)
class Mark:
    """One symbol that goes in or comes out: at which column, with what share of the bet."""

    at: int
    text: str
    share: float | None = None
    detail: str = ""


@dataclass(frozen=True)
class Flow:
    """What went in and what came out, in columns of time; hidden: the state at each column."""

    columns: int
    ins: tuple[Mark, ...]
    outs: tuple[Mark, ...]
    states: np.ndarray
    card: dict[str, Any]
    given: str
    split: int = 0
    right: str = ""
    attention: np.ndarray | None = None
    carries: tuple[int, ...] = ()
    doubt: Mark | None = None
    """Where the state on the way would most have given another answer than the last one."""


def one_one(given: str, t: Catalogue) -> Flow:
    """The sentiment net on one word alone: a single step from a zero state."""
    return _sentiment(given, t, 1)


def many_one(given: str, t: Catalogue) -> Flow:
    return _sentiment(given, t, LONGEST)


def _sentiment(given: str, t: Catalogue, most: int) -> Flow:
    model = models.load("sentiment-gru")
    assert model.readout is not None
    words = WORD.findall(given.lower())[:most]
    if not words:
        raise Unreadable([])
    place = {w: k for k, w in enumerate(model.inputs)}
    x = np.eye(len(place))[[place.get(w, 0) for w in words]]
    h = run(model.cell, model.params, x)["h"]
    p = model.readout.probabilities(h)
    names = [t(f"scenes.sequence-types.{name}") for name in model.outputs]
    best = int(p[-1].argmax())
    out = Mark(len(words) - 1, names[best], float(p[-1, best]))
    least = int(p[:, best].argmin())
    other = int(p[least].argmax())
    doubt = Mark(least, names[other], float(p[least, other]))
    ins = tuple(Mark(k, w, detail="" if w in place else "?") for k, w in enumerate(words))
    return Flow(len(words), ins, (out,), h, model.card, " ".join(words), doubt=doubt)


def one_many(given: str, t: Catalogue) -> Flow:
    """A class at the first step; from then on the net reads the letter it has just written."""
    model = models.load(f"spelling-{t.lang}-gru")
    assert model.readout is not None
    word = given.strip().lower()
    if word not in WORDS[t.lang]:
        raise Unreadable([word])
    read, outs = [model.inputs.index(word)], []
    while True:
        h = run(model.cell, model.params, np.eye(len(model.inputs))[read])["h"]
        p = model.readout.probabilities(h[-1])
        best = int(p.argmax())
        letter = model.outputs[best]
        outs.append(
            Mark(
                len(read) - 1, t("scenes.neuronal.end") if letter == END else letter, float(p[best])
            )
        )
        if letter == END or len(outs) == LONGEST:
            break
        read.append(model.inputs.index(letter, len(WORDS[t.lang])))
    return Flow(len(outs), (Mark(0, word),), tuple(outs), h, model.card, word)


def _sum(given: str) -> tuple[list[int], list[int]]:
    written = SUM.fullmatch(given.strip())
    found = [int(n) for n in written.groups()] if written else [LARGEST + 1]
    if max(found) > LARGEST:
        raise Unreadable([given])
    width = max(2, max(found).bit_length())
    bits = [[n >> k & 1 for k in range(width)] + [0] for n in found]
    return bits[0], bits[1]


def aligned(given: str, t: Catalogue) -> Flow:
    """Two numbers, a bit of each a step, the least significant first; the sum's bits come out."""
    model = models.load("binary-addition-rnn")
    assert model.readout is not None
    a, b = _sum(given)
    h = run(model.cell, model.params, np.array([a, b], float).T)["h"]
    p = model.readout.probabilities(h)
    bits = p.argmax(axis=-1)
    total = sum(int(v) << k for k, v in enumerate(bits))
    first, second = (sum(v << k for k, v in enumerate(row)) for row in (a, b))
    ins = tuple(Mark(k, f"{x}+{y}") for k, (x, y) in enumerate(zip(a, b, strict=True)))
    outs = tuple(Mark(k, str(int(v)), float(p[k, v])) for k, v in enumerate(bits))
    right = f"{first} + {second} = {total}" + (
        "" if total == first + second else f" ≠ {first + second}"
    )
    carries, carried = [], 0
    for x, y in zip(a, b, strict=True):
        carried = (x + y + carried) // 2
        carries.append(carried)
    return Flow(
        len(a), ins, outs, h, model.card, f"{first}+{second}", right=right, carries=tuple(carries)
    )


@cache
def carry_unit() -> tuple[int, float]:
    """The hidden unit whose sign says the carry, and how often it does, on 2 000 random bits."""
    model = models.load("binary-addition-rnn")
    bits = np.random.default_rng(7).integers(2, size=(200, 10, 2))
    h = run(model.cell, model.params, bits.astype(float))["h"]
    carry = np.zeros(bits.shape[:2], int)
    carried = np.zeros(10, int)
    for k in range(len(bits)):
        carried = (bits[k].sum(axis=-1) + carried) // 2
        carry[k] = carried
    agrees = ((h > 0) == carry[..., None].astype(bool)).mean(axis=(0, 1))
    agrees = np.maximum(agrees, 1 - agrees)
    best = int(agrees.argmax())
    return best, float(agrees[best])


def _translated(name: str, tokens: list[str], given: str, t: Catalogue) -> Flow:
    card = models.card(name)
    found = translate(models.network(name), card["source"], card["inputs"], card["outputs"], tokens)
    read, wrote = len(tokens), len(found.words)
    p = found.probabilities
    ins = tuple(Mark(k, token if token.strip() else "␣") for k, token in enumerate(tokens))
    outs = tuple(
        Mark(read + k, t("scenes.neuronal.end") if w == END else w, float(p[k].max()))
        for k, w in enumerate(found.words)
    )
    states = np.vstack(
        [
            found.encoder["h"].reshape(-1, card["hidden"])[:read],
            found.decoder["h"].reshape(-1, card["hidden"])[:wrote],
        ]
    )
    looks = None if found.attention is None else found.attention[:wrote, :read]
    return Flow(read + wrote, ins, outs, states, card, given, split=read, attention=looks)


def coded(given: str, t: Catalogue) -> Flow:
    digits = given.translate(GROUPED)
    if not FIGURES.fullmatch(digits):
        raise Unreadable([given])
    return _translated(f"number-words-{t.lang}-gru", [*digits], digits, t)


def dates(given: str, t: Catalogue) -> Flow:
    return _translated("dates-gru-attention", [*given.strip()[:24]], given.strip()[:24], t)


MAKERS = {
    "one_one": one_one,
    "one_many": one_many,
    "many_one": many_one,
    "aligned": aligned,
    "coded": coded,
    "dates": dates,
}

"""Numbers to words, dates to ISO 8601, and classes to spelled words: sequences of other lengths.

A decoder reads the sign ^ and then its own last word; its answer ends in $. Teacher-forced answers
that are all right are what greedy decoding writes, so exact is the share of whole answers right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..batch import Batch, Task, everywhere, padded
from .cues import SEED

START, END = "^", "$"
Pair = tuple[str, list[str]]  # the characters read, the words written


def translation(
    id: str,
    pairs: Callable[[np.random.Generator, int], list[Pair]],
    held: int,
    trained: int,
    short: int = 0,
    marks: Mapping[str, str] | None = None,
) -> Task:
    """trained pairs to learn from and held others to be asked, no pair twice.

    short: half of every batch is drawn from sources up to this length, which are few. marks: what
    the example of a language has in it.
    """
    rng = np.random.default_rng(SEED)
    every = pairs(rng, held + trained)
    asked, learnt = every[:held], every[held:]
    brief = [pair for pair in learnt if len(pair[0]) <= short]
    source = tuple(sorted({c for text, _ in every for c in text}))
    outputs = (*sorted({w for _, words in every for w in words}), END)
    inputs = (START, *outputs[:-1])
    char, place = ({s: k for k, s in enumerate(names)} for names in (source, outputs))

    def batch(some: Sequence[Pair]) -> Batch:
        said = [[place[w] for w in words] for _, words in some]
        read = padded([[0, *(w + 1 for w in words)] for words in said], len(inputs))
        wanted = np.full(read.inputs.shape[:2], -1)
        for b, words in enumerate(said):
            wanted[: len(words) + 1, b] = [*words, len(outputs) - 1]
        told = padded([[char[c] for c in text] for text, _ in some], len(source))
        return replace(Batch(read, *everywhere(wanted)), source=told)

    def draw(rng: np.random.Generator, size: int) -> Batch:
        few = size // 2 if brief else 0
        some = [brief[k] for k in rng.integers(len(brief), size=few)] if few else []
        return batch(some + [learnt[k] for k in rng.integers(len(learnt), size=size - few)])

    def shown() -> dict[str, Batch]:
        parts = marks or {"es": "", "en": ""}
        return {
            lang: batch([next(pair for pair in asked if part in pair[0])])
            for lang, part in parts.items()
        }

    facts = {"trained_on": len(learnt), "held_out": len(asked)}
    return Task(
        id, inputs, outputs, draw, lambda: {"held out": batch(asked)}, source=source, facts=facts,
        examples=shown,
    )  # fmt: skip


ES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro "
    "veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
ES_HUNDREDS = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos"
).split()
EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spanish(n: int) -> list[str]:
    """0 to 999 999 in words: veintiún mil, cien, ciento uno."""
    if n >= 1000:
        thousands = [] if n // 1000 == 1 else _shortened(spanish(n // 1000))
        return [*thousands, "mil", *(spanish(n % 1000) if n % 1000 else [])]
    if n == 100:
        return ["cien"]
    if n > 100:
        return [ES_HUNDREDS[n // 100 - 1], *(spanish(n % 100) if n % 100 else [])]
    if n < 30:
        return [ES[n]]
    return [ES_TENS[n // 10 - 3], *(["y", ES[n % 10]] if n % 10 else [])]


def _shortened(words: list[str]) -> list[str]:
    """Before mil: uno loses its o."""
    return [*words[:-1], {"uno": "un", "veintiuno": "veintiún"}.get(words[-1], words[-1])]


def english(n: int) -> list[str]:
    """0 to 999 999 in words, British: one hundred and one; tens and units are two words."""
    if n >= 1000:
        rest = n % 1000
        link = ["and"] if 0 < rest < 100 else []
        return [*english(n // 1000), "thousand", *link, *(english(rest) if rest else [])]
    if n >= 100:
        return [EN[n // 100], "hundred", *(["and", *english(n % 100)] if n % 100 else [])]
    if n < 20:
        return [EN[n]]
    return [EN_TENS[n // 10 - 2], *([EN[n % 10]] if n % 10 else [])]


def number_words(language: str = "es", digits: int = 5) -> Task:
    """The digits of a number, read one by one: the number in words."""
    say = {"es": spanish, "en": english}[language]

    def pairs(rng: np.random.Generator, count: int) -> list[Pair]:
        # the first are asked, the last learnt: among these all below 100, whose words are unlike
        # any other's, and then all other short ones, which are few
        short = 100 + rng.permutation(min(1000, 10**digits) - 100)
        long = 1000 + rng.permutation(max(0, 10**digits - 1000))
        mixed = rng.permutation(np.concatenate([short, long])[: count - 100])
        chosen = np.concatenate([mixed, np.arange(100)])
        return [(str(n), say(int(n))) for n in chosen]

    task = translation(
        f"number-words-{language}", pairs, held=min(2000, 10**digits // 5), trained=20_000, short=3
    )
    return replace(task, facts={**task.facts, "language": language, "digits": digits})


MONTHS = {
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ).split(),
    "en": (
        "January February March April May June July August September October November December"
    ).split(),
}


def dates() -> Task:
    """A date in one of six ways, Spanish and English, read by characters: as YYYY-MM-DD."""

    def one(rng: np.random.Generator) -> Pair:
        y, m, d = (int(rng.integers(a, b)) for a, b in ((1900, 2100), (1, 13), (1, 29)))
        es, en = MONTHS["es"][m - 1], MONTHS["en"][m - 1]
        ways = (
            f"{d} de {es} de {y}", f"{d}/{m}/{y}", f"{en} {d}, {y}",
            f"{d} {en[:3]} {y}", f"{es[:3]} {d} {y}", f"{d:02}.{m:02}.{y}",
        )  # fmt: skip
        return ways[int(rng.integers(len(ways)))], [*f"{y}-{m:02}-{d:02}"]

    def pairs(rng: np.random.Generator, count: int) -> list[Pair]:
        found: dict[str, list[str]] = {}
        while len(found) < count:
            text, iso = one(rng)
            found.setdefault(text, iso)
        return list(found.items())

    marks = {"es": " de ", "en": ", "}
    return translation("dates", pairs, held=1000, trained=20_000, marks=marks)


WORDS = {
    "es": "sol mar luna árbol casa perro gato libro mesa río noche flor cielo piedra".split(),
    "en": "sun sea moon tree house dog cat book table river night flower sky stone".split(),
}


def spelling(language: str = "es") -> Task:
    """One class at the first timestep: the word it stands for, letter by letter."""
    words = WORDS[language]
    letters = sorted({c for w in words for c in w})
    inputs, outputs = (*words, *letters), (*letters, END)
    place = {c: k for k, c in enumerate(letters)}
    read = padded(
        [[k, *(len(words) + place[c] for c in w)] for k, w in enumerate(words)], len(inputs)
    )
    wanted = np.full(read.inputs.shape[:2], -1)
    for b, word in enumerate(words):
        wanted[: len(word) + 1, b] = [*(place[c] for c in word), len(letters)]
    whole = Batch(read, *everywhere(wanted))
    facts = {
        "language": language,
        "evaluated_on": "memorised",
    }
    return Task(
        f"spelling-{language}", inputs, outputs, lambda rng, size: whole,
        lambda: {"the words themselves": whole}, facts=facts,
    )  # fmt: skip

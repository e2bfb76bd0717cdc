"""Short reviews in Spanish and English, generated: is the verdict good? Order and negation decide.

Bags of words barely beat chance: "the food was good but the service awful" and its mirror hold the
same words. All sentences are the project's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..batch import Batch, Task, padded
from .cues import SEED

UNKNOWN = "<unk>"


@dataclass(frozen=True)
class Language:
    """Words that agree with each other whatever the choice, so that sentences are grammatical."""

    subjects: str
    verbs: str
    negated: str
    degrees: str
    good: str
    bad: str
    phrases: tuple[tuple[str, str], ...]  # (good, bad)
    but: str
    although: str
    fillers: tuple[str, ...]


ES = Language(
    "la comida|la película|la habitación|la música|la historia|la pantalla|la cena|la batería|"
    "la playa|la visita|la obra|la actriz",
    "es|fue|era|parece",
    "no|nunca",
    "muy|bastante|realmente",
    "buena|excelente|agradable|magnífica|preciosa|divertida|cómoda|brillante|deliciosa|genial",
    "mala|horrible|aburrida|incómoda|pésima|lenta|fea|terrible|triste|floja",
    (
        ("me encantó", "me decepcionó"), ("lo recomiendo", "lo lamento"),
        ("volveré", "me arrepiento"),
    ),
    "pero",
    "aunque",
    (
        "ayer por la tarde", "con mis amigos", "en serio", "la verdad",
        "a mi hermano le gusta el café",
    ),
)  # fmt: skip
EN = Language(
    "the food|the movie|the room|the music|the story|the screen|the dinner|the battery|the beach|"
    "the visit|the play|the actress",
    "is|was|seems|looks",
    "never|hardly",
    "very|quite|really",
    "good|excellent|pleasant|superb|lovely|funny|comfortable|brilliant|delicious|great",
    "bad|horrible|boring|uncomfortable|awful|slow|ugly|terrible|sad|poor",
    (
        ("i loved it", "i regret it"), ("i recommend it", "it let me down"),
        ("i will return", "i left early"),
    ),
    "but",
    "although",
    ("yesterday evening", "with my friends", "honestly", "to be fair", "my brother likes coffee"),
)  # fmt: skip
KINDS = (
    ("one", 0.25),
    ("and", 0.2),
    ("but", 0.25),
    ("although first", 0.15),
    ("although last", 0.15),
)


def _choice(rng: np.random.Generator, words: str) -> str:
    options = words.split("|")
    return options[int(rng.integers(len(options)))]


def clause(rng: np.random.Generator, w: Language, good: bool) -> str:
    """A clause of this verdict: plain, negated with the opposite word, or a phrase."""
    if rng.random() < 0.2:
        return w.phrases[int(rng.integers(len(w.phrases)))][0 if good else 1]
    subject, verb = _choice(rng, w.subjects), _choice(rng, w.verbs)
    if rng.random() < 0.35:
        opposite = _choice(rng, w.bad if good else w.good)
        negation = _choice(rng, w.negated)
        if w is ES:
            return f"{subject} {negation} {verb} {opposite}"
        return f"{subject} {verb} {negation} {opposite}"
    degree = f"{_choice(rng, w.degrees)} " if rng.random() < 0.5 else ""
    return f"{subject} {verb} {degree}{_choice(rng, w.good if good else w.bad)}"


def sentence(rng: np.random.Generator, w: Language, good: bool) -> tuple[str, str]:
    """(text, kind): in "but" and "although" one clause says the opposite of the verdict."""
    kind = str(rng.choice([k for k, _ in KINDS], p=[p for _, p in KINDS]))
    mine, other = clause(rng, w, good), clause(rng, w, not good)
    text = {
        "one": mine,
        "and": f"{mine} {'y' if w is ES else 'and'} {clause(rng, w, good)}",
        "but": f"{other} {w.but} {mine}",
        "although first": f"{w.although} {other} , {mine}",
        "although last": f"{mine} {w.although} {other}",
    }[kind]
    for place in (0, 1):
        if rng.random() < 0.4:
            filler = w.fillers[int(rng.integers(len(w.fillers)))]
            text = f"{filler} , {text}" if place == 0 else f"{text} , {filler}"
    return text, kind


def sentiment(trained: int = 20_000, asked: int = 2_000) -> Task:
    """The verdict after the last word; 2 % of the words become unknown in training."""
    rng = np.random.default_rng(SEED)
    found: dict[str, tuple[bool, str]] = {}
    spoken: dict[str, str] = {}
    while len(found) < trained + asked:
        good = bool(rng.integers(2))
        lang = "es" if rng.random() < 0.5 else "en"
        text, kind = sentence(rng, ES if lang == "es" else EN, good)
        found.setdefault(text, (good, kind))
        spoken.setdefault(text, lang)
    every = [(text.split(), good, kind) for text, (good, kind) in found.items()]
    names = (UNKNOWN, *sorted({word for words, _, _ in every for word in words}))
    number = {word: k for k, word in enumerate(names)}
    coded = [([number[word] for word in words], good, kind) for words, good, kind in every]

    def batch(some: list[tuple[list[int], bool, str]]) -> Batch:
        read = padded([words for words, _, _ in some], len(names))
        targets = np.array([[int(good)] for _, good, _ in some])
        return Batch(read, *read.last, targets)

    def draw(rng: np.random.Generator, size: int) -> Batch:
        some = [coded[asked + k] for k in rng.integers(trained, size=size)]
        blanked = [
            (
                [0 if gone else word for word, gone in zip(words, rng.random(len(words)) < 0.02)],
                g,
                k,
            )
            for words, g, k in some
        ]
        return batch(blanked)

    def tested() -> dict[str, Batch]:
        held = coded[:asked]
        kinds = {kind: batch([s for s in held if s[2] == kind]) for kind, _ in KINDS}
        return {"held out": batch(held)} | kinds

    def shown() -> dict[str, Batch]:
        """The first of each language in which one clause speaks against the other."""
        first = {
            lang: next(
                s for s, text in zip(coded[:asked], found, strict=False)
                if s[2] == "but" and spoken[text] == lang
            )
            for lang in ("es", "en")
        }  # fmt: skip
        return {lang: batch([one]) for lang, one in first.items()}

    facts = {"trained_on": trained, "held_out": asked}
    return Task(
        "sentiment", names, ("bad", "good"), draw, tested, chance=0.5, facts=facts, examples=shown
    )  # fmt: skip

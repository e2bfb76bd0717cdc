"""Every task by its id: a function of its knobs, all with defaults, that makes the task."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..batch import Task
from . import counting, cues, products, reber, sentiment, sums, word, words

TASKS: dict[str, Callable[..., Task]] = {
    "next-character": word.next_character,
    "adding": sums.adding,
    "copying": sums.copying,
    "temporal-order": cues.temporal_order,
    "embedded-reber": reber.embedded_reber,
    "counting": counting.counting,
    "parity": sums.parity,
    "binary-addition": sums.binary_addition,
    "delayed-cue": cues.delayed_cue,
    "marked-cue": cues.marked_cue,
    "number-words-es": partial(words.number_words, "es"),
    "number-words-en": partial(words.number_words, "en"),
    "dates": words.dates,
    "sentiment": sentiment.sentiment,
    "spelling-es": partial(words.spelling, "es"),
    "spelling-en": partial(words.spelling, "en"),
    "products": products.products,
}

LIVE: dict[str, dict[str, tuple[int, int]]] = {  # trained on request: knobs with their limits
    "next-character": {},
    "adding": {"length": (4, 200)},
    "copying": {"gap": (1, 100), "symbols": (1, 10)},
    "temporal-order": {"length": (10, 200)},
    "embedded-reber": {},
    "counting": {"longest": (2, 100)},
    "parity": {"longest": (2, 100)},
    "binary-addition": {"bits": (1, 32)},
    "delayed-cue": {"gap": (1, 200)},
    "marked-cue": {"length": (5, 200)},
    "number-words-es": {},
    "number-words-en": {},
    "dates": {},
    "sentiment": {},
    "spelling-es": {},
    "spelling-en": {},
}

TRANSLATED = {"number-words-es", "number-words-en", "dates"}  # read by an encoder first
FORWARD_ONLY = {  # their answers are what they read next: a look from the end would give them away
    "next-character", "embedded-reber", "counting", "number-words-es", "number-words-en", "dates",
    "spelling-es", "spelling-en",
}  # fmt: skip

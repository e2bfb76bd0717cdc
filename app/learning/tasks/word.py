"""The next character of a text, as a task of the general engine: what the live page trains."""

from __future__ import annotations

import numpy as np

from ..batch import Batch, Task, everywhere, one_hot
from ..next_character import Word


def next_character(text: str = "NEURONAL") -> Task:
    """The whole text is every batch; its answers are its own characters and the end."""
    word = Word(text)
    tokens = word.one_hot.argmax(axis=-1)[:, None]
    whole = Batch(one_hot(tokens, len(word.inputs)), *everywhere(word.targets[:, None]))

    def draw(rng: np.random.Generator, size: int) -> Batch:
        return whole

    inputs, outputs = tuple(word.inputs), tuple(word.outputs)
    facts = {"text": text, "evaluated_on": "memorised"}
    return Task("next-character", inputs, outputs, draw, lambda: {"the text": whole}, facts=facts)

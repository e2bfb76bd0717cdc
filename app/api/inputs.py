"""What a reader writes, as vectors: NFC, one token a grapheme cluster, one-hot columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ..learning.letters import letters


def normalise(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def tokenise(text: str) -> tuple[str, ...]:
    """The grapheme clusters of a text in NFC: what a reader counts as its letters."""
    return letters(normalise(text))


def vocabulary_of(tokens: Sequence[str]) -> tuple[str, ...]:
    """The distinct tokens in order of first appearance."""
    return tuple(dict.fromkeys(tokens))


def respelled(tokens: Sequence[str], known: Collection[str]) -> tuple[str, ...] | None:
    """The tokens in the capitals or small letters that are known; None where one has no such form.

    None also where nothing need be changed.
    """
    found = []
    for token in tokens:
        forms = (token, token.upper(), token.lower(), token.capitalize())
        form = next((f for f in forms if f in known), None)
        if form is None:
            return None
        found.append(form)
    return None if tuple(found) == tuple(tokens) else tuple(found)


def one_hot(
    tokens: Sequence[str], vocabulary: Sequence[str], dtype: DTypeLike = np.float64
) -> NDArray[np.floating]:
    """(T, X): a row a token, 1 in its column of the vocabulary; KeyError if it has none."""
    column = {token: i for i, token in enumerate(vocabulary)}
    vectors = np.zeros((len(tokens), len(vocabulary)), dtype)
    vectors[np.arange(len(tokens)), [column[token] for token in tokens]] = 1
    return vectors

"""What a reader counts as the letters of a text."""

from __future__ import annotations

import regex

_CLUSTER = regex.compile(
    r"\X"
)  # extended grapheme clusters, Unicode UAX 29: not in the standard library


def letters(text: str) -> tuple[str, ...]:
    """Its grapheme clusters: a family of emoji is one letter."""
    return tuple(_CLUSTER.findall(text))

"""The right answers of a model to an input, where they are known without asking the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Answers = list[Any]  # one a timestep, as in a card's example: None where none is asked


def right_answers(
    card: Mapping[str, Any],
    tokens: Sequence[str] | None,
    vectors: Sequence[Sequence[float]] | None = None,
) -> Answers | None:
    """Of a text to be spelled, of two marked numbers to be added, of a card's example; else None.

    tokens: what is read, of an encoder-decoder its source; vectors: the same where it has no words.
    """
    for example in card["example"].values():
        read = example.get("source", example.get("tokens"))
        if list(tokens or ()) == read or (read is None and vectors == example["vectors"]):
            return list(example["answers"])
    if card["task"] == "next-character" and tokens:
        known = card["outputs"]
        return [token if token in known else None for token in (*tokens[1:], known[-1])]
    if card["task"] == "adding" and vectors and sum(mark for _, mark in vectors) == 2:
        return [*[None] * (len(vectors) - 1), sum(value * mark for value, mark in vectors)]
    return None


def dictation(card: Mapping[str, Any], tokens: Sequence[str] | None) -> list[str] | None:
    """What the decoder of a card's example reads, without the start sign; None: it is not known."""
    for example in card["example"].values():
        if "source" in example and list(tokens or ()) == example["source"]:
            return list(example["tokens"][1:])
    return None

"""Networks that learn a reader's own text on the spot: "own-lstm-4:hola" names one.

The name says everything that the training depends on, so that what answers to it is a pure
function of a request like the weights of any other model. In the text "/" is written %2F and "%"
is written %25; each of its grapheme clusters is a letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast
from urllib.parse import unquote

from ..cells import CELLS
from ..core.cell import Cell
from ..learning.letters import letters
from ..learning.next_character import Settings, Trained, Word, train

SEED, UPDATES, ENOUGH, PATIENCE = 3, 1000, 0.95, 150  # the seed of the shipped spellers
LETTERS, UNITS, NAME = 40, 16, 400  # at most: about a second for the longest text
_NAME = re.compile(r"own-(\w+)-([1-9]\d*):(.+)", re.DOTALL)


def name(cell: Cell, hidden: int, tokens: Sequence[str]) -> str | None:
    """None where it is too much to be learned on the spot, the cell does not learn alone, or

    the tokens are not the letters of a text.
    """
    text = "".join(tokens).replace("%", "%25").replace("/", "%2F")
    made = f"own-{cell.id}-{hidden}:{text}"
    small = 1 <= len(tokens) <= LETTERS and hidden <= UNITS and len(made) <= NAME
    split = letters("".join(tokens)) == tuple(tokens)
    return made if small and split and cell.id in CELLS else None


def meant(name: str) -> bool:
    """Whether a name is written as one of such a network, learned or refused."""
    return name.startswith("own-")


def named(name: str) -> bool:
    """Whether a name is of such a network, and within what is learned on the spot."""
    found = _NAME.fullmatch(name)
    if found is None or found[1] not in CELLS or len(name) > NAME:
        return False
    return int(found[2]) <= UNITS and len(letters(unquote(found[3]))) <= LETTERS


@lru_cache(maxsize=64)
def learned(name: str) -> tuple[Trained, dict[str, Any]]:
    """The network, and what a shipped model's card says of one; measured on its text alone."""
    id, units, written = cast("re.Match[str]", _NAME.fullmatch(name)).groups()
    cell, hidden, text = CELLS[id], int(units), unquote(written)
    word = Word(text)
    run = train(cell, word, Settings(hidden, SEED, most=UPDATES, enough=ENOUGH, patience=PATIENCE))
    example = {"tokens": [*word.letters], "answers": [*word.letters[1:], word.end]}
    card = {
        "id": name, "own": True, "cell": cell.id, "task": "next-character", "text": text,
        "knobs": {"text": text}, "inputs": word.inputs, "outputs": word.outputs,
        "hidden": hidden, "seed": SEED, "updates": run.updates, "accuracy": run.accuracy,
        "settings": {"layers": 1, "bidirectional": False}, "note": "",
        "example": {"es": example, "en": example},
    }  # fmt: skip
    return run, card

"""Predict first: which of the learners' questions fit a cell, and after which of its operations."""

from __future__ import annotations

from typing import Any

from ..core.cell import Cell
from ..i18n import Catalogue

LSTMS, GRUS = ("lstm", "lstm_peephole"), ("gru", "gru_reset_before")
FITTING: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("keep", LSTMS, "f"),
    ("why_tanh", LSTMS, "g"),
    ("shown", LSTMS, "o"),
    ("polarity", GRUS, "z"),
    ("reset_is_not", GRUS, "r"),
    ("row_column", ("gru",), "r"),
    ("unbounded", LSTMS, "c"),
    ("relu", ("rnn_relu",), "h"),
    ("units", (), "h"),
    ("shared", (), "h"),
    ("readout", (), "h"),
)
"""(question, its cells or all, the node it follows)."""


def questions(cell: Cell, t: Catalogue) -> list[dict[str, Any]]:
    """Ready questions about this cell, its own first; every answer says why."""
    found: list[dict[str, Any]] = []
    for key, cells, node in FITTING:
        if (not cells or cell.id in cells) and node in cell.ids:
            ask = f"questions.{key}"
            letters = [k for k in "abcd" if t.has(f"{ask}.{k}.answer")]
            turn = len(found) % len(letters)  # the right one is written first, and shown anywhere
            answers = [
                {"right": k == "a", "answer": t(f"{ask}.{k}.answer"), "why": t(f"{ask}.{k}.why")}
                for k in letters[turn:] + letters[:turn]
            ]
            found.append({"key": key, "node": node, "ask": t(f"{ask}.ask"), "answers": answers})
    return found

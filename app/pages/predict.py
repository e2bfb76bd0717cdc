"""Predict first: which of the learners' questions fit a cell, and after which of its operations."""

from __future__ import annotations

from typing import Any

from ..core.cell import Cell
from ..i18n import Catalogue
from .question import question

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
            asked = question(key, t, turn=len(found))
            answers = [answer._asdict() for answer in asked.answers]
            found.append({"key": key, "node": node, "ask": asked.asked, "answers": answers})
    return found

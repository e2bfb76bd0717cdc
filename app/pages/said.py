"""Troubles and notes of an address in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..i18n import Catalogue
from . import query, weights
from .setting import Trouble

COUNTED = {"trained": "units", "needs": "numbers"}  # a number and its noun, by its slot
SHOWN = 24  # characters of a text in a notice


@dataclass(frozen=True)
class Said:
    """Troubles and notes in words."""

    t: Catalogue

    def problem(self, trouble: Trouble) -> str:
        wrong = trouble.wrong
        problem = self.t(f"lab.problem.{wrong.key}", **self._plain(wrong.values))
        return self.t(
            "lab.problem.title", field=self.t(f"lab.field.{trouble.setting}"), problem=problem
        )

    def fix(self, trouble: Trouble) -> str:
        wrong = trouble.wrong
        fix = self.t(f"lab.problem.{wrong.fix}", **self._plain(wrong.values))
        shown = query.as_text(trouble.setting, trouble.shown) or _default(trouble)
        if wrong.key not in ("number", "whole", "range", "choice") or not shown:
            return fix
        return f"{fix} {self.t('lab.problem.kept', value=shown)}"

    def note(self, note: weights.Note, suffix: str = "") -> str:
        values = dict(note.values)
        values["cell"] = self.t(f"cell.{note.values['cell']}.name") if "cell" in values else ""
        if "tokens" in values:
            values["tokens"] = self.t.list([self.t.token(token) for token in values["tokens"][:8]])
        values |= {
            name: self.t.token(values[name]) for name in ("unknown", "known") if name in values
        }
        values |= {
            name: self.t(f"counted.{noun}", n=values[name])
            for name, noun in COUNTED.items()
            if name in values
        }
        if "accuracy" in values:
            values["accuracy"] = self.t.percent(values["accuracy"], 0)
        if note.key in ("capitals", "learned", "half_learned") and len(note.values["text"]) > SHOWN:
            values["text"] = f"{note.values['text'][:SHOWN]}\N{HORIZONTAL ELLIPSIS}"
        return self.t(f"lab.note.{note.key}{suffix}", **self._plain(values))

    def _plain(self, values: dict[str, Any]) -> dict[str, Any]:
        """Numbers as the language writes them, without decimals that say nothing."""
        return {k: self._number(v) if isinstance(v, int | float) else v for k, v in values.items()}

    def _number(self, value: float) -> str:
        whole = float(value).is_integer()
        return self.t.number(value, 0 if whole else 2)


def _default(trouble: Trouble) -> str:
    return (
        ""
        if trouble.shown in (None, ())
        else query.short(trouble.shown)
        if isinstance(trouble.shown, float)
        else str(trouble.shown)
    )

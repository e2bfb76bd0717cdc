"""What changes make of trained weights, in words: drawn anew, or other than those scored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..i18n import Catalogue
from .changes import Change
from .said import Said
from .weights import Note, Weights


def drawn(weights: Weights, changes: Iterable[Change]) -> int | None:
    """The seed of the weights that a change put in the place of trained ones; else None."""
    if weights.model is None and weights.brought is None:
        return None
    return next((int(c.value) for c in changes if c.kind == "seed"), None)


def note(weights: Weights, seed: int | None) -> Note | None:
    return weights.note if seed is None else Note("drawn", {"seed": seed})


def line(learned: str, seed: int | None, changes: Iterable[Change], t: Catalogue) -> str:
    """What is said of the weights in use, where that much is said of them as they were learned."""
    if seed is not None:
        return t("models.in_lab_drawn", seed=seed)
    altered = any(c.kind in ("weight", "scale") for c in changes)
    return f"{learned} {t('models.in_lab_altered')}" if learned and altered else learned


def told(
    learned: str, weights: Weights, changes: tuple[Change, ...], t: Catalogue
) -> dict[str, Any]:
    """For a page that stays: the line, and of drawn weights a name and a notice."""
    seed = drawn(weights, changes)
    said: dict[str, Any] = {"line": line(learned, seed, changes, t)}
    if seed is not None:
        about = Note("drawn", {"seed": seed})
        said["drawn"] = t("lab.model.drawn", seed=seed)
        said["note"] = {"title": Said(t).note(about), "fix": Said(t).note(about, "_fix")}
    return said

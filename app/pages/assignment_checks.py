"""Whether what was handed in is right, computed from the networks themselves."""

from __future__ import annotations

from collections.abc import Callable

from ..i18n import Catalogue
from ..scenes.assignment import Assignment, Field
from .assignment_hand import reckon, sort
from .assignment_labs import guard, sign, spread, three
from .assignment_nets import carry, diagnosis, word
from .assignment_points import Given, Point, Unread, number

LONGEST = 8000


def check(assignment: Assignment, given: Given, t: Catalogue) -> list[Point]:
    """All points of an assignment; raises Unread."""
    for field in assignment.fields:
        _read(field, given.get(field.name, ""))
    return CHECKS[assignment.id](given, t)


def _read(field: Field, text: str) -> None:
    ok = bool(text.strip()) and len(text) <= LONGEST
    if field.choices:
        chosen = text.split(",")
        ok = set(chosen) <= set(field.choices) and (field.kind == "several") >= (len(chosen) > 1)
    elif field.kind == "number":
        ok = number(text) is not None
    if not ok:
        raise Unread(field.name)


CHECKS: dict[str, Callable[[Given, Catalogue], list[Point]]] = {
    "word": word,
    "sign": sign,
    "reckon": reckon,
    "diagnosis": diagnosis,
    "guard": guard,
    "three": three,
    "carry": carry,
    "sort": sort,
    "spread": spread,
}

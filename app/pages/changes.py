"""Changes of a run as text, for an address: "token:2:A,state:c:0:1,weight:W_f:0:3:1.5,seed:8"."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

MOST = 1000
"""As many as one request of the API may bring."""


@dataclass(frozen=True)
class Change:
    """One thing that is not as the run has it; values of nodes are overrides, not changes.

    kind: token (step), state NAME (unit), weight NAME (row, column?), seed, scale. From 0.
    """

    kind: str
    name: str
    place: tuple[int, ...]
    value: float | str

    @property
    def what(self) -> tuple[str, str, tuple[int, ...]]:
        return self.kind, self.name, self.place


NAMED = {"token": False, "state": True, "weight": True, "seed": False, "scale": False}
PLACES = {"token": (1,), "state": (1,), "weight": (1, 2), "seed": (0,), "scale": (0,)}


def read(text: str) -> Change:
    """One change; ValueError where it cannot be read."""
    kind, *rest = text.split(":")
    if kind not in NAMED:
        raise ValueError(text)
    name = rest.pop(0) if NAMED[kind] and rest else ""
    *places, last = rest or [""]
    place = tuple(int(p) for p in places)
    value: float | str = unquote(last) if kind == "token" else float(last)
    if (NAMED[kind] and not name) or len(place) not in PLACES[kind] or min(place, default=0) < 0:
        raise ValueError(text)
    if isinstance(value, str):
        if not value:
            raise ValueError(text)
    elif not math.isfinite(value) or (kind == "seed" and not _whole(value)):
        raise ValueError(text)
    return Change(kind, name, place, value)


def _whole(value: float) -> bool:
    return value.is_integer() and 0 <= value < 2**53


def write(changes: Iterable[Change]) -> str:
    return ",".join(map(_one, changes))


def _one(c: Change) -> str:
    value = quote(c.value, safe="") if isinstance(c.value, str) else repr(float(c.value))
    parts = [c.kind, c.name, *map(str, c.place), value.removesuffix(".0")]
    return ":".join(filter(None, parts))

"""What a check says: how each thing that is asked stands; and how what is handed in is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np

from ..i18n import Catalogue
from ..scenes.assignments import ASSIGNMENTS
from . import lab, query
from .lab import Lab
from .query import BY_NAME


@dataclass(frozen=True)
class Point:
    """One thing that is asked: assignments.ID.point.KEY.yes or .no says how it stands."""

    key: str
    ok: bool
    values: Mapping[str, Any]


class Unread(ValueError):
    """Something was not handed in, or cannot be read: the name of its field."""


Given = Mapping[str, str]


def number(text: str) -> float | None:
    try:
        value = float(text.strip().rstrip("%").replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def handed_keys(link: str) -> dict[str, str]:
    """The keys of a copied address; only its query counts, wherever it was copied from."""
    parts = urlsplit(link.strip())
    return dict(parse_qsl(parts.query or parts.path.lstrip("?")))


def laboratory(name: str, link: str, t: Catalogue, cell: str) -> Lab:
    """The laboratory as a link has it, else Unread."""
    keys = handed_keys(link)
    path = urlsplit(link.strip()).path.rstrip("/")
    elsewhere = "?" in link and path and not path.endswith("/lab")
    found = lab.build(query.parse(keys), t)
    if elsewhere or not keys.keys() & BY_NAME.keys() or found.cell.id != cell:
        raise Unread(name)
    return found


def as_prepared(id: str, name: str, found: Lab) -> None:
    """The same network on the same word as the assignment opens, else Unread."""
    asked = query.parse(dict(ASSIGNMENTS[id].frames[0].keys))
    same = all(found.asked[k] == asked[k] for k in ("text", "vectors", "seed", "scale", "init"))
    if not same or found.base.trace.hidden != (asked["hidden"] or found.base.trace.hidden):
        raise Unread(name)

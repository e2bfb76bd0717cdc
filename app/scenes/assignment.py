"""What an assignment is, as data: what opens, what is handed in, an answer that passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One thing that is handed in.

    kind: link (the laboratory's address), text, number, choice (one) or several (two or more).
    """

    name: str
    kind: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """A prepared state: a page and its keys. after: only once something was handed in, which
    then fills a key's {name}."""

    page: str
    keys: Mapping[str, str]
    after: bool = False


@dataclass(frozen=True)
class Assignment:
    """Texts are assignments.ID…; solution and wrong are answers as an address has them, the second
    one that tempts; several choices are joined by commas. sheet: what is given to work with."""

    id: str
    chapter: str
    frames: tuple[Frame, ...]
    fields: tuple[Field, ...]
    solution: Mapping[str, str]
    wrong: Mapping[str, str]
    sheet: str = ""

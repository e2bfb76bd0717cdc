"""One key of an address: what it may say, how its text is read, and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ..api.inputs import tokenise
from ..api.limits import LIMITS
from ..core.trace import Override
from . import changes
from .changes import Change

SYMBOLS = 200
"""Tokens of a page's text."""

Vectors = tuple[tuple[float, ...], ...]
Part = TypeVar("Part")


class Wrong(ValueError):
    """Why a value cannot be taken: lab.problem.KEY and .FIX, their values, and what is taken."""

    def __init__(self, key: str, fix: str, instead: Any = None, **values: Any):
        super().__init__(key)
        self.key, self.fix, self.instead, self.values = key, fix, instead, values


@dataclass(frozen=True)
class Setting:
    """One key of the address. read(text, setting) gives its value or raises Wrong."""

    name: str
    default: Any
    read: Callable[[str, Setting], Any]
    low: float = 0
    high: float = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trouble:
    """A setting that was not taken as given, and the value that stands in for it."""

    setting: str
    wrong: Wrong
    shown: Any


def read_choice(text: str, s: Setting) -> str:
    if text not in s.choices:
        raise Wrong(
            "choice",
            "choice_fix",
            s.default,
            given=text[:40],
            choices=", ".join(filter(None, s.choices)),
        )
    return text


def read_number(text: str, s: Setting) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = math.nan
    if math.isnan(value):
        raise Wrong("number", "number_fix", s.default, given=text[:40], low=s.low, high=s.high)
    if not s.low <= value <= s.high:
        raise Wrong(
            "range",
            "number_fix",
            min(max(value, s.low), s.high),
            given=text[:40],
            low=s.low,
            high=s.high,
        )
    return value


def read_whole(text: str, s: Setting) -> int:
    try:
        exact = int(text)
    except ValueError:
        value = read_number(text, s)
        if value != int(value):
            raise Wrong(
                "whole", "number_fix", round(value), given=text[:40], low=s.low, high=s.high
            ) from None
        return int(value)
    if not s.low <= exact <= s.high:
        instead = int(min(max(exact, s.low), s.high))
        raise Wrong(
            "range", "number_fix", instead, given=text[:40], low=int(s.low), high=int(s.high)
        )
    return exact


def read_text(text: str, s: Setting) -> str:
    tokens = tokenise(text)
    if any(len(token) > LIMITS.token for token in tokens):
        tokens = tuple(token[: LIMITS.token] for token in tokens)
        text = "".join(tokens)
    if len(tokens) > s.high:
        limit = int(s.high)
        raise Wrong(
            "long", "long_fix", "".join(tokens[:limit]),
            n=len(tokens), limit=limit, extra=len(tokens) - limit, api=LIMITS.steps,
        )  # fmt: skip
    return text


def read_vectors(text: str, s: Setting) -> Vectors:
    """ "1,0; 0.5,-1" -> ((1, 0), (0.5, -1)): T rows of X numbers."""
    rows: list[tuple[float, ...]] = []
    for k, part in enumerate(text.strip().strip(";").split(";"), start=1):
        words = part.replace(",", " ").split()
        try:
            row = tuple(float(n) for n in words)
        except ValueError:
            row = ()
        far = next((w for w, n in zip(words, row, strict=False) if s.high < abs(n) < math.inf), "")
        if far:
            raise Wrong(
                "vectors_range", "vectors_range_fix", tuple(rows),
                step=k, given=far[:40], low=-s.high, high=s.high,
            )  # fmt: skip
        if len(row) > (limit := LIMITS.input_size):
            raise Wrong(
                "vectors_wide", "vectors_wide_fix", tuple(rows), step=k, n=len(row), limit=limit
            )
        if rows and row and len(row) != len(rows[0]):
            raise Wrong(
                "vectors_ragged",
                "vectors_fix",
                tuple(rows),
                step=k,
                has=len(row),
                first=len(rows[0]),
            )
        if not row or not all(map(math.isfinite, row)):
            raise Wrong("vectors", "vectors_fix", tuple(rows), step=k)
        rows.append(row)
    if len(rows) > SYMBOLS:
        raise Wrong(
            "long", "long_fix", tuple(rows[:SYMBOLS]),
            n=len(rows), limit=SYMBOLS, extra=len(rows) - SYMBOLS, api=LIMITS.steps,
        )  # fmt: skip
    return tuple(rows)


def read_overrides(text: str, s: Setting) -> tuple[Override, ...]:
    """ "f:2:*:1,c:0:3:-0.5": node, step, unit (from 0, * for all) and value."""
    found: list[Override] = []
    for part in filter(None, text.split(",")):
        try:
            node, step, unit, value = part.split(":")
            number = float(value)
            place = [None if k == "*" else int(k) for k in (step, unit)]
            if not node or not math.isfinite(number) or any(k is not None and k < 0 for k in place):
                raise ValueError
        except ValueError:
            raise Wrong("overrides", "overrides_fix", tuple(found), given=part[:40]) from None
        found.append(Override(node, number, *place))
    return _few(found, s)


def read_changes(text: str, s: Setting) -> tuple[Change, ...]:
    """ "token:2:A,weight:W_f:0:3:1.5": see changes.py."""
    found: list[Change] = []
    for part in filter(None, text.split(",")):
        try:
            found.append(changes.read(part))
        except ValueError:
            raise Wrong("changes", "changes_fix", tuple(found), given=part[:40]) from None
    return _few(found, s)


def _few(found: list[Part], s: Setting) -> tuple[Part, ...]:
    limit = int(s.high)
    if len(found) > limit:
        kept = tuple(found[:limit])
        raise Wrong("many", "many_fix", kept, n=len(found), limit=limit)
    return tuple(found)


def read_parts(text: str, s: Setting) -> tuple[str, ...]:
    given = tuple(filter(None, text.split(",")))
    for part in given:
        if part not in s.choices:
            known = tuple(p for p in given if p in s.choices)
            raise Wrong(
                "choice", "choice_fix", known, given=part[:40], choices=", ".join(s.choices)
            )
    return given


def read_pair(text: str, s: Setting) -> tuple[int, int]:
    """ "0,2": two units, counted from 0."""
    try:
        first, second = (int(part) for part in text.split(","))
        if not s.low <= min(first, second) <= max(first, second) <= s.high:
            raise ValueError
    except ValueError:
        low, high = int(s.low), int(s.high)
        raise Wrong("whole", "number_fix", given=text[:40], low=low, high=high) from None
    return first, second


def read_opened(text: str, s: Setting) -> tuple[str, int, int] | tuple[()]:
    """ "f_pre:2:1": the number of a node, step and unit (from 0) whose making is shown."""
    try:
        node, step, unit = text.split(":")
        found = (node, int(step), int(unit))
        if not node or min(found[1:]) < 0:
            raise ValueError
    except ValueError:
        raise Wrong("open", "open_fix", given=text[:40]) from None
    return found


def read_order(text: str, s: Setting) -> tuple[str, ...]:
    """ "xh.g_pre.g": the operations that come first; the others follow as declared."""
    return tuple(text[:400].strip().split("."))

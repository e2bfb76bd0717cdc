"""The laboratory's address: one table of settings, parsed, rendered and sent to the browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..api.inputs import tokenise
from ..api.limits import LIMITS
from ..cells import EVERY
from ..core.params import INITS
from ..core.trace import Override
from . import changes
from .changes import Change

SYMBOLS = 200
"""Tokens of a page's text."""
VALUES = 3200
"""Steps times units that a page may show."""
PARTS = ("settings", "narrator", "panels", "player")
PANELS = ("states", "outputs", "unit_lines", "phase", "similarity", "saturation")
VIEWS = ("unrolled", "units", "hand")
TABS = ("", "time", "what-if")
PACES = ("guided", "operation", "wave", "step")
VIEWED = ("at", "unit", "pace", "tab", "panel", "view", "of", "open", "order", "predict", "hide")
"""Where the reader of the laboratory is and what is open: no part of the run."""

Vectors = tuple[tuple[float, ...], ...]


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


def _choice(text: str, s: Setting) -> str:
    if text not in s.choices:
        raise Wrong(
            "choice",
            "choice_fix",
            s.default,
            given=text[:40],
            choices=", ".join(filter(None, s.choices)),
        )
    return text


def _number(text: str, s: Setting) -> float:
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


def _whole(text: str, s: Setting) -> int:
    try:
        exact = int(text)
    except ValueError:
        value = _number(text, s)
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


def _text(text: str, s: Setting) -> str:
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


def _vectors(text: str, s: Setting) -> Vectors:
    """ "1,0; 0.5,-1" -> ((1, 0), (0.5, -1)): T rows of X numbers."""
    rows: list[tuple[float, ...]] = []
    for k, part in enumerate(text.strip().strip(";").split(";"), start=1):
        try:
            row = tuple(float(n) for n in part.replace(",", " ").split())
        except ValueError:
            row = ()
        finite = row and all(math.isfinite(n) and abs(n) <= s.high for n in row)
        if not finite or (rows and len(row) != len(rows[0])) or len(row) > LIMITS.input_size:
            raise Wrong("vectors", "vectors_fix", tuple(rows), step=k)
        rows.append(row)
    if len(rows) > SYMBOLS:
        raise Wrong(
            "long", "long_fix", tuple(rows[:SYMBOLS]),
            n=len(rows), limit=SYMBOLS, extra=len(rows) - SYMBOLS, api=LIMITS.steps,
        )  # fmt: skip
    return tuple(rows)


def _overrides(text: str, s: Setting) -> tuple[Override, ...]:
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
    return tuple(found[: int(s.high)])


def _changes(text: str, s: Setting) -> tuple[Change, ...]:
    """ "token:2:A,weight:W_f:0:3:1.5": see changes.py."""
    found: list[Change] = []
    for part in filter(None, text.split(",")):
        try:
            found.append(changes.read(part))
        except ValueError:
            raise Wrong("changes", "changes_fix", tuple(found), given=part[:40]) from None
    return tuple(found[: int(s.high)])


def _parts(text: str, s: Setting) -> tuple[str, ...]:
    given = tuple(filter(None, text.split(",")))
    for part in given:
        if part not in s.choices:
            known = tuple(p for p in given if p in s.choices)
            raise Wrong(
                "choice", "choice_fix", known, given=part[:40], choices=", ".join(s.choices)
            )
    return given


def _opened(text: str, s: Setting) -> tuple[str, int, int] | tuple[()]:
    """ "f_pre:2:1": the number of a node, step and unit (from 0) whose making is shown."""
    try:
        node, step, unit = text.split(":")
        found = (node, int(step), int(unit))
        if not node or min(found[1:]) < 0:
            raise ValueError
    except ValueError:
        raise Wrong("open", "open_fix", given=text[:40]) from None
    return found


def _order(text: str, s: Setting) -> tuple[str, ...]:
    """ "xh.g_pre.g": the operations that come first; the others follow as declared."""
    return tuple(text[:400].strip().split("."))


SETTINGS = (
    Setting("cell", "lstm", _choice, choices=tuple(EVERY)),
    Setting("text", "NEURONAL", _text, high=SYMBOLS),
    Setting("vectors", (), _vectors, high=1e6),
    Setting("hidden", None, _whole, 1, 32),
    Setting("model", "", lambda text, s: text[:80]),
    Setting("brought", "", lambda text, s: text[: int(s.high)], high=300_000),
    Setting("layer", "", lambda text, s: text[:40].strip()),
    Setting("seed", 1, _whole, 0, 2**53 - 1),
    Setting("scale", 1.0, _number, 0, 20),
    Setting("init", "pytorch", _choice, choices=tuple(INITS)),
    Setting("forget_bias", 0.0, _number, -10, 10),
    Setting("overrides", (), _overrides, high=200),
    Setting("changes", (), _changes, high=changes.MOST),
    Setting("at", 0, _whole, 0, 1_000_000),
    Setting("unit", None, _whole, 0, 31),
    Setting("speed", None, _number, 0.25, 4),
    Setting("pace", "guided", _choice, choices=PACES),
    Setting("tab", "", _choice, choices=TABS),
    Setting("panel", "", _choice, choices=("", *PANELS)),
    Setting("view", (), _parts, choices=VIEWS),
    Setting("of", "", lambda text, s: text[:40].strip()),
    Setting("open", (), _opened),
    Setting("order", (), _order),
    Setting("predict", "", _choice, choices=("", "on")),
    Setting("theme", "", _choice, choices=("", "light", "dark")),
    Setting("hide", (), _parts, choices=PARTS),
)
BY_NAME = {s.name: s for s in SETTINGS}


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a usable value for every setting, those given, and the troubles."""

    values: dict[str, Any]
    given: frozenset[str]
    troubles: tuple[Trouble, ...]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def parse(query: Mapping[str, str]) -> Asked:
    """Never fails: what cannot be taken is replaced by the nearest sensible value and reported."""
    values: dict[str, Any] = {}
    given, troubles = set(), []
    for s in SETTINGS:
        text = query.get(s.name, "")
        if s.name != "text":
            text = text.strip()
        if s.name == "text" and s.name in query and not text.strip("\r\n"):
            values["text"] = s.default
            if not query.get("vectors", "").strip():
                troubles.append(Trouble("text", Wrong("empty", "empty_fix"), s.default))
            continue
        if not text:
            values[s.name] = s.default
            continue
        try:
            values[s.name] = s.read(text, s)
            given.add(s.name)
        except Wrong as wrong:
            values[s.name] = s.default if wrong.instead is None else wrong.instead
            troubles.append(Trouble(s.name, wrong, values[s.name]))
    return Asked(values, frozenset(given), tuple(troubles))


def as_text(name: str, value: Any) -> str:
    """A value as its key of the address has it; "" for what need not be written."""
    if value is None or value == BY_NAME[name].default:
        return ""
    if name == "vectors":
        return ";".join(",".join(map(short, row)) for row in value)
    if name == "overrides":
        return ",".join(
            f"{o.node}:{_place(o.step)}:{_place(o.unit)}:{short(o.value)}" for o in value
        )
    if name == "changes":
        return changes.write(value)
    if name == "open":
        return ":".join(map(str, value))
    if isinstance(value, tuple):
        return ("." if name == "order" else ",").join(value)
    return short(value) if isinstance(value, float) else str(value)


def _place(index: int | None) -> str:
    return "*" if index is None else str(index)


def short(number: float) -> str:
    """A float as people write it, and exact: 1, 0.1."""
    return repr(float(number)).removesuffix(".0")


def table(cell: str = "") -> list[dict[str, str]]:
    """The settings for the browser: each name, and the text that means the same as none.

    cell: what an address without a cell has, where that is a named model's.
    """
    texts = {s.name: "" if s.default in (None, ()) else s.default for s in SETTINGS}
    texts |= {"cell": cell} if cell else {}
    return [
        {"name": name, "default": short(d) if isinstance(d, float) else str(d)}
        for name, d in texts.items()
    ]

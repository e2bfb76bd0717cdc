"""The laboratory's address: one table of settings, parsed, rendered and sent to the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..cells import EVERY
from ..core.params import INITS
from . import changes, setting
from .setting import SYMBOLS, Setting, Trouble, Wrong

VALUES = 3200
"""Steps times units that a page may show."""
PARTS = ("settings", "narrator", "panels", "player")
PANELS = ("states", "outputs", "unit_lines", "phase", "similarity", "saturation")
VIEWS = ("unrolled", "units", "hand", "table", "numbers", "keys")
TABS = ("", "time", "what-if")
PACES = ("guided", "operation", "wave", "step")
VIEWED = (
    "at",
    "unit",
    "pace",
    "tab",
    "panel",
    "units",
    "view",
    "of",
    "open",
    "order",
    "chart",
    "predict",
    "hide",
)
"""Where the reader of the laboratory is and what is open: no part of the run."""

SETTINGS = (
    Setting("cell", "lstm", setting.read_choice, choices=tuple(EVERY)),
    Setting("text", "NEURONAL", setting.read_text, high=SYMBOLS),
    Setting("vectors", (), setting.read_vectors, high=1e6),
    Setting("hidden", None, setting.read_whole, 1, 32),
    Setting("model", "", lambda text, s: text[:80]),
    Setting("brought", "", lambda text, s: text[: int(s.high)], high=300_000),
    Setting("layer", "", lambda text, s: text[:40].strip()),
    Setting("seed", 1, setting.read_whole, 0, 2**53 - 1),
    Setting("scale", 1.0, setting.read_number, 0, 20),
    Setting("init", "pytorch", setting.read_choice, choices=tuple(INITS)),
    Setting("forget_bias", 0.0, setting.read_number, -10, 10),
    Setting("overrides", (), setting.read_overrides, high=200),
    Setting("changes", (), setting.read_changes, high=changes.MOST),
    Setting("at", 0, setting.read_whole, 0, 1_000_000),
    Setting("unit", None, setting.read_whole, 0, 31),
    Setting("speed", None, setting.read_number, 0.25, 4),
    Setting("pace", "guided", setting.read_choice, choices=PACES),
    Setting("tab", "", setting.read_choice, choices=TABS),
    Setting("panel", "", setting.read_choice, choices=("", *PANELS)),
    Setting("units", (), setting.read_pair, 0, 31),
    Setting("view", (), setting.read_parts, choices=VIEWS),
    Setting("of", "", lambda text, s: text[:40].strip()),
    Setting("open", (), setting.read_opened),
    Setting("order", (), setting.read_order),
    Setting("chart", "", lambda text, s: text[:40].strip()),
    Setting("predict", "", setting.read_choice, choices=("", "on")),
    Setting("theme", "", setting.read_choice, choices=("", "light", "dark")),
    Setting("hide", (), setting.read_parts, choices=PARTS),
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
        return ("." if name == "order" else ",").join(map(str, value))
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

"""The training page's address: one table of settings, and which of them mean something together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..api.fields import SAFE_INTEGER
from ..api.schemas_trainings import BATCH, HIDDEN, UPDATES
from ..cells import CELLS
from ..core.cell import Cell
from ..core.params import INITS, shapes
from ..learning.building import ATTENTION, NORMALISATION
from ..learning.optimisers import OPTIMISERS
from ..learning.tasks import FORWARD_ONLY, LIVE, TRANSLATED
from . import query
from .setting import Setting, Wrong

CHOICE, WHOLE, NUMBER = (query.BY_NAME[name].read for name in ("cell", "hidden", "scale"))
KNOBS = ("gap", "length", "symbols", "longest", "bits")  # those of a task
MORE = (
    "attention", "bidirectional", "radius", "batch", "momentum", "clip_value", "truncate", "decay",
    "dropout", "normalisation",
)  # fmt: skip
OPTIONAL = ("clip", "clip_value", "truncate")  # an emptied field means none
CHANGEABLE = ("rate", "optimiser", "momentum", "clip", "clip_value", "decay", "dropout")
COMPARABLE = (
    "cell", "hidden", "layers", "init", "forget_bias", "optimiser", "rate", "clip", *KNOBS[:2],
    *MORE,
)  # fmt: skip
ORDER = (
    "task", "text", *KNOBS, "cell", "hidden", "layers", "attention", "bidirectional", "init",
    "radius", "forget_bias", "seed", "optimiser", "rate", "momentum", "clip", "clip_value",
    "truncate", "updates", "batch", "normalisation", "decay", "dropout", "changes", "versus",
    "theme",
)  # fmt: skip
USUAL = {"gap": 20, "length": 20, "symbols": 5, "longest": 20, "bits": 8}


@dataclass(frozen=True)
class Rule:
    """A setting means something only where another one's value is among these.

    values: of the setting itself, those that the rule is about; none: all. reason: the key of why.
    """

    name: str
    by: str
    among: tuple[str, ...]
    reason: str
    values: tuple[str, ...] = ()

    def broken(self, texts: Mapping[str, str]) -> bool:
        about = not self.values or texts[self.name] in self.values
        return about and texts[self.by] not in self.among


def _recurrent(cell: Cell) -> bool:
    return any(name.startswith("U") for name in shapes(cell, 1, 1))


RULES = (
    *(Rule(name, "task", tuple(t for t in LIVE if name in LIVE[t]), "knob") for name in KNOBS),
    Rule("text", "task", ("next-character",), "knob"),
    Rule("attention", "task", tuple(t for t in LIVE if t in TRANSLATED), "no_source"),
    Rule("bidirectional", "task", tuple(t for t in LIVE if t not in FORWARD_ONLY), "forward_only"),
    Rule("radius", "cell", tuple(id for id, c in CELLS.items() if _recurrent(c)), "no_U"),
    Rule("forget_bias", "cell", tuple(id for id, cell in CELLS.items() if cell.keep), "no_keep"),
    Rule("momentum", "optimiser", ("sgd",), "no_momentum"),
    Rule("normalisation", "task", tuple(t for t in LIVE if t != "next-character"), "one_sequence",
         values=("batch", "batch_input")),
)  # fmt: skip


def refused(name: str, texts: Mapping[str, str]) -> str:
    """Why a setting means nothing beside the others, the key of a sentence; "" where it does."""
    return next((r.reason for r in RULES if r.name == name and r.broken(texts)), "")


def settings(task: str) -> dict[str, Setting]:
    """Every key of the address; the limits of a task's knobs are the task's own."""
    widest = dict.fromkeys(USUAL, (1.0, 200.0)) | {
        name: (float(low), float(high)) for name, (low, high) in LIVE[task].items()
    }
    found = [
        Setting("task", "delayed-cue", CHOICE, choices=tuple(LIVE)),
        Setting("text", "NEURONAL", _text, high=100),
        *(Setting(name, usual, WHOLE, *widest[name]) for name, usual in USUAL.items()),
        Setting("cell", "lstm", CHOICE, choices=tuple(CELLS)),
        Setting("hidden", 32, WHOLE, 1, HIDDEN),
        Setting("layers", 1, WHOLE, 1, 3),
        Setting("attention", "none", CHOICE, choices=("none", *ATTENTION)),
        Setting("bidirectional", "no", CHOICE, choices=("no", "yes")),
        Setting("init", "orthogonal", CHOICE, choices=(*INITS, "gauss")),
        Setting("radius", None, NUMBER, 0.01, 10),
        Setting("forget_bias", 1.0, NUMBER, -10, 10),
        Setting("seed", 1, WHOLE, 0, SAFE_INTEGER),
        Setting("optimiser", "adam", CHOICE, choices=tuple(OPTIMISERS)),
        Setting("rate", 0.005, NUMBER, 1e-6, 100),
        Setting("momentum", 0.0, NUMBER, 0, 0.99),
        Setting("clip", 1.0, _or_none(NUMBER), 1e-3, 1e6),
        Setting("clip_value", "none", _or_none(NUMBER), 1e-6, 1e6),
        Setting("truncate", "none", _or_none(WHOLE), 1, 200),
        Setting("updates", 400, WHOLE, 1, UPDATES),
        Setting("batch", 32, WHOLE, 1, BATCH),
        Setting("normalisation", "none", CHOICE, choices=tuple(NORMALISATION)),
        Setting("decay", 0.0, NUMBER, 0, 10),
        Setting("dropout", 0.0, NUMBER, 0, 0.95),
        Setting("theme", "", CHOICE, choices=("", "light", "dark")),
    ]
    pairs = partial(_pairs, {s.name: s for s in found})
    found.append(Setting("changes", "", pairs, low=1, choices=CHANGEABLE))
    found.append(Setting("versus", "", pairs, choices=COMPARABLE))
    return {s.name: s for s in sorted(found, key=lambda s: ORDER.index(s.name))}


def _or_none(read: Callable[[str, Setting], Any]) -> Callable[[str, Setting], Any]:
    return lambda text, s: "none" if text == "none" else read(text, s)


SHORTEST = 2  # a letter to read and the next to predict


def _text(text: str, s: Setting) -> str:
    if len(text) < SHORTEST:
        raise Wrong("brief", "brief_fix", s.default, least=SHORTEST)
    if len(text) > s.high:
        raise Wrong("long", "long_fix", text[: int(s.high)],
                    n=len(text), limit=int(s.high), extra=0, api=int(s.high))  # fmt: skip
    return text


def _pairs(settings: Mapping[str, Setting], text: str, s: Setting) -> str:
    """ "300:clip:1,400:rate:0.001" or "cell:rnn,clip:none": names among the choices, and values
    that their own settings take.
    """
    place = r"\d+:" if s.low else ""
    known = re.compile(rf"{place}({'|'.join(s.choices)}):([\w.-]+)")
    parts, wrongs = [], []
    for part in text.split(","):
        pair = known.fullmatch(part)
        try:
            if pair is None:
                raise Wrong("choice", "choice_fix", given=text[:40], choices=", ".join(s.choices))
            name, value = pair.groups()
            settings[name].read(value, settings[name])
            parts.append(part)
        except Wrong as wrong:
            wrongs.append(wrong)
    if wrongs:
        first = wrongs[0]
        raise Wrong(first.key, first.fix, ",".join(parts), **first.values)
    return text


def written(value: Any) -> str:
    """A value as its key of the address has it."""
    if value is None:
        return ""
    return query.short(value) if isinstance(value, float) else str(value)

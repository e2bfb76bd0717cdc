"""How every shipped model but the NEURONAL ones is trained: data, remade by app.learning.train."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from .building import Settings


@dataclass(frozen=True)
class Recipe:
    """A task with its knobs, a cell, settings without their seed.

    enough: stop when the last 20 batches are right to this share. score: which score of which held
    out batch is the accuracy. From learned on a seed has learned: of that score, or of the task's
    own test called success. seeds: all trained for the card. note: the key of
    an honest word about the choice, in every language.
    """

    task: str
    cell: str
    settings: Settings
    knobs: Mapping[str, Any] = field(default_factory=dict)
    enough: float | None = None
    measure: str = "held out"
    score: str = "accuracy"
    learned: float = 0.99
    success: str = ""
    seeds: tuple[int, ...] = (1, 2, 3, 4, 5)
    note: str = "equal"


def effort(name: str) -> float:
    """A rough measure of how long a run takes, to begin with the longest."""
    if name not in RECIPES:
        return 0.0
    s = RECIPES[name].settings
    return float(s.updates * s.hidden**2 * s.batch)


@cache
def _tried() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "tried.toml").read_text("utf-8"))


def tried(name: str) -> list[dict[str, Any]]:
    """What was tried before the recipe's start was chosen: settings, and each seed's score."""
    return list(_tried().get(name, []))


RECIPES: dict[str, Recipe] = {}

IDENTITY: dict[str, Any] = {"init": "identity"}
CUES: dict[str, dict[str, Any]] = {  # each cell with the best start tried for it, equal updates
    "rnn": {"init": "identity", "rate": 1e-3},  # at length 10 orthogonal, 3e-3, is better
    "rnn_relu": {"init": "identity", "rate": 1e-3},
    "lstm": {"rate": 5e-3},  # chrono, to the length
    "gru": {"forget_bias": 3.0, "rate": 5e-3},
}
LENGTHS = (10, 20, 40, 80)


def marked_cue(cell: str, length: int) -> Recipe:
    """The marked cue at this length, the same budget for every cell."""
    start = dict(CUES[cell])
    if cell == "lstm":
        start["chrono"] = length
    if cell == "rnn" and length <= 10:
        start = {"init": "orthogonal", "rate": 3e-3}
    return Recipe(
        "marked-cue", cell, Settings(hidden=32, updates=1500, **start),
        {"length": length}, enough=1.0, measure=f"length {length}", note="marked-cue",
    )  # fmt: skip


for cell in CUES:
    for length in LENGTHS:
        RECIPES[f"marked-cue-{length}-{cell.replace('_', '-')}"] = marked_cue(cell, length)

for cell, bias in (("rnn", 0.0), ("lstm", 1.0)):
    init = "pytorch" if cell == "rnn" else "orthogonal"
    RECIPES[f"growing-cue-{cell}"] = Recipe(
        "delayed-cue", cell,
        Settings(hidden=32, updates=1500, rate=3e-3, forget_bias=bias, init=init),
        {"gap": 100, "growing": 1050}, measure="gap 500", note="growing-cue",
    )  # fmt: skip
RECIPES["delayed-cue-100-rnn"] = Recipe(
    "delayed-cue", "rnn", Settings(hidden=32, updates=1500, rate=3e-3, init="pytorch"),
    {"gap": 100}, enough=1.0, measure="gap 100", note="delayed-cue-100",
)  # fmt: skip
RECIPES["delayed-cue-200-rnn"] = Recipe(
    "delayed-cue", "rnn", Settings(hidden=32, updates=1500, rate=3e-3),
    {"gap": 200}, enough=1.0, measure="gap 200", note="delayed-cue-200",
)  # fmt: skip

for cell, hidden in (("rnn", 3), ("gru", 3), ("lstm", 4)):
    RECIPES[f"binary-addition-{cell}"] = Recipe(
        "binary-addition", cell,
        Settings(hidden, 3000, 0.02, cosine=0.02, forget_bias=1.0 if cell == "lstm" else 0.0),
        measure="8 bits", score="exact", note="binary-addition",
    )  # fmt: skip

ADDING: dict[str, dict[str, Any]] = {
    "rnn": IDENTITY | {"rate": 3e-3}, "rnn_relu": IDENTITY | {"rate": 3e-3},
    "lstm": {"rate": 5e-3, "chrono": 50}, "gru": {"rate": 5e-3},
}  # fmt: skip
COPYING: dict[str, dict[str, Any]] = {
    "rnn": {}, "lstm": {"forget_bias": 3.0}, "gru": {},
}  # fmt: skip
ORDER: dict[str, dict[str, Any]] = {
    "rnn": {"rate": 3e-3}, "lstm": {"rate": 5e-3, "chrono": 50},
    "gru": {"rate": 5e-3, "forget_bias": 3.0},
}  # fmt: skip
REBER: dict[str, dict[str, Any]] = {"rnn": {}, "lstm": {"forget_bias": 1.0}, "gru": {}}
for cell, start in ADDING.items():
    RECIPES[f"adding-{cell.replace('_', '-')}"] = Recipe(
        "adding", cell, Settings(32, 2000, cosine=0.02, **start), {"length": 50},
        learned=0.8, note="equal",
    )  # fmt: skip
for cell, start in COPYING.items():
    RECIPES[f"copying-{cell}"] = Recipe(
        "copying", cell, Settings(64, 2000, 5e-3, cosine=0.02, **start), {"gap": 10},
        learned=0.95, note="copying",
    )  # fmt: skip
for cell, start in ORDER.items():
    RECIPES[f"temporal-order-{cell}"] = Recipe(
        "temporal-order", cell, Settings(32, 1500, **start), {"length": 50}, enough=1.0,
        note="temporal-order",
    )  # fmt: skip
for cell, start in REBER.items():
    RECIPES[f"embedded-reber-{cell}"] = Recipe(
        "embedded-reber", cell, Settings(16, 2500, 1e-2, cosine=0.02, **start),
        measure="the last two symbols", success="strings with every legal set", learned=1.0,
        note="equal",
    )  # fmt: skip
for cell in ("rnn", "lstm", "gru"):
    bias = 1.0 if cell == "lstm" else 0.0
    RECIPES[f"parity-{cell}"] = Recipe(
        "parity", cell, Settings(8, 1000, 1e-2, forget_bias=bias),
        measure="length 100", note="parity",
    )  # fmt: skip
    RECIPES[f"parity-last-{cell}"] = Recipe(
        "parity", cell, Settings(8, 1000, 1e-2, forget_bias=bias), {"last_only": True},
        measure="length 20", note="parity-last",
    )  # fmt: skip

COUNTED = {"ab": (8, 60, 1500, ("lstm", "gru", "rnn")), "abc": (10, 50, 2000, ("lstm", "gru"))}
for letters, (hidden, longest, most, cells) in COUNTED.items():
    for cell in cells:
        RECIPES[f"counting-{letters}-{cell}"] = Recipe(
            "counting", cell,
            Settings(
                hidden, most, 1e-2, batch=16, cosine=0.02,
                forget_bias=1.0 if cell == "lstm" else 0.0,
            ),
            {"letters": letters, "longest": longest},
            measure=f"n {longest + 1}-{longest * 6 // 5}", score="exact",
            success="right to n", learned=longest * 6 // 5, note="counting",
        )  # fmt: skip

for cell in ("rnn", "lstm", "gru"):
    RECIPES[f"sentiment-{cell}"] = Recipe(
        "sentiment", cell,
        Settings(16, 2000, 5e-3, cosine=0.02, forget_bias=1.0 if cell == "lstm" else 0.0),
        note="equal",
    )  # fmt: skip
    for language in ("es", "en"):
        RECIPES[f"spelling-{language}-{cell}"] = Recipe(
            f"spelling-{language}", cell,
            Settings(16, 300, 1e-2, forget_bias=1.0 if cell == "lstm" else 0.0),
            measure="the words themselves", score="exact", note="memorised",
        )  # fmt: skip
for language in ("es", "en"):
    RECIPES[f"number-words-{language}-gru"] = Recipe(
        f"number-words-{language}", "gru", Settings(96, 2000, 5e-3, batch=64, cosine=0.02),
        score="exact", note="single",
    )  # fmt: skip
RECIPES["dates-gru"] = Recipe(
    "dates", "gru", Settings(96, 3000, 5e-3, batch=64, cosine=0.02), score="exact",
    note="single",
)  # fmt: skip

for attention in ("", "luong"):
    RECIPES[f"dates-gru-{'attention' if attention else 'plain'}"] = Recipe(
        "dates", "gru",
        Settings(48, 1000, 5e-3, batch=64, cosine=0.02, attention=attention),
        score="exact", note="attention",
    )  # fmt: skip

for name, cell, updates, init, rate in (
    ("rnn", "rnn", 4000, "identity", 1e-3), ("lstm", "lstm", 4000, "orthogonal", 5e-3),
    ("gru", "gru", 4000, "orthogonal", 5e-3), ("rnn-long", "rnn", 15_000, "identity", 1e-3),
):  # fmt: skip
    RECIPES[f"memory-{name}"] = Recipe(
        "products", cell,
        Settings(
            64, updates, rate, init=init, cosine=0.02, forget_bias=1.0 if cell == "lstm" else 0.0
        ),
        measure="4 fillers", note="memory-long" if name == "rnn-long" else "memory",
    )  # fmt: skip

for both in (False, True):  # as many units in all, and as many updates
    RECIPES[f"binary-addition-high-gru{'-both' if both else ''}"] = Recipe(
        "binary-addition", "gru",
        Settings(4 if both else 8, 3000, 0.02, cosine=0.02, bidirectional=both),
        {"high_first": True}, measure="8 bits", score="exact", note="both-ways",
    )  # fmt: skip
RECIPES["neuronal-lstm-stacked"] = Recipe(
    "next-character", "lstm", Settings(4, 300, 0.03, layers=2, forget_bias=1.0),
    {"text": "NEURONAL"}, measure="the text", score="exact", note="stacked",
)  # fmt: skip

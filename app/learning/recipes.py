"""How every shipped model but the NEURONAL ones is trained: data, remade by app.learning.train."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .training import Settings


@dataclass(frozen=True)
class Recipe:
    """A task with its knobs, a cell, settings without their seed.

    enough: stop when the last 20 batches are right to this share. score: which score of which held
    out batch counts, and from where on a seed has learned. seeds: all trained for the card, the
    first is shipped. note: an honest word about the choice, for the card.
    """

    task: str
    cell: str
    settings: Settings
    knobs: Mapping[str, Any] = field(default_factory=dict)
    enough: float | None = None
    measure: str = "held out"
    score: str = "accuracy"
    learned: float = 0.99
    seeds: tuple[int, ...] = (1, 2, 3, 4, 5)
    note: str = ""


CUES: dict[str, dict[str, Any]] = {  # each cell with the best start tried for it, equal updates
    "rnn": {"init": "identity", "rate": 1e-3},  # at length 10 orthogonal, 3e-3, is better
    "rnn_relu": {"init": "identity", "rate": 1e-3},
    "lstm": {"rate": 5e-3},  # chrono, to the length
    "gru": {"forget_bias": 3.0, "rate": 5e-3},
}
LENGTHS = (10, 20, 40, 80)
RECIPES: dict[str, Recipe] = {}

for cell, settings in CUES.items():
    for length in LENGTHS:
        start = dict(settings)
        if cell == "lstm":
            start["chrono"] = length
        if (cell, length) == ("rnn", 10):
            start = {"init": "orthogonal", "rate": 3e-3}
        RECIPES[f"marked-cue-{length}-{cell.replace('_', '-')}"] = Recipe(
            "marked-cue", cell, Settings(hidden=32, updates=1500, **start),
            {"length": length}, enough=1.0, measure=f"length {length}",
            note="trained at this length from the start, at most 1500 updates for every cell",
        )  # fmt: skip

for cell, bias in (("rnn", 0.0), ("lstm", 1.0)):
    init = "pytorch" if cell == "rnn" else "orthogonal"
    RECIPES[f"growing-cue-{cell}"] = Recipe(
        "delayed-cue", cell,
        Settings(hidden=32, updates=1500, rate=3e-3, forget_bias=bias, init=init),
        {"gap": 100, "growing": 1050}, measure="gap 500",
        note="gaps drawn from 1 to a bound that grows to 100 over 70 % of the updates",
    )  # fmt: skip
RECIPES["delayed-cue-100-rnn"] = Recipe(
    "delayed-cue", "rnn", Settings(hidden=32, updates=1500, rate=3e-3, init="pytorch"),
    {"gap": 100}, enough=1.0, measure="gap 100",
    note="the same network and start as growing-cue-rnn, trained at gap 100 from the first update: "
    "it can hold the cue, but from this start the gradient does not find how",
)  # fmt: skip
RECIPES["delayed-cue-200-rnn"] = Recipe(
    "delayed-cue", "rnn", Settings(hidden=32, updates=1500, rate=3e-3),
    {"gap": 200}, enough=1.0, measure="gap 200",
    note="an orthogonal start, trained at gap 200 from the first update: what the start alone does",
)  # fmt: skip

for cell, hidden in (("rnn", 3), ("gru", 3), ("lstm", 4)):
    RECIPES[f"binary-addition-{cell}"] = Recipe(
        "binary-addition", cell,
        Settings(hidden, 3000, 0.02, cosine=0.02, forget_bias=1.0 if cell == "lstm" else 0.0),
        measure="8 bits", score="exact",
    )  # fmt: skip
for cell in ("rnn", "lstm", "gru"):
    RECIPES[f"sentiment-{cell}"] = Recipe(
        "sentiment", cell,
        Settings(16, 2000, 5e-3, cosine=0.02, forget_bias=1.0 if cell == "lstm" else 0.0),
    )  # fmt: skip
    for language in ("es", "en"):
        RECIPES[f"spelling-{language}-{cell}"] = Recipe(
            f"spelling-{language}", cell,
            Settings(16, 300, 1e-2, forget_bias=1.0 if cell == "lstm" else 0.0),
            measure="the words themselves", score="exact",
        )  # fmt: skip
for language in ("es", "en"):
    RECIPES[f"number-words-{language}-gru"] = Recipe(
        f"number-words-{language}", "gru", Settings(96, 2000, 5e-3, batch=64, cosine=0.02),
        score="exact", seeds=(1, 2),
    )  # fmt: skip
RECIPES["dates-gru"] = Recipe(
    "dates", "gru", Settings(96, 3000, 5e-3, batch=64, cosine=0.02), score="exact", seeds=(1,),
)  # fmt: skip

for attention in ("", "luong"):
    RECIPES[f"dates-gru-{'attention' if attention else 'plain'}"] = Recipe(
        "dates", "gru",
        Settings(48, 1000, 5e-3, batch=64, cosine=0.02, attention=attention),
        score="exact", seeds=(1, 2, 3),
        note="the same decoder and updates with and without attention over the encoder",
    )  # fmt: skip

for cell, init, rate in (
    ("rnn", "identity", 1e-3), ("lstm", "orthogonal", 5e-3), ("gru", "orthogonal", 5e-3),
):  # fmt: skip
    RECIPES[f"memory-{cell}"] = Recipe(
        "products", cell,
        Settings(
            64, 4000, rate, init=init, cosine=0.02, forget_bias=1.0 if cell == "lstm" else 0.0
        ),
        measure="4 fillers", seeds=(1,),
        note="all three cells have 4000 updates; more updates go on improving the plain RNN",
    )  # fmt: skip

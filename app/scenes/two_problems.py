"""The trainings of the two problems: one run without remedies, and the same run with some."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

from ..cells import CELLS
from ..learning.building import Settings
from ..learning.linear import LINEAR
from ..learning.tasks.cues import delayed_cue
from ..learning.watched import Watched, watching

UPDATES, HIDDEN, SEED, DECAY, CLIP, MOMENTS = 400, 32, 3, 1e-2, 1.0, 20
CELL = {"rnn_linear": LINEAR} | CELLS
RATES = {"rnn": 0.1, "rnn_relu": 0.01, "rnn_linear": 0.01, "lstm": 0.5}
REMEDIES: dict[str, dict[str, Any]] = {
    "clip": {"clip_norm": CLIP},
    "decay": {"decay": DECAY},
    "layer": {"normalisation": "layer"},
    "batch": {"normalisation": "batch"},
    "orthogonal": {"init": "orthogonal", "radius": None},
}
SET = {
    "clip": {"clip": "1"},
    "decay": {"decay": "1"},
    "layer": {"norm": "layer"},
    "orthogonal": {"orthogonal": "1"},
}
"""Remedies that are tried alone, by the control that switches each on."""


def tried(values: Mapping[str, str], remedy: str, vanishes: bool) -> dict[str, str]:
    """Controls with one remedy more; against vanishing also clipped, so that no spike spoils it."""
    return {**values, **SET[remedy], **(SET["clip"] if vanishes else {})}


def remedies(values: Mapping[str, str]) -> list[str]:
    """Those that the scene's controls switch on."""
    on = {name: values.get(name) == "1" for name in ("clip", "decay", "orthogonal")}
    on |= {name: values["norm"] == name for name in ("layer", "batch")}
    return [name for name in REMEDIES if on[name]]


def asked(values: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the scene's controls ask for: the run without remedies and, with any, that with them."""
    plain = {
        "kind": "problems", "cell": values["cell"], "gap": int(values["gap"]),
        "radius": None if values["cell"] == "lstm" else float(values["radius"]),
    }  # fmt: skip
    with_them = remedies(values)
    return [plain | {"remedies": []}, *([plain | {"remedies": with_them}] if with_them else [])]


def training(cell: str, gap: int, radius: float | None, remedies: list[str]) -> Settings:
    """Plain gradient descent from a start of this spectral radius."""
    lstm, curved = cell == "lstm", cell in ("rnn", "lstm")
    plain = Settings(
        HIDDEN, UPDATES, RATES[cell], seed=SEED, optimiser="sgd", clip_norm=None,
        init="gauss" if curved else "identity", radius=radius, forget_bias=1.0 if lstm else 0.0,
    )  # fmt: skip
    return replace(plain, **{k: v for name in remedies for k, v in REMEDIES[name].items()})


def run(
    cell: str, gap: int, radius: float | None, remedies: list[str]
) -> Generator[int, None, Watched]:
    """On the delayed cue; a pure function of its arguments. Yields the updates done."""
    settings = training(cell, gap, radius, remedies)
    return watching(delayed_cue(gap), CELL[cell], settings, MOMENTS)

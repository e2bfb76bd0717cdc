"""Settings that a teacher opens with one click: comparisons, and a run for every sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..cells import CELLS
from ..learning.tasks import LIVE
from .site import with_query
from .training_settings import ORDER, written

STORY = "marked-cue"
PAGE_NAMES = {"clip_norm": "clip"}
USUALLY = {"chrono": None, "cosine": 1.0}  # settings of a training that the page has not

COMPARISONS: dict[str, dict[str, str]] = {
    "gates": {"task": STORY, "updates": "600", "forget_bias": "3",
              "versus": "cell:rnn"},
    "clipping": {"cell": "rnn", "init": "gauss", "radius": "1.93", "optimiser": "sgd",
                 "rate": "0.1", "gap": "30", "clip": "none", "versus": "clip:1"},
    "forgetting": {"gap": "60", "forget_bias": "0", "updates": "300",
                   "versus": "forget_bias:3"},
    "attention": {"task": "dates", "cell": "gru", "updates": "250", "rate": "0.02",
                  "forget_bias": "0", "versus": "attention:luong"},
    "word": {"task": "next-character", "hidden": "8", "rate": "0.03", "updates": "150"},
}  # fmt: skip

SIGNS: dict[str, dict[str, str]] = {
    "vanishing": {"cell": "rnn", "init": "gauss", "radius": "0.5", "rate": "0.003", "gap": "30",
                  "updates": "300"},
    "exploding": {"cell": "rnn", "init": "gauss", "radius": "2.5", "rate": "0.001", "gap": "30",
                  "clip": "none", "updates": "200"},
    "spike": {"cell": "rnn_relu", "init": "identity", "radius": "1.1", "optimiser": "sgd",
              "rate": "0.01", "gap": "30", "clip": "none"},
    "diverged": {"cell": "rnn_relu", "init": "identity", "radius": "1.3", "optimiser": "sgd",
                 "rate": "0.01", "gap": "30", "clip": "none"},
    "saturated": {"cell": "rnn", "optimiser": "sgd", "rate": "0.5", "gap": "10", "clip": "none",
                  "seed": "3"},
    "worse_than_guessing": {"rate": "0.3", "updates": "200"},
}  # fmt: skip


def query_text(asked: Mapping[str, str]) -> str:
    """A query string in the page's own order of keys, as the scripts write it."""
    return with_query({name: asked[name] for name in ORDER if name in asked})


def of_card(card: Mapping[str, Any]) -> dict[str, str]:
    """The settings that train a shipped network again; none where the page has not all of them."""
    made, task, knobs = card["settings"], card["task"], card["knobs"]
    attention = made.get("attention", "")
    asked = {"task": task, "cell": card["cell"].removesuffix(f"_{attention}")} | {
        PAGE_NAMES.get(name, name): written("none" if value is None else value)
        for name, value in ({"clip_norm": 1.0} | made).items()
        if name not in ("dtype", "attention", "bidirectional", *USUALLY)
    }
    asked |= {name: str(value) for name, value in knobs.items()}
    asked |= {"seed": str(card["seed"]), "updates": str(card["updates"])}
    asked |= {"attention": attention} if attention else {}
    asked |= {"bidirectional": "yes"} if made.get("bidirectional") else {}
    usual = all(made.get(name, value) == value for name, value in USUALLY.items())
    known = set(knobs) == set(LIVE.get(task, ())) | (
        {"text"} if task == "next-character" else set()
    )
    fits = known and usual and made["dtype"] == "float32" and asked["cell"] in CELLS
    return asked if fits else {}

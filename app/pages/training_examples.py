"""Settings that a teacher opens with one click: comparisons, and a run for every sign."""

from __future__ import annotations

from collections.abc import Mapping

from .site import with_query
from .training_settings import ORDER

STORY = "marked-cue"

COMPARISONS: dict[str, dict[str, str]] = {
    "gates": {"task": STORY, "updates": "600", "forget_bias": "3",
              "versus": "cell:rnn"},
    "clipping": {"cell": "rnn", "init": "gauss", "radius": "1.93", "optimiser": "sgd",
                 "rate": "0.1", "gap": "30", "clip": "none", "versus": "clip:1"},
    "forgetting": {"gap": "60", "forget_bias": "0", "updates": "300",
                   "versus": "forget_bias:3"},
    "attention": {"task": "dates", "cell": "gru", "hidden": "48", "updates": "250",
                  "rate": "0.01", "forget_bias": "0", "versus": "attention:luong"},
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

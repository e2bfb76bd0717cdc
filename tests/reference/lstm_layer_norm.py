"""LSTM, the sum of every gate normalised over the layer."""

from typing import Any

import numpy as np

from .logistic import sigmoid
from .normal import norm


def step(p: dict[str, Any], x: Any, state: dict[str, Any]) -> dict[str, Any]:
    sums = {k: p[f"W_{k}"] @ x + p[f"U_{k}"] @ state["h"] + p[f"b_{k}"] for k in "figo"}
    pre = {f"{k}_pre": norm(sums[k], p[f"s_{k}"]) for k in "figo"}
    f, i, o = (sigmoid(pre[f"{k}_pre"]) for k in "fio")
    g = np.tanh(pre["g_pre"])
    kept, written = f * state["c"], i * g
    c = kept + written
    c_squashed = np.tanh(c)
    h = o * c_squashed
    return locals() | pre | {f"{k}_pre_raw": sums[k] for k in "figo"}

"""The plain cell, its sum normalised over the layer: Ba, Kiros & Hinton 2016, eq. 4."""

from typing import Any

import numpy as np

from .normal import norm


def step(p: dict[str, Any], x: Any, state: dict[str, Any]) -> dict[str, Any]:
    h_pre_raw = p["W_h"] @ x + p["U_h"] @ state["h"] + p["b_h"]
    h_pre = norm(h_pre_raw, p["s_h"])
    h = np.tanh(h_pre)
    return locals()

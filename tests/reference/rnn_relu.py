"""Simple recurrent network of rectified units: Le, Jaitly & Hinton 2015."""

from typing import Any

import numpy as np


def step(p: dict[str, Any], x: Any, state: dict[str, Any]) -> dict[str, Any]:
    h_prev = state["h"]
    h_pre = p["W_h"] @ x + p["U_h"] @ h_prev + p["b_h"]
    h = np.maximum(h_pre, 0)
    return locals()

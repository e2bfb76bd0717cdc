"""GRU, reset before the matrix product: Cho et al. 2014, eq. 5-8, where z keeps the old state."""

from typing import Any

import numpy as np

from .logistic import sigmoid


def step(p: dict[str, Any], x: Any, state: dict[str, Any]) -> dict[str, Any]:
    h_prev = state["h"]
    z_pre = p["W_z"] @ x + p["U_z"] @ h_prev + p["b_z"]
    r_pre = p["W_r"] @ x + p["U_r"] @ h_prev + p["b_r"]
    z, r = sigmoid(z_pre), sigmoid(r_pre)
    reset = r * h_prev
    n_pre = p["W_n"] @ x + p["U_n"] @ reset + p["b_n"]
    n = np.tanh(n_pre)
    z_not = 1 - z
    kept, written = z * h_prev, z_not * n
    h = kept + written
    return locals()

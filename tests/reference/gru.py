"""GRU, reset after the matrix product: Cho et al. 2014 as cuDNN and PyTorch compute it."""

from typing import Any

import numpy as np

from .logistic import sigmoid


def step(p: dict[str, Any], x: Any, state: dict[str, Any]) -> dict[str, Any]:
    h_prev = state["h"]
    z_pre = p["W_z"] @ x + p["U_z"] @ h_prev + p["b_z"]
    r_pre = p["W_r"] @ x + p["U_r"] @ h_prev + p["b_r"]
    z, r = sigmoid(z_pre), sigmoid(r_pre)
    n_rec, n_in = p["U_n"] @ h_prev + p["bU_n"], p["W_n"] @ x + p["b_n"]
    reset = r * n_rec
    n_pre = n_in + reset
    n = np.tanh(n_pre)
    z_not = 1 - z
    kept, written = z * h_prev, z_not * n
    h = kept + written
    return locals()

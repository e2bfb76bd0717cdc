"""GRU, reset after the matrix product, its sums normalised over the layer."""

from typing import Any

import numpy as np

from .logistic import sigmoid
from .normal import norm

Named = dict[str, Any]


def step(p: Named, x: Any, state: Named) -> Named:
    z_pre_raw, r_pre_raw = (p[f"W_{k}"] @ x + p[f"U_{k}"] @ state["h"] + p[f"b_{k}"] for k in "zr")
    z_pre, r_pre = norm(z_pre_raw, p["s_z"]), norm(r_pre_raw, p["s_r"])
    n_rec_raw, n_in_raw = p["U_n"] @ state["h"] + p["bU_n"], p["W_n"] @ x + p["b_n"]
    n_rec, n_in = norm(n_rec_raw, p["sU_n"]), norm(n_in_raw, p["s_n"])
    z, r = sigmoid(z_pre), sigmoid(r_pre)
    reset, z_not = r * n_rec, 1 - z
    n_pre = n_in + reset
    n = np.tanh(n_pre)
    kept, written = z * state["h"], z_not * n
    h = kept + written
    return locals()

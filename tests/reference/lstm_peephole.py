"""LSTM with peepholes: Gers, Schraudolph & Schmidhuber 2002; the output gate sees the new c."""

from typing import Any

import numpy as np

from .logistic import sigmoid


def step(p: dict[str, Any], x: Any, state: dict[str, Any]) -> dict[str, Any]:
    h_prev, c_prev = state["h"], state["c"]
    affine = (p[f"W_{k}"] @ x + p[f"U_{k}"] @ h_prev + p[f"b_{k}"] for k in "figo")
    f_lin, i_lin, g_pre, o_lin = affine
    f_peep, i_peep = p["p_f"] * c_prev, p["p_i"] * c_prev
    f_pre, i_pre = f_lin + f_peep, i_lin + i_peep
    f, i, g = sigmoid(f_pre), sigmoid(i_pre), np.tanh(g_pre)
    kept, written = f * c_prev, i * g
    c = kept + written
    o_peep = p["p_o"] * c
    o_pre = o_lin + o_peep
    o, c_squashed = sigmoid(o_pre), np.tanh(c)
    return locals() | {"h": o * c_squashed}

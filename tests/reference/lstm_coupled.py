"""LSTM whose forget gate is 1 - i: the CIFG variant of Greff et al. 2017, without peepholes."""

from typing import Any

import numpy as np

from .logistic import sigmoid


def step(p: dict[str, Any], x: Any, state: dict[str, Any]) -> dict[str, Any]:
    h_prev, c_prev = state["h"], state["c"]
    i_pre = p["W_i"] @ x + p["U_i"] @ h_prev + p["b_i"]
    g_pre = p["W_g"] @ x + p["U_g"] @ h_prev + p["b_g"]
    o_pre = p["W_o"] @ x + p["U_o"] @ h_prev + p["b_o"]
    i, g, o = sigmoid(i_pre), np.tanh(g_pre), sigmoid(o_pre)
    f = 1 - i
    kept, written = f * c_prev, i * g
    c = kept + written
    c_squashed = np.tanh(c)
    h = o * c_squashed
    return locals()

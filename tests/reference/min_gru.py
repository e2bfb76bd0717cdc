"""minGRU: Feng et al. 2024, "Were RNNs all we needed?", where z writes the new value."""

from typing import Any

from .logistic import sigmoid


def step(p: dict[str, Any], x: Any, state: dict[str, Any]) -> dict[str, Any]:
    h_prev = state["h"]
    z_pre = p["W_z"] @ x + p["b_z"]
    z = sigmoid(z_pre)
    n = p["W_n"] @ x + p["b_n"]
    z_not = 1 - z
    kept, written = z_not * h_prev, z * n
    h = kept + written
    return locals()

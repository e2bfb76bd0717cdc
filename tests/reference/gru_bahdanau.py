"""GRU decoder with additive attention: Bahdanau, Cho & Bengio 2015, appendix A, as our gru."""

from typing import Any

import numpy as np

from .gru import step as gru

Named = dict[str, Any]


def step(p: Named, x: Any, state: Named, memory: Any) -> Named:
    query = p["U_a"] @ state["h"]
    keys = np.array([p["W_a"] @ m_s for m_s in memory])
    scores = np.array([p["v_a"] @ np.tanh(query + k_s) for k_s in keys])
    weights = np.exp(scores) / np.exp(scores).sum()
    context = sum(a_s * m_s for a_s, m_s in zip(weights, memory, strict=True))
    pushed = {f"b_{k}": p[f"b_{k}"] + p[f"C_{k}"] @ context for k in "zrn"}
    return gru({**p, **pushed}, x, state) | locals()

"""GRU decoder with global attention, general score: Luong, Pham & Manning 2015, eqs. 7 and 8."""

from typing import Any

import numpy as np

from .gru import step as gru


def step(p: dict[str, Any], x: Any, state: dict[str, Any], memory: Any) -> dict[str, Any]:
    values = gru(p, x, state)
    h = values["h"]
    query = p["U_a"] @ h
    scores = np.array([m_s @ query for m_s in memory])
    weights = np.exp(scores) / np.exp(scores).sum()
    context = sum(a_s * m_s for a_s, m_s in zip(weights, memory, strict=True))
    return values | locals()

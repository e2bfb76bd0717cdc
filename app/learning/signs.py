"""Signs that gradients explode or vanish, read while a network trains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from ..core.ops import Array
from ..core.trace import Trace
from .gradients import through_time
from .objective import by_node
from .training import Update

SPIKE, SATURATED = 10.0, 0.8
VANISHING, EXPLODING = 0.75, 1.05
MEMORY = 50  # updates whose norms make the running median


def back(update: Update, truncate: int | None = None) -> Array:
    """(T,): mean over the batch of ‖dL/dh_t‖ of the top layer, what later steps sent included."""
    trace: Trace = update.passed.traces[-1][0]
    seeds = by_node(trace, update.by_top[..., : trace.said.shape[-1]])
    found = through_time(trace, seeds, truncate, inputs=False, nodes=("h",)).nodes["h"]
    norms = np.linalg.norm(found.astype(np.float64), axis=-1)
    return cast(Array, norms.mean(axis=tuple(range(1, norms.ndim))))


def rate(norms: Array) -> float | None:
    """By how much a step back multiplies the norm, on geometric mean; None where it is zero."""
    if len(norms) < 2 or norms[0] <= 0 or norms[-1] <= 0:
        return None
    return float((norms[0] / norms[-1]) ** (1 / (len(norms) - 1)))


def saturated(trace: Trace, nodes: Sequence[str]) -> float:
    """Share of the values of bounded nodes within 5 % of an end of their range."""
    shares = []
    for id in nodes:
        low, high = trace.cell.node(id).op.range or (0.0, 1.0)
        edge = 0.05 * (high - low) / 2
        v = trace[id]
        shares.append(float(((v < low + edge) | (v > high - edge)).mean()))
    return float(np.mean(shares)) if shares else 0.0


def passing(update: Update, earlier: Sequence[float], guess: float | None) -> list[str]:
    """The signs that one update alone can have, and that cost nothing to read."""
    median = float(np.median(earlier[-MEMORY:])) if earlier else None
    found = {
        "spike": median is not None and update.norm > SPIKE * median,
        "worse_than_guessing": guess is not None and update.loss > 1.05 * guess,
    }
    return [name for name, seen in found.items() if seen]


def read(
    update: Update,
    earlier: Sequence[float],
    guess: float | None,
    one_answer: bool,
    truncate: int | None = None,
) -> dict[str, Any]:
    """saturated, rate and the names of the signs; guess: the loss of who knows nothing.

    one_answer: the loss is at the last timestep only, so that the rate speaks of the way back.
    """
    trace = update.passed.traces[-1][0]
    bounded = [n.id for n in trace.cell.nodes if n.op.range is not None]
    share = saturated(trace, bounded)
    norms = back(update, truncate)
    decay = rate(norms) if one_answer else None
    lasting = {
        "saturated": share > SATURATED,
        "vanishing": decay is not None and decay < VANISHING,
        "exploding": decay is not None and decay > EXPLODING,
    }
    return {
        "back": norms,
        "rate_of_decay": decay,
        "saturated": share,
        "signs": [
            *passing(update, earlier, guess),
            *(name for name, seen in lasting.items() if seen),
        ],
    }

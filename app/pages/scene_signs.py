"""Signs by which a training tells that its gradients explode or vanish: read, written, judged."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ..i18n import Catalogue
from ..learning import signs
from ..learning.watched import Moment, Watched

GUESS = math.log(4)
"""The loss of a bet that is split evenly over the four cues."""
LOSS, ACCURACY, DEAD = 0.98 * GUESS, 0.3, 0.5
"""What is no better than guessing; units that are dead. The radius of U warns of nothing by itself:
a network that has learned may well have one above 1."""


@dataclass(frozen=True)
class Sign:
    """How it is read at a moment of a run (None: it has none), how it is written, when it warns."""

    value: Callable[[Watched, Moment], float | None]
    said: Callable[[float, Catalogue], str]
    warns: Callable[[float], bool]


def short(value: float, t: Catalogue, places: int = 1) -> str:
    """A number of any size, with a power of ten from ten thousand on."""
    if abs(value) < 1e4:
        return t.number(value, places if abs(value) < 100 else 0)
    return t.scientific(value)


SIGNS = {
    "rate": Sign(
        lambda run, m: m.rate,
        lambda v, t: f"×{t.number(v, 2)}",
        lambda v: not signs.VANISHING < v < signs.EXPLODING,
    ),
    "spike": Sign(
        lambda run, m: run.spikes[m.updates],
        lambda v, t: f"×{short(v, t)}",
        lambda v: v > signs.SPIKE,
    ),
    "radius": Sign(lambda run, m: m.radius, lambda v, t: short(v, t, 2), lambda v: False),
    "saturated": Sign(
        lambda run, m: m.saturated, lambda v, t: t.percent(v), lambda v: v > signs.SATURATED
    ),
    "dead": Sign(lambda run, m: m.dead, lambda v, t: t.percent(v), lambda v: v > DEAD),
    "loss": Sign(lambda run, m: m.loss, lambda v, t: t.number(v, 2), lambda v: v > LOSS),
    "accuracy": Sign(lambda run, m: m.accuracy, lambda v, t: t.percent(v), lambda v: v < ACCURACY),
}
SHOWN = {
    "rnn": ("rate", "spike", "radius", "saturated", "loss", "accuracy"),
    "lstm": ("rate", "spike", "saturated", "loss", "accuracy"),
    "rnn_relu": ("rate", "spike", "radius", "dead", "loss", "accuracy"),
    "rnn_linear": ("rate", "spike", "radius", "loss", "accuracy"),
}
"""What can be told of each cell."""


def told(name: str, run: Watched, moment: Moment | None, t: Catalogue) -> tuple[str, bool]:
    """(what is written, whether it warns); a run without this moment has failed before it."""
    if moment is None:
        return t("scenes.exploding-vanishing.failed", n=run.failed or 0), True
    value = SIGNS[name].value(run, moment)
    return ("–", False) if value is None else (SIGNS[name].said(value, t), SIGNS[name].warns(value))

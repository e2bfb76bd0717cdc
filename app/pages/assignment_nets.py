"""Assignments about trained networks: what they bet, how they learn, which unit holds what."""

from __future__ import annotations

import re
from functools import partial

import numpy as np

from ..api.inputs import tokenise
from ..core.ops import Array
from ..i18n import Catalogue
from ..scenes import SCENES, learned, two_problems
from ..scenes.assignments import ASSIGNMENTS
from . import scenes
from .assignment_points import Given, Point, Unread, number
from .scene_flows import aligned, carry_unit

NEAR = 5.0
"""Percentage points by which a share may be missed."""
LEARNED = 0.9
"""Accuracy of a training that has found the cue; chance is one in four."""

TELLING = {"rate", "spike", "radius", "saturated"}


def word(given: Given, t: Catalogue) -> list[Point]:
    """intuition: two letters after which the network without a loop must hesitate."""
    control = SCENES["neuronal"].control("text")
    assert control is not None
    tokens = tokenise(given["word"].strip())
    if not control.low <= len(tokens) <= control.high:
        raise Unread("word")
    nets = learned.word(tokens)
    steps = {tokens[k]: k for k in nets.torn}
    points = [
        Point(
            "two",
            len(steps) == 2,
            {"n": len(steps), "letters": t.list(list(steps) or ["–"]), "word": "".join(tokens)},
        )
    ]
    named = [given[name].strip() for name in ("first", "second")]
    right = len(steps) == 2 and {n.casefold() for n in named} == {s.casefold() for s in steps}
    points.append(Point("letters", right, {"given": t.list(named)}))
    for letter, name in zip(named, ("first_share", "second_share"), strict=True):
        step = next((k for s, k in steps.items() if s.casefold() == letter.casefold()), None)
        bet = 1.0 if step is None else float(nets.feedforward[-1][step].max())
        near = step is not None and abs((number(given[name]) or 0) - 100 * bet) <= NEAR
        values = {"letter": letter, "bet": t.percent(bet), "given": given[name].strip("% ")}
        points.append(Point("share" if step is not None else "sure", near, values))
    return points


def diagnosis(given: Given, t: Catalogue) -> list[Point]:
    """gradients: which of two trainings explodes, by which signs, and what mends it."""
    points = []
    for name, frame in zip("ab", ASSIGNMENTS["diagnosis"].frames, strict=True):
        of = partial(scenes.show, SCENES["exploding-vanishing"], t=t)
        plain = of(asked=frame.keys).figure
        first = plain.runs[0][1]
        rate = first.moments[0].rate
        kind = "vanishes" if rate < 1 else "explodes"
        remedy = given[f"{name}_remedy"]
        tried = two_problems.tried(frame.keys, remedy, kind == "vanishes")
        mended = of(asked=tried).figure.runs[1][1]
        chosen = set(given[f"{name}_signs"].split(","))
        telling = chosen & TELLING
        enough = len(telling) >= 2 and (kind == "explodes" or "rate" in telling)
        accuracy = mended.accuracy or 0.0
        run = {
            "run": name.upper(),
            "rate": t.number(rate),
            "norm": float(first.norms.max()),
        }
        said = t(f"scenes.exploding-vanishing.remedy.{remedy}")
        points += [
            Point(f"is_{kind}", given[f"{name}_is"] == kind, run),
            Point(f"signs_{kind}", enough, run),
            Point(
                "remedy",
                accuracy > LEARNED,
                {**run, "remedy": said, "accuracy": t.percent(accuracy), "chance": t.percent(0.25)},
            ),
        ]
    return points


def carry(given: Given, t: Catalogue) -> list[Point]:
    """applications: a sum with two carries, at which steps, and which unit says so."""
    numbers = [int(n) for n in re.findall(r"\d+", given["sum"])]
    if len(numbers) != 2 or not all(0 < n < 256 for n in numbers):
        raise Unread("sum")
    shown = "+".join(map(str, numbers))
    named = sorted({int(n) for n in re.findall(r"\d+", given["steps"])})
    if not named:
        raise Unread("steps")
    flow = aligned(shown, t)
    carried: list[bool] = []
    for k in range(flow.columns):
        carried.append(sum(n >> k & 1 for n in numbers) + (carried[-1] if carried else 0) > 1)
    steps = [k + 1 for k, yes in enumerate(carried) if yes]
    unit, best = int(given["unit"]) - 1, carry_unit()[0]
    says = flow.states[:, unit] * _side(flow.states[:, best], carried) > 0
    agrees = int((says == np.array(carried)).sum())
    values = {"sum": shown, "n": len(steps), "steps": t.list(steps or ["–"])}
    return [
        Point("two", len(steps) == 2, values),
        Point("steps", named == steps, {**values, "given": t.list(named)}),
        Point("unit", unit == best, {"unit": unit + 1, "agrees": agrees, "of": flow.columns}),
    ]


def _side(states: Array, carried: list[bool]) -> float:
    """The sign with which a unit says yes."""
    return float(np.sign(states[np.array(carried)].sum())) or 1.0

"""The wave that returns: what every operation did to the gradient, in one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from ..core.bptt import Gradients
from ..core.ops import Array
from ..core.trace import Trace
from ..i18n import catalogue
from ..i18n.writing import raised
from .moment import GATES, Moment, Reading
from .narrate import Beat, _filled
from .voice import Fact, Voice, plain, share

FLAT = 0.02  # a slope below this lets hardly anything through
RATIOS = (
    ("half", 0.5), ("third", 1 / 3), ("quarter", 0.25), ("tenth", 0.1),
    ("hundredth", 0.01), ("thousandth", 1e-3), ("millionth", 1e-6),
)  # fmt: skip


def narrate_back(
    trace: Trace,
    gradients: Gradients,
    lang: str,
    *,
    tokens: Sequence[str] | None = None,
    steps: Iterable[int] | None = None,
) -> list[list[Beat]]:
    """Per step, from the last one back, a beat for every node in the order the gradient meets them.

    The last beat of a step, with node None, says how much of its gradient reaches the step before.
    """
    read = Reading(trace, tokens)
    voices = Voice(catalogue(lang)), Voice(catalogue(lang), spoken=True)

    def beat(m: Moment) -> Beat:
        grad = gradients.nodes[m.node.id][m.step]
        while grad.ndim > 1:  # of the rows of a memory, the one that it touches most
            grad = grad[np.abs(grad).max(axis=-1).argmax()]
        u = int(np.argmax(np.abs(grad)))
        case, facts = _case(m, grad, u)
        sentence, spoken = (_filled(v, f"narration.back.{case}", facts) for v in voices)
        return Beat(m.node.id, sentence, spoken, m.node.role, case, "gradient", (u,))

    return [
        [
            *(beat(Moment(read, n, t)) for n in reversed(trace.cell.nodes)),
            _back(trace, gradients, t, voices),
        ]
        for t in (reversed(range(trace.steps)) if steps is None else steps)
    ]


def gradient(v: float) -> Fact:
    """Two digits, with a power of ten where they would be lost: 0,31, 0,024, −2,4·10⁻⁵."""

    def said(voice: Voice) -> str:
        if v == 0 or 0.1 <= abs(v) < 1000 or not math.isfinite(v):
            return voice.value(v)
        if 0.01 <= abs(v) < 0.1:
            shown = voice.t.number(abs(v), 3)
        else:
            power = math.floor(math.log10(abs(v)))
            power += abs(v) / 10**power >= 9.95  # 9.97 is written 10.0: one power more
            digits = voice.t.number(abs(v) / 10**power, 1)
            key = "narration.say.power_spoken" if voice.spoken else "narration.say.power"
            shown = voice.t(key, v=digits, k=raised(power) if not voice.spoken else str(power))
        if v > 0:
            return shown
        return voice.say("minus", v=shown) if voice.spoken else "\N{MINUS SIGN}" + shown

    return said


def _case(m: Moment, grad: Array, u: int) -> tuple[str, dict[str, Fact]]:
    """Which sentence, by the columns of the operation and the role of its node."""
    facts: dict[str, Fact] = {"u": plain(u + 1), "v": gradient(float(grad[u]))}
    op = m.node.op
    if not grad.any():
        return "none", facts
    if op.joins:
        return ("concat_context" if "context" in m.node.args else "concat"), facts
    if op.linear:
        letters = list(dict.fromkeys(name.split("_")[0] for _, name in m.cell.pairs(m.node)))
        return "affine", facts | {"matrices": lambda voice: voice.t.list(letters)}
    if op.across:
        return m.node.role, facts
    if op.slope is not None:
        slope = float(op.slope(m.now[u]))
        facts |= {"k": gradient(slope), "pct": share(slope)}
        if slope < FLAT:
            return "saturated", facts
        return ("sigmoid" if m.node.role in GATES else "slope"), facts
    facts |= {"pct": share(float(m.at(m.gate)[u]))}
    if op.param:  # a weight a unit: what goes on to the value it read
        weight = m.read.trace.params[m.node.vector][u]
        return "scale", facts | {"v": gradient(float(grad[u] * weight))}
    if op.arity == 1:
        return "one_minus", facts | {"v": gradient(float(-grad[u]))}
    if m.content is None:  # a sum
        mixes = m.node.role == "state" and any(m.role(a) == "kept" for a in m.node.args)
        return "mix" if mixes else "add", facts
    if m.node.role in ("kept", "written"):
        return f"kept_{m.node.hue}" if m.node.role == "kept" else "written", facts
    return "gate", facts | {"v": gradient(float(grad[u] * m.at(m.content)[u]))}


def _back(trace: Trace, gradients: Gradients, step: int, voices: tuple[Voice, Voice]) -> Beat:
    """How much of the gradient of the states reaches the step before."""

    def norm(t: int) -> float:
        if t < 0:
            return math.hypot(*(float(np.linalg.norm(g)) for g in gradients.state.values()))
        last = (gradients.nodes[s][t] for s in trace.cell.states)
        return math.hypot(*(float(np.linalg.norm(g)) for g in last))

    now, before = norm(step), norm(step - 1)
    facts = {"v": gradient(before), "s": plain(step), "t": plain(step + 1)}
    if not now:
        case = "back_none"
    elif step == 0:
        case = "back_start"
    elif before < 1e-7 * now:
        case = "back_fades"
    elif before > 1.5 * now:
        case, facts = "back_grows", facts | {"k": gradient(before / now)}
    elif before > 0.7 * now:
        case = "back_same"
    else:
        case, facts = "back", facts | {"ratio": _ratio(before / now)}
    sentence, spoken = (_filled(v, f"narration.back.{case}", facts) for v in voices)
    return Beat(None, sentence, spoken, "handover", case, "gradient")


def _ratio(ratio: float) -> Fact:
    """A ratio in words: the nearest of RATIOS, on the scale of powers."""
    name = min(RATIOS, key=lambda r: abs(math.log(ratio / r[1])))[0]
    return lambda voice: voice.t(f"narration.ratio.{name}")

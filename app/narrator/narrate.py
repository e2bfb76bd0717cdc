"""One sentence for every operation of every timestep, and one for the handing over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..core.trace import Trace
from ..i18n import Catalogue, catalogue
from .case import CLOSED, OPEN, Found
from .cases import found
from .moment import Moment, Reading
from .voice import Fact, Voice, plain, value
from .written import Line


@dataclass(frozen=True)
class Beat:
    """What is said of one operation; node is None when the states are handed over."""

    node: str | None
    sentence: str
    spoken: str
    role: str
    case: str
    hue: str
    units: tuple[int, ...] = ()
    line: list[dict[str, Any]] = field(default_factory=list)


def narrate(
    trace: Trace,
    lang: str,
    *,
    tokens: Sequence[str] | None = None,
    unit: int | None = None,
    steps: Iterable[int] | None = None,
) -> list[list[Beat]]:
    """Per step (all, or those of steps), a beat for every node and one for the handing over.

    A beat's line is written out for unit (from 0), or for the one its sentence is about. A value
    never gets a purpose: seeded and trained networks are told alike, by what the arithmetic did.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow is told, not warned of
        return _told(
            Reading(trace, tokens), lang, unit, range(trace.steps) if steps is None else steps
        )


def _told(read: Reading, lang: str, unit: int | None, steps: Iterable[int]) -> list[list[Beat]]:
    trace = read.trace
    lines = {n.id: Line(trace, n.id) for n in trace.cell.nodes}
    voices = Voice(catalogue(lang)), Voice(catalogue(lang), spoken=True)

    def beat(moment: Moment) -> Beat:
        case = found(moment)
        shown = unit if unit is not None else next(iter(case.units), 0)
        sentence, spoken = (_sentence(moment, case, voice) for voice in voices)
        node = moment.node
        line = lines[node.id].at(moment.step, min(shown, len(moment.now) - 1))
        return Beat(node.id, sentence, spoken, node.role, case.case, node.hue, case.units, line)

    return [
        [*(beat(Moment(read, n, t)) for n in trace.cell.nodes), _handover(read, t, voices)]
        for t in steps
    ]


def opening(trace: Trace, lang: str, *, tokens: Sequence[str] | None = None, step: int = 0) -> Beat:
    """What is said before the first operation: what came in."""
    x = trace.inputs[step]
    voices = Voice(catalogue(lang)), Voice(catalogue(lang), spoken=True)
    single = np.count_nonzero(x) == 1 and x.max() == 1
    case = "numbers" if tokens is None else "one_hot" if single else "vector"
    facts = {
        "t": plain(step + 1),
        "numbers": lambda voice: voice.t("counted.numbers", n=len(x)),
        "v": value(x[np.argmax(np.abs(x))]),
    }

    def said(voice: Voice) -> str:
        facts["tok"] = plain(voice.token(tokens, step))
        return _filled(voice, f"narration.input.{case}", facts)

    return Beat(None, said(voices[0]), said(voices[1]), "input", case, "x")


def _sentence(m: Moment, case: Found, voice: Voice) -> str:
    key = _key(m, case.case, voice.t)
    text = _filled(voice, key, _facts(m, case) | case.facts)
    enters = m.node is m.cell.nodes[0] and not m.node.op.joins and case.case != "one_hot"
    if not enters:
        return text
    rest = text[0].lower() + text[1:]
    return _capital(
        voice.t("narration.entering", tok=voice.token(m.read.tokens, m.step), rest=rest)
    )


def _key(m: Moment, case: str, t: Catalogue) -> str:
    """The closest text there is: of a variant, of the role, of any role; in full the first time."""
    full = m.step == 0 or (m.step == 1 and m.node.op.joins)
    if m.node.op.linear and m.step == 0:
        earlier = [n for n in m.cell.nodes if n.role == m.node.role and n.op.linear]
        full = m.node is earlier[0]
    places = [*(f"{m.node.role}.{v}" for v in m.variants), m.node.role, "any"]
    keys = [f"narration.{p}.{case}{f}" for p in places for f in (("_full", "") if full else ("",))]
    return next((k for k in keys if t.has(k)), keys[-1])


def _facts(m: Moment, case: Found) -> dict[str, Fact]:
    """What any sentence may ask for; looked at only where it has the slot."""
    u = next(iter(case.units), 0)

    def gate(form: str) -> Fact:
        return lambda voice: voice.share(float(m.at(m.gate)[u]), form)

    def letter(voice: Voice) -> str:
        owner = m.node.owner or _owner(m)
        return voice.t.first(f"narration.owner.{owner}", "narration.owner.other")

    return {
        "u": plain(u + 1),
        "v": value(m.now[u]),
        "p": lambda voice: voice.value(float(m.before[u])),  # type: ignore[index]
        "pct": gate("pct"),
        "to_pct": gate("to_pct"),
        "only_pct": gate("only_pct"),
        "only_to_pct": gate("only_to_pct"),
        "whole": lambda voice: voice.value(float(m.at(m.content or m.node.id)[u])),
        "g": lambda voice: voice.value(float(m.at(m.content or m.node.id)[u])),
        "owner": letter,
        "src": lambda voice: voice.t.first(
            f"narration.source.{m.node.args[0]}", "narration.source.part"
        ),
        "tok": lambda voice: voice.token(m.read.tokens, m.step),
        "t": plain(m.step + 1),
        "s": plain(m.step),
        "H": plain(m.hidden),
        "most": lambda voice: voice.percent(round(100 * OPEN)),
        "least": lambda voice: voice.percent(round(100 * CLOSED)),
        "X": plain(m.read.trace.inputs.shape[-1]),
        "C": lambda voice: len(m.at("context")),
    }


def _owner(m: Moment) -> str:
    """Whose sum this is: the letter of the value that reads it."""
    return next((n.symbol for n in m.readers if n.symbol), "")


def _filled(voice: Voice, key: str, facts: Mapping[str, Fact]) -> str:
    return _capital(voice.t(key, **{name: facts[name](voice) for name in voice.t.slots(key)}))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _handover(read: Reading, step: int, voices: Iterable[Voice]) -> Beat:
    cell, last = read.trace.cell, step + 1 == read.trace.steps
    states = list(reversed(cell.states))
    case = "end" if last else "next" if read.tokens is not None else "vector"

    def said(voice: Voice) -> str:
        if last:
            return voice.t("narration.handover.end")
        facts = {"n": len(states), "states": voice.t.list(states), "t": step + 2}
        return voice.t(
            f"narration.handover.{case}", tok=voice.token(read.tokens, step + 1), **facts
        )

    sentence, spoken = map(said, voices)
    return Beat(None, sentence, spoken, "handover", case, cell.node(cell.states[0]).hue)

"""Whom to single out: each case is one test on a moment, tried in the order of its role."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .case import Found, Test, top_unit
from .cases_gate import GATE, on_nothing, shared_out
from .cases_sum import at_once, cause, one_hot, only
from .cases_value import (
    empty,
    flip,
    from_empty,
    hardly_written,
    highest,
    largest,
    left_empty,
    many,
    moved,
    off,
    passes,
    saturated,
    still,
    strongest,
    usual,
)
from .moment import GATES, Moment
from .voice import Fact, plain, value, who


def clamped(m: Moment) -> Found | None:
    if not m.clamped:
        return None
    u = m.clamped[0]
    case = "clamped" if len(m.clamped) == 1 else "clamped_many"
    return Found(
        case, m.clamped, {"w": value(m.unclamped()[u]), "who_cap": who(m.clamped, len(m.now))}
    )


def overflow(m: Moment) -> Found | None:
    if m.read.overflow is None or np.isfinite(m.now).all():
        return None
    step, node = m.read.overflow
    if (step, node) == (m.step, m.node.id):
        return Found("overflow", (top_unit(~np.isfinite(m.now)),))
    name: Fact = lambda voice: voice.t.node(m.cell.id, node)  # noqa: E731
    return Found("overflowed", (), {"t": plain(step + 1), "node": name})


def join(m: Moment) -> Found | None:
    if m.step:
        return Found("usual")
    return Found("given" if any(m.at(a).any() for a in m.node.args if a != "x") else "first")


def alone(m: Moment) -> Found | None:
    """Normalised among itself, a single unit is nothing."""
    return Found("alone", (0,)) if m.hidden == 1 else None


def fixed(m: Moment) -> Found | None:
    return Found("fixed")


OF_THE_PAST = ("forget", "update", "reset")
TESTS: Mapping[str, tuple[Test, ...]] = {
    "join": (join,),
    "sum": (one_hot, at_once, only, still, many, cause, usual),
    "candidate": (flip, still, many, strongest),
    "kept": (empty, passes),
    "written": (hardly_written, many, strongest),
    "reset_state": (empty, passes),
    "part": (empty, left_empty, many, largest),
    "memory": (flip, from_empty, still, many, moved),
    "squash": (saturated, passes),
    "normal": (alone, many, largest),
    "query": (empty, many, largest),
    "keys": (fixed,),
    "scores": (highest,),
    "weights": (shared_out,),
    "context": (many, largest),
    "state": (flip, from_empty, saturated, off, still, many, moved),
} | {role: (on_nothing, *GATE) if role in OF_THE_PAST else GATE for role in GATES}


def found(m: Moment) -> Found:
    """The first case that applies."""
    tests = (clamped, overflow, *TESTS[m.node.role])
    return next(case for test in tests if (case := test(m)) is not None)

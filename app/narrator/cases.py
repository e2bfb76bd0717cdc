"""Whom to single out: each case is one test on a moment, tried in the order of its role.

The thresholds are those of the pedagogy notes, section 3.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from ..core.cell import Node
from ..core.ops import Array
from .moment import FEW, GATES, Moment
from .voice import Fact, Voice, between, bound, plain, share, value, who


class Found(NamedTuple):
    """A case that applies, the units it names (from 0), and the facts its sentence may need."""

    case: str
    units: tuple[int, ...] = ()
    facts: dict[str, Fact] = {}


Test = Callable[[Moment], Found | None]
OPEN, CLOSED, STILL, FLIP, END = 0.9, 0.1, 0.05, 0.1, 0.95


def _top(sizes: Array) -> int:
    return int(np.argmax(sizes))


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
        return Found("overflow", (_top(~np.isfinite(m.now)),))
    name: Fact = lambda voice: voice.t.node(m.cell.id, node)  # noqa: E731
    return Found("overflowed", (), {"t": plain(step + 1), "node": name})


def on_nothing(m: Moment) -> Found | None:
    """A gate of the past, when there is none: a percentage of nothing says nothing."""
    acted = "reset_state" if m.node.role == "reset" else "kept"
    if not all(m.hollow(n.id) for n in m.cell.nodes if n.role == acted):
        return None
    return Found("empty", (_top(m.now),), {"between": between(m.now.tolist())})


def all_open(m: Moment) -> Found | None:
    if not (m.now > OPEN).all():
        return None
    return Found("all_open", (), {"a": lambda voice: voice.share_at_least(float(m.now.min()))})


def all_closed(m: Moment) -> Found | None:
    if not (m.now < CLOSED).all():
        return None
    return Found("all_closed", (), {"b": lambda voice: voice.share_at_most(float(m.now.max()))})


def one_out(m: Moment) -> Found | None:
    if m.hidden < 3:
        return None
    distance = np.abs(m.now - np.median(m.now))
    u = _top(distance)
    second = np.sort(distance)[-2]
    if distance[u] < 0.3 or second >= distance[u] / 2:
        return None
    case = "one_out_low" if m.now[u] < np.median(m.now) else "one_out_high"
    return Found(case, (u,), {"between": between(np.delete(m.now, u).tolist())})


def split(m: Moment) -> Found | None:
    wide = tuple(np.flatnonzero(m.now > OPEN).tolist())
    shut = tuple(np.flatnonzero(m.now < CLOSED).tolist())
    return (
        Found("split", wide + shut, {"who": who(wide), "rest": who(shut)})
        if wide and shut
        else None
    )


def middle(m: Moment) -> Found | None:
    if not ((m.now >= 0.35) & (m.now <= 0.65)).all():
        return None
    return Found("middle", (), {"between": between(m.now.tolist())})


def gate_still(m: Moment) -> Found | None:
    if m.before is None or m.change.max() >= STILL:
        return None
    return Found("still", (), {"between": between(m.now.tolist())})


def gate_many(m: Moment) -> Found | None:
    if m.hidden <= FEW:
        return None
    if not ((m.now > OPEN) | (m.now < CLOSED)).any():
        return Found("middle", (), {"between": between(m.now.tolist())})
    counts = {"n": plain(int((m.now > OPEN).sum())), "k": plain(int((m.now < CLOSED).sum()))}
    return Found("many", (), counts | {"m": share(float(np.median(m.now)))})


def gate_moved(m: Moment) -> Found | None:
    if m.before is None:
        return None
    u = _top(m.change)
    return Found("moved", (u,), {"p": share(m.before[u]), "to_p": share(m.before[u], "to_pct")})


def gate_most(m: Moment) -> Found | None:
    u, w = _top(m.now), int(np.argmin(m.now))
    if m.hidden == 1:
        return Found("single", (u,))
    return Found("most", (u, w), {"w": plain(w + 1), "a": share(m.now[w])})


def flip(m: Moment) -> Found | None:
    if m.before is None or m.hidden > FEW:
        return None
    turned = (
        (np.sign(m.now) != np.sign(m.before)) & (np.abs(m.now) > FLIP) & (np.abs(m.before) > FLIP)
    )
    return Found("flip", (_top(m.change * turned),)) if turned.any() else None


def still(m: Moment) -> Found | None:
    if m.before is None or not m.change.max() < STILL:
        return None
    u = _top(np.abs(m.now))
    return Found("still", (u,), {"d": bound(m.change.max())})


def many(m: Moment) -> Found | None:
    if m.hidden <= FEW:
        return None
    ends = {"a": value(m.now.min()), "b": value(m.now.max())}
    return Found("many", (), ends | {"m": value(float(np.median(m.now)))})


def empty(m: Moment) -> Found | None:
    """What reads nothing but a past that is all zeros."""
    return Found("empty", (_top(np.abs(m.now)),)) if m.hollow(m.node.id) else None


def left_empty(m: Moment) -> Found | None:
    """What a gate leaves, for a past that is all zeros."""
    kept = [n for n in m.readers if n.role == "kept"]
    none = kept and all(m.hollow(n.id) for n in kept)
    return Found("empty", (_top(np.abs(m.now)),)) if none else None


def from_empty(m: Moment) -> Found | None:
    if m.before is None or m.before.any() or m.hidden > FEW:
        return None
    return Found("from_empty", (_top(np.abs(m.now)),))


def saturated(m: Moment) -> Found | None:
    ends = np.abs(m.now) > END
    if not _bounded(m, m.node.id) or ends.mean() < 0.5:
        return None
    return Found("saturated", tuple(np.flatnonzero(ends).tolist()), {"n": plain(int(ends.sum()))})


def _bounded(m: Moment, id: str) -> bool:
    """Whether a value stays between −1 and 1, given that the states do."""
    node = m.cell.by_id.get(id)
    if node is None or node.op.range:
        return True
    return node.op.shape == "circle" and all(_bounded(m, a) for a in node.args)


def off(m: Moment) -> Found | None:
    zeros = m.now == 0
    if m.node.op.shape != "curve" or m.node.op.range or zeros.mean() < 0.5:
        return None
    u = _top(m.now)
    return Found("all_off" if zeros.all() else "off", (u,), {"n": plain(int(zeros.sum()))})


def moved(m: Moment) -> Found | None:
    return Found("moved", (_top(m.change),))


def strongest(m: Moment) -> Found | None:
    return Found("strongest", (_top(np.abs(m.now)),))


def highest(m: Moment) -> Found | None:
    return Found("strongest", (_top(m.now),))


def largest(m: Moment) -> Found | None:
    return Found("usual", (_top(np.abs(m.now)),))


def usual(m: Moment) -> Found | None:
    return Found("usual", (_top(m.change),))


def passes(m: Moment) -> Found | None:
    """How a product or a squashing changed what went in: p becomes v."""
    source = m.at(m.content or m.node.args[0])
    difference = np.abs(source - m.now)
    if difference.max() < STILL:
        return Found("still", (_top(np.abs(m.now)),), {"d": bound(difference.max())})
    if (found := many(m)) is not None:
        return found
    u = _top(difference)
    return Found(
        "usual" if m.node.role in ("squash", "reset_state") else "moved",
        (u,),
        {"p": value(source[u])},
    )


def hardly_written(m: Moment) -> Found | None:
    u = _top(np.abs(m.now))
    return Found("still", (u,), {"d": bound(m.now[u])}) if abs(m.now[u]) < STILL else None


def one_hot(m: Moment) -> Found | None:
    """The first sum of all: a single 1 picks a column, and the state is still zero."""
    x = m.at("x")
    first = m.step == 0 and m.node in _sums(m)[:1]
    single = np.count_nonzero(x) == 1 and x.max() == 1
    zero = not any(m.at(a).any() for a in m.cell.inputs[1:])
    return Found("one_hot", (_top(np.abs(m.now)),)) if first and single and zero else None


def only(m: Moment) -> Found | None:
    """A sum of two parts of which one is nothing yet."""
    parts = [] if m.node.op.linear else [a for a in m.node.args if not m.at(a).any()]
    return Found("only", (_top(m.change),)) if parts else None


def at_once(m: Moment) -> Found | None:
    """The second sum of the first wave says once that they do not wait for each other."""
    sums = _sums(m)
    first = min((m.cell.depth[n.id] for n in sums), default=0)
    wave = [n for n in sums if m.cell.depth[n.id] == first]
    return Found("at_once", (_top(m.change),)) if m.step == 0 and m.node in wave[1:2] else None


def _sums(m: Moment) -> list[Node]:
    return [n for n in m.cell.nodes if n.role == "sum" and n.op.linear]


def cause(m: Moment) -> Found | None:
    """The addend that outweighs the others: half of all, two thirds where there are two."""
    u = _top(m.change)
    parts = {id: float(v[m.step, u]) for id, v in m.read.addends(m.node.id).items()}
    total = sum(map(abs, parts.values()))
    top = max(parts, key=lambda id: abs(parts[id]))
    needed = 0.5 if len(parts) > 2 else 2 / 3
    if not total or abs(parts[top]) < needed * total:
        return None
    node = m.cell.by_id.get(top)
    keys = [top, node.op.name, node.role] if node else [top, "bias"]
    keys = ["bias"] if node and m.hollow(top) else keys  # a matrix on zeros: only its bias is left
    return Found("cause", (u,), {"src": lambda voice: _first(voice, "narration.source.", keys)})


def _first(voice: Voice, prefix: str, names: list[str]) -> str:
    return voice.t.first(*(prefix + name for name in names))


def join(m: Moment) -> Found | None:
    if m.step:
        return Found("usual")
    return Found("given" if any(m.at(a).any() for a in m.node.args if a != "x") else "first")


def fixed(m: Moment) -> Found | None:
    return Found("fixed")


def shared_out(m: Moment) -> Found | None:
    """Where attention goes: to one position, to many, or mostly to one."""
    u = _top(m.now)
    if m.now[u] > OPEN:
        return Found("focused", (u,))
    wide = int((m.now > 0.5 * m.now[u]).sum())
    return Found("spread" if wide > 2 else "most", (u,), {"n": plain(wide)})


GATE = (all_open, all_closed, one_out, split, middle, gate_still, gate_many, gate_moved, gate_most)
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
    "normal": (many, largest),
    "query": (many, largest),
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

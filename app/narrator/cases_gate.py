"""Cases of what is between 0 and 1: gates, and the weights of attention."""

from __future__ import annotations

import numpy as np

from .case import CLOSED, OPEN, STILL, Found, top_unit
from .moment import FEW, Moment
from .voice import between, plain, share, who


def on_nothing(m: Moment) -> Found | None:
    """A gate of the past, when there is none: a percentage of nothing says nothing."""
    acted = "reset_state" if m.node.role == "reset" else "kept"
    if not all(m.hollow(n.id) for n in m.cell.nodes if n.role == acted):
        return None
    return Found("empty", (top_unit(m.now),), {"between": between(m.now.tolist())})


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
    u = top_unit(distance)
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
    if m.hidden == 1 or not ((m.now >= 0.35) & (m.now <= 0.65)).all():
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
    u = top_unit(m.change)
    return Found("moved", (u,), {"p": share(m.before[u]), "to_p": share(m.before[u], "to_pct")})


def gate_most(m: Moment) -> Found | None:
    u, w = top_unit(m.now), int(np.argmin(m.now))
    if m.hidden == 1:
        return Found("single", (u,))
    return Found("most", (u, w), {"w": plain(w + 1), "a": share(m.now[w])})


def shared_out(m: Moment) -> Found | None:
    """Where attention goes: to one position, to many, or mostly to one."""
    u = top_unit(m.now)
    if m.now[u] > OPEN:
        return Found("focused", (u,))
    wide = int((m.now > 0.5 * m.now[u]).sum())
    return Found("spread" if wide > 2 else "most", (u,), {"n": plain(wide)})


GATE = (all_open, all_closed, one_out, split, middle, gate_still, gate_many, gate_moved, gate_most)
"""Of a gate, in this order; shared_out is of weights that sum to 1."""

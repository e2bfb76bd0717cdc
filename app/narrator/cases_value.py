"""Cases of any other value: how it stands, and how it changed."""

from __future__ import annotations

import numpy as np

from .case import END, FLIP, STILL, Found, top_unit
from .moment import FEW, Moment
from .voice import bound, plain, value


def flip(m: Moment) -> Found | None:
    if m.before is None or m.hidden > FEW:
        return None
    turned = (
        (np.sign(m.now) != np.sign(m.before)) & (np.abs(m.now) > FLIP) & (np.abs(m.before) > FLIP)
    )
    return Found("flip", (top_unit(m.change * turned),)) if turned.any() else None


def still(m: Moment) -> Found | None:
    if m.before is None or not m.change.max() < STILL:
        return None
    u = top_unit(np.abs(m.now))
    return Found("still", (u,), {"d": bound(m.change.max())})


def many(m: Moment) -> Found | None:
    if m.hidden <= FEW:
        return None
    ends = {"a": value(m.now.min()), "b": value(m.now.max())}
    return Found("many", (), ends | {"m": value(float(np.median(m.now)))})


def empty(m: Moment) -> Found | None:
    """What reads nothing but a past that is all zeros."""
    return Found("empty", (top_unit(np.abs(m.now)),)) if m.hollow(m.node.id) else None


def left_empty(m: Moment) -> Found | None:
    """What a gate leaves, for a past that is all zeros."""
    kept = [n for n in m.readers if n.role == "kept"]
    none = kept and all(m.hollow(n.id) for n in kept)
    return Found("empty", (top_unit(np.abs(m.now)),)) if none else None


def from_empty(m: Moment) -> Found | None:
    if m.before is None or m.before.any() or m.hidden > FEW:
        return None
    return Found("from_empty", (top_unit(np.abs(m.now)),))


def saturated(m: Moment) -> Found | None:
    ends = np.abs(m.now) > END
    if m.hidden == 1 or not _bounded(m, m.node.id) or ends.mean() < 0.5:
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
    u = top_unit(m.now)
    return Found("all_off" if zeros.all() else "off", (u,), {"n": plain(int(zeros.sum()))})


def moved(m: Moment) -> Found | None:
    return Found("moved", (top_unit(m.change),))


def strongest(m: Moment) -> Found | None:
    return Found("strongest", (top_unit(np.abs(m.now)),))


def highest(m: Moment) -> Found | None:
    return Found("strongest", (top_unit(m.now),))


def largest(m: Moment) -> Found | None:
    return Found("usual", (top_unit(np.abs(m.now)),))


def usual(m: Moment) -> Found | None:
    return Found("usual", (top_unit(m.change),))


def passes(m: Moment) -> Found | None:
    """How a product or a squashing changed what went in: p becomes v."""
    source = m.at(m.content or m.node.args[0])
    difference = np.abs(source - m.now)
    if difference.max() < STILL:
        return Found("still", (top_unit(np.abs(m.now)),), {"d": bound(difference.max())})
    if (found := many(m)) is not None:
        return found
    u = top_unit(difference)
    return Found(
        "usual" if m.node.role in ("squash", "reset_state") else "moved",
        (u,),
        {"p": value(source[u])},
    )


def hardly_written(m: Moment) -> Found | None:
    u = top_unit(np.abs(m.now))
    return Found("still", (u,), {"d": bound(m.now[u])}) if abs(m.now[u]) < STILL else None

"""Cases of a sum: what it is made of, and which addend outweighs the others."""

from __future__ import annotations

import numpy as np

from ..core.cell import Node
from .case import Found, top_unit
from .moment import Moment
from .voice import Voice


def one_hot(m: Moment) -> Found | None:
    """The first sum of all: a single 1 picks a column, and the state is still zero."""
    x = m.at("x")
    first = m.step == 0 and m.node in _sums(m)[:1]
    single = np.count_nonzero(x) == 1 and x.max() == 1
    zero = not any(m.at(a).any() for a in m.cell.inputs[1:])
    return Found("one_hot", (top_unit(np.abs(m.now)),)) if first and single and zero else None


def only(m: Moment) -> Found | None:
    """A sum of two parts of which one is nothing yet."""
    parts = [] if m.node.op.linear else [a for a in m.node.args if not m.at(a).any()]
    return Found("only", (top_unit(m.change),)) if parts else None


def at_once(m: Moment) -> Found | None:
    """The second sum of the first wave says once that they do not wait for each other."""
    sums = _sums(m)
    first = min((m.cell.depth[n.id] for n in sums), default=0)
    wave = [n for n in sums if m.cell.depth[n.id] == first]
    return Found("at_once", (top_unit(m.change),)) if m.step == 0 and m.node in wave[1:2] else None


def _sums(m: Moment) -> list[Node]:
    return [n for n in m.cell.nodes if n.role == "sum" and n.op.linear]


def cause(m: Moment) -> Found | None:
    """The addend that outweighs the others: half of all, two thirds where there are two."""
    u = top_unit(m.change)
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

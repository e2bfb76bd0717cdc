"""Assignments done in the laboratory: a run that was changed, looked at for what it does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..cells import CELLS
from ..core.params import initial
from ..core.run import run
from ..i18n import Catalogue
from ..scenes.assignments import ASSIGNMENTS
from . import lab, query
from .assignment_points import Given, Point, Unread, as_prepared, laboratory, number
from .lab import Lab

SAME = 1e-9
SEEN = 0.005
"""What people read as 0.00."""


def _nodes(found: Lab) -> set[str]:
    return {o.node for o in found.asked["overrides"]}


def sign(given: Given, t: Catalogue) -> list[Point]:
    """bptt: one weight of U turns the sign of h₂ at the O, and not before."""
    found = laboratory("link", given["link"], t, "rnn")
    as_prepared("sign", "link", found)
    changes = found.asked["changes"]
    one = len(changes) == 1 and changes[0].name == "U_h" and not found.asked["overrides"]
    was, now = found.base.trace["h"][:, 1], found.trace["h"][:, 1]
    step = found.tokens.index("O")
    values = {"was": float(was[step]), "now": float(now[step])}
    early = bool((np.sign(was[:2]) == np.sign(now[:2])).all())
    turned = was[step] * now[step] < 0 and abs(now[step]) >= SEEN
    return [
        Point("one", one, {"n": len(changes) + len(found.asked["overrides"])}),
        Point("turned", bool(turned), values),
        Point("early", early, {"first": float(now[0]), "second": float(now[1])}),
    ]


def guard(given: Given, t: Catalogue) -> list[Point]:
    """lstm: c₁ keeps what it has at step 2, and h₁ shows it at the last step only."""
    found = laboratory("link", given["link"], t, "lstm")
    as_prepared("guard", "link", found)
    plain = found.model is not None and not found.asked["changes"]
    if not plain:
        raise Unread("link")
    nodes = _nodes(found)
    c, h = found.trace["c"][:, 0], found.trace["h"][:, 0]
    moved = np.flatnonzero(np.abs(c[2:] - c[1]) > SAME)
    shown = np.flatnonzero(np.abs(h[:-1]) > SEEN)
    lost, early = (int(k[0]) if len(k) else 0 for k in (moved + 2, shown))
    c1 = float(c[1])
    part = float(h[-1] / np.tanh(c[-1])) if c[-1] else 0.0
    return [
        Point("gates", bool(nodes) and nodes <= {"f", "i", "o"}, {"nodes": t.list(sorted(nodes))}),
        Point("something", abs(c1) > SEEN, {"c": c1}),
        Point(
            "kept",
            not len(moved),
            {
                "c": float(c[1]),
                "step": lost + 1,
                "token": found.tokens[lost],
                "now": float(c[lost]),
            },
        ),
        Point(
            "hidden",
            not len(shown),
            {"step": early + 1, "token": found.tokens[early], "h": float(h[early])},
        ),
        Point("shown", part > 0.99, {"part": t.percent(part), "h": float(h[-1])}),
    ]


def three(given: Given, t: Catalogue) -> list[Point]:
    """gru: by its gates alone, a copier, a plain RNN and a network without a past."""
    points = []
    for name, behaves in (("copy", _copies), ("plain", _is_plain), ("blind", _is_blind)):
        found = laboratory(name, given[name], t, "gru")
        start = query.parse(dict(ASSIGNMENTS["three"].frames[0].keys))["changes"]
        if found.model is None or set(found.asked["changes"]) != set(start):
            raise Unread(name)
        as_prepared("three", name, found)
        nodes = _nodes(found)
        gates = bool(nodes) and nodes <= {"z", "r"}
        apart = behaves(found)
        ok = gates and apart < SAME
        said = t(f"assignments.three.field.{name}")
        points.append(Point(name if gates else "gates", ok, {"apart": apart, "name": said}))
    return points


def _copies(found: Lab) -> float:
    """How far the state ever is from the one it started with."""
    return float(np.abs(found.trace["h"] - found.trace.start["h"]).max())


def _is_plain(found: Lab) -> float:
    """How far the states are from those of a plain RNN with the candidate's weights."""
    of = found.trace.params
    plain = initial(CELLS["rnn"], of.input_size, of.hidden, seed=0)
    plain["W_h"][:], plain["U_h"][:] = of["W_n"], of["U_n"]
    plain["b_h"][:] = of["b_n"] + of["bU_n"]
    states = run(CELLS["rnn"], plain, found.trace.inputs, {"h": found.trace.start["h"]})["h"]
    return float(np.abs(found.trace["h"] - states).max())


def _is_blind(found: Lab) -> float:
    """How far the same letter's states are from each other, and from those of another start."""
    h = found.trace["h"]
    values = found.asked.values | {"changes": ()}
    other = lab.build(replace(found.asked, values=values), found.t).trace["h"]
    same = [k for k, token in enumerate(found.tokens) if token == found.tokens[0]]
    return float(max(np.abs(h[same] - h[0]).max(), np.abs(h - other).max()))


def spread(given: Given, t: Catalogue) -> list[Point]:
    """after: at how many steps one other letter changes z and h, in minGRU and in GRU."""
    points = []
    for frame in ASSIGNMENTS["spread"].frames:
        found = lab.build(query.parse(dict(frame.keys)), t)
        cell = found.cell.id
        for node in ("z", "h"):
            apart = np.abs(found.trace[node] - found.base.trace[node]).max(axis=1)
            steps = int((apart > SAME).sum())
            said = number(given[f"{cell}_{node}"])
            values = {"n": steps, "given": given[f"{cell}_{node}"].strip()}
            points.append(Point(f"{cell}_{node}", said == steps, values))
    return points

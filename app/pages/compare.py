"""Compare: two to four cells read the same input on one timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from ..api.numbers import dumps
from ..cells import CELLS
from ..figures import Look
from ..figures.panels import Panels, Strip
from ..i18n import Catalogue, catalogue
from ..learning.first_input import memory
from . import lab, query
from .lab import Lab
from .site import Site, with_query

USUAL = ("rnn", "lstm", "gru")
LEAST, MOST = 2, 4
SHARED = ("text", "hidden", "seed", "scale")
BARS = 84  # px that the tallest bar has


@dataclass(frozen=True)
class Column:
    """One cell's card."""

    lab: Lab

    @cached_property
    def memory(self) -> list[float]:
        """What the state feels of the first input, as a share of what it felt at once."""
        norms = memory(self.lab.trace)
        return (norms / norms[0]).tolist() if norms[0] else np.zeros(len(norms)).tolist()

    @property
    def strips(self) -> list[Strip]:
        panels = Panels(self.lab.trace, Look(self.lab.t.lang))
        heats = [panels.heats[v] for v in ("states", "gates") if v in panels.heats]
        return [strip for heat in heats for strip in heat.strips]

    @property
    def parameters(self) -> int:
        return int(self.lab.params.flat.size)

    @property
    def link(self) -> str:
        return with_query({"cell": self.lab.cell.id} | shared(self.lab.values))


def shared(values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name] for name in SHARED if name in values}


def chosen(text: str) -> tuple[str, ...]:
    """The known cells named, in the order of all cells; the usual ones where they are too few."""
    named = {name for name in text.split(",") if name in CELLS}
    cells = tuple(id for id in CELLS if id in named)[:MOST]
    return cells if len(cells) >= LEAST else USUAL


def page(site: Site, request: Request, lang: str) -> Response:
    t = catalogue(lang)
    given = dict(request.query_params)
    cells = chosen(",".join(request.query_params.getlist("cells")))
    asked = {name: given[name] for name in SHARED if name in given}
    labs = [lab.build(query.parse(asked | {"cell": cell}), t) for cell in cells]
    columns = [Column(one) for one in labs]
    first = labs[0]
    at = min(int(given["at"]), first.steps) if given.get("at", "").isdecimal() else 0
    values = {"cells": ",".join(cells)} | shared(first.values)
    troubles = {trouble.setting: trouble for one in labs for trouble in one.troubles}
    top = max(1.0, *(v for column in columns for v in column.memory))
    return site.render(
        request, "compare.html", lang,
        columns=columns, cells=list(CELLS), chosen=cells, first=first, at=at, top=top, bars=BARS,
        text=first.asked["text"], said=lab.Said(t), most=MOST,
        troubles=list(troubles.values()),
        player=SimpleNamespace(
            at=at, steps=first.steps, beats=1, step=min(at, first.steps - 1),
            hidden=first.hidden, tokens=first.tokens, values=values,
        ),
        data=_data(columns, t, values),
    )  # fmt: skip


def _data(columns: list[Column], t: Catalogue, values: dict[str, str]) -> Markup:
    """What the page's script needs: the first cell's states for the player, and the texts."""
    first = columns[0].lab
    data: dict[str, Any] = {
        "lang": t.lang, "steps": first.steps, "hidden": first.hidden, "tokens": first.tokens,
        "h": np.ascontiguousarray(first.trace["h"]), "text": t.js(), "values": values,
    }  # fmt: skip
    return Markup(dumps(data).decode().replace("<", "\\u003c"))

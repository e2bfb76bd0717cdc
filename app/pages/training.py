"""The training page: an address in, its settings out; the run itself comes from the API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from .. import models
from ..api.numbers import dumps
from ..api.schemas import SAFE_INTEGER
from ..api.schemas_trainings import BATCH, HIDDEN, UPDATES
from ..cells import CELLS, NORMALISED
from ..core.cell import Cell
from ..core.params import INITS
from ..i18n import Catalogue, catalogue
from ..learning.building import NORMALISATION
from ..learning.optimisers import OPTIMISERS
from ..learning.tasks import LIVE
from . import query
from .query import Setting, Trouble, Wrong
from .site import Site, with_query

CHOICE, WHOLE, NUMBER = (query.BY_NAME[name].read for name in ("cell", "hidden", "scale"))
CHANGEABLE = ("rate", "optimiser", "momentum", "clip", "decay", "dropout")
COMPARABLE = (
    "cell", "hidden", "layers", "init", "radius", "forget_bias", "optimiser", "rate", "momentum",
    "clip", "batch", "decay", "dropout", "normalisation", "gap", "length",
)  # fmt: skip
GATES = ("forget", "input_gate", "output_gate", "reset", "update")
LENGTHS = (10, 20, 40, 80)
FINISHED = ("rnn", "rnn-relu", "lstm", "gru")
STORY = "marked-cue"


def _clip(text: str, s: Setting) -> Any:
    return "none" if text == "none" else NUMBER(text, s)


def _text(text: str, s: Setting) -> str:
    if not 2 <= len(text) <= s.high:
        raise Wrong("long", "long_fix", text[: int(s.high)] if len(text) > 2 else s.default,
                    n=len(text), limit=int(s.high), extra=0, api=int(s.high))  # fmt: skip
    return text


def _pairs(settings: Mapping[str, Setting], text: str, s: Setting) -> str:
    """ "300:clip:1,400:rate:0.001" or "cell:rnn,clip:none": names among the choices, and values
    that their own settings take.
    """
    place = r"\d+:" if s.low else ""
    known = re.compile(rf"{place}({'|'.join(s.choices)}):([\w.-]+)")
    parts, wrongs = [], []
    for part in text.split(","):
        pair = known.fullmatch(part)
        try:
            if pair is None:
                raise Wrong("choice", "choice_fix", given=text[:40], choices=", ".join(s.choices))
            name, value = pair.groups()
            settings[name].read(value, settings[name])
            parts.append(part)
        except Wrong as wrong:
            wrongs.append(wrong)
    if wrongs:
        first = wrongs[0]
        raise Wrong(first.key, first.fix, ",".join(parts), **first.values)
    return text


ORDER = (
    "task", "text", "gap", "length", "symbols", "longest", "bits", "cell", "hidden", "layers",
    "init", "radius", "forget_bias", "seed", "optimiser", "rate", "momentum", "clip", "updates",
    "batch", "normalisation", "decay", "dropout", "changes", "versus", "theme",
)  # fmt: skip
USUAL = {"gap": 20, "length": 20, "symbols": 5, "longest": 20, "bits": 8}


def settings(task: str) -> dict[str, Setting]:
    """Every key of the address; the limits of a task's knobs are the task's own."""
    widest = dict.fromkeys(USUAL, (1.0, 200.0)) | {
        name: (float(low), float(high)) for name, (low, high) in LIVE[task].items()
    }
    found = [
        Setting("task", "delayed-cue", CHOICE, choices=tuple(LIVE)),
        Setting("text", "NEURONAL", _text, high=100),
        *(Setting(name, usual, WHOLE, *widest[name]) for name, usual in USUAL.items()),
        Setting("cell", "lstm", CHOICE, choices=tuple(CELLS)),
        Setting("hidden", 32, WHOLE, 1, HIDDEN),
        Setting("layers", 1, WHOLE, 1, 3),
        Setting("init", "orthogonal", CHOICE, choices=(*INITS, "gauss")),
        Setting("radius", None, NUMBER, 0.01, 10),
        Setting("forget_bias", 1.0, NUMBER, -10, 10),
        Setting("seed", 1, WHOLE, 0, SAFE_INTEGER),
        Setting("optimiser", "adam", CHOICE, choices=tuple(OPTIMISERS)),
        Setting("rate", 0.005, NUMBER, 1e-6, 100),
        Setting("momentum", 0.0, NUMBER, 0, 0.99),
        Setting("clip", 1.0, _clip, 1e-3, 1e6),
        Setting("updates", 400, WHOLE, 1, UPDATES),
        Setting("batch", 32, WHOLE, 1, BATCH),
        Setting("normalisation", "none", CHOICE, choices=tuple(NORMALISATION)),
        Setting("decay", 0.0, NUMBER, 0, 10),
        Setting("dropout", 0.0, NUMBER, 0, 0.95),
        Setting("theme", "", CHOICE, choices=("", "light", "dark")),
    ]
    pairs = partial(_pairs, {s.name: s for s in found})
    found.append(Setting("changes", "", pairs, low=1, choices=CHANGEABLE))
    found.append(Setting("versus", "", pairs, choices=COMPARABLE))
    return {s.name: s for s in sorted(found, key=lambda s: ORDER.index(s.name))}


COMPARISONS: dict[str, dict[str, str]] = {
    "gates": {"task": STORY, "updates": "600", "forget_bias": "3",
              "versus": "cell:rnn"},
    "clipping": {"cell": "rnn", "init": "gauss", "radius": "1.93", "optimiser": "sgd",
                 "rate": "0.1", "gap": "30", "clip": "none", "versus": "clip:1"},
    "vanishing": {"cell": "rnn", "init": "gauss", "radius": "0.5", "rate": "0.003", "gap": "30",
                  "updates": "300", "versus": "init:orthogonal,radius:1"},
    "diverging": {"cell": "rnn_relu", "init": "identity", "radius": "2", "rate": "0.001",
                  "gap": "130", "updates": "200", "versus": "radius:1"},
    "forgetting": {"gap": "60", "forget_bias": "0", "updates": "300",
                   "versus": "forget_bias:3"},
    "word": {"task": "next-character", "hidden": "8", "rate": "0.03", "updates": "150"},
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """What the template is drawn from."""

    t: Catalogue
    settings: dict[str, Setting]
    values: dict[str, Any]
    troubles: tuple[Trouble, ...]

    @cached_property
    def texts(self) -> dict[str, str]:
        return {name: written(value) for name, value in self.values.items()}

    @property
    def wrong(self) -> set[str]:
        return {trouble.setting for trouble in self.troubles}

    @property
    def knobs(self) -> dict[str, tuple[int, int]]:
        return LIVE[self.values["task"]]

    @property
    def finished(self) -> list[dict[str, Any]]:
        """Cards of shipped models that show what a training leads to, a cell a row."""
        return [
            {
                "cell": models.card(f"{STORY}-{LENGTHS[0]}-{id}")["cell"],
                "cards": [models.card(f"{STORY}-{length}-{id}") for length in LENGTHS],
            }
            for id in FINISHED
        ]

    def problem(self, trouble: Trouble) -> tuple[str, str]:
        """What was not taken, and what is shown instead."""
        t, wrong = self.t, trouble.wrong
        values = {k: _plain(v) for k, v in wrong.values.items()}
        field = t(f"js.train.field.{trouble.setting}")
        problem = t(f"lab.problem.{wrong.key}", **values)
        shown = written(trouble.shown)
        kept = t("lab.problem.kept", value=shown) if shown else t("lab.problem.kept_none")
        fix = "" if wrong.key == "long" else t(f"lab.problem.{wrong.fix}", **values)
        return t("lab.problem.title", field=field, problem=problem), f"{fix} {kept}".strip()

    @cached_property
    def data(self) -> Markup:
        """JSON for a script element: "<" is written as an escape."""
        told = {
            "lang": self.t.lang,
            "table": [{"name": s.name, "default": written(s.default)}
                      for s in self.settings.values()],
            "tasks": LIVE,
            "cells": {id: _cell(cell, self.t) for id, cell in CELLS.items()},
            "drawn": list(NORMALISED),
            "changeable": CHANGEABLE,
            "comparable": COMPARABLE,
            "text": self.t.js(),
        }  # fmt: skip
        return Markup(dumps(told).decode().replace("<", "\\u003c"))


def _plain(value: Any) -> Any:
    return query.short(value) if isinstance(value, float) else value


def written(value: Any) -> str:
    """A value as its key of the address has it."""
    if value is None:
        return ""
    return query.short(value) if isinstance(value, float) else str(value)


def _cell(cell: Cell, t: Catalogue) -> dict[str, Any]:
    """What the page shows of a cell while it learns: its gates, and what it remembers."""
    gates = [n.id for n in cell.nodes if n.role in GATES]
    shown = [*gates[: 4 - len(cell.states)], *reversed(cell.states)]
    return {
        "name": t(f"cell.{cell.id}.name"),
        "keep": bool(cell.keep),
        "sample": [
            {
                "id": id,
                "name": t.node(cell.id, id),
                "hue": cell.node(id).hue,
                "gate": cell.node(id).op.range == (0, 1),
                "bounded": cell.node(id).op.range is not None or id == "h",
            }
            for id in shown
        ],
    }


def parse(given: Mapping[str, str], t: Catalogue) -> Page:
    """Never fails: what cannot be taken is replaced by a sensible value and reported."""
    first = settings("delayed-cue")["task"]
    task = given.get("task", "").strip()
    table = settings(task if task in LIVE else first.default)
    values: dict[str, Any] = {}
    troubles = []
    for name, s in table.items():
        text = given.get(name, "").strip()
        values[name] = s.default
        if not text:
            continue
        try:
            values[name] = s.read(text, s)
        except Wrong as wrong:
            values[name] = s.default if wrong.instead is None else wrong.instead
            troubles.append(Trouble(name, wrong, values[name]))
    return Page(t, table, values, tuple(troubles))


def page(site: Site, request: Request, lang: str) -> Response:
    t = catalogue(lang)
    theme = request.query_params.get("theme", "")
    return site.render(
        request, "train.html", lang, page=parse(request.query_params, t), lengths=LENGTHS,
        comparisons={
            id: query_text(asked | ({"theme": theme} if theme in ("light", "dark") else {}))
            for id, asked in COMPARISONS.items()
        },
    )  # fmt: skip


def query_text(asked: Mapping[str, str]) -> str:
    """A query string in the page's own order of keys, as the scripts write it."""
    return with_query({name: asked[name] for name in ORDER if name in asked})

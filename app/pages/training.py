"""The training page: an address in, its settings out; the run itself comes from the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from .. import models
from ..cells import CELLS, NORMALISED
from ..core.cell import Cell
from ..i18n import Catalogue, catalogue
from ..learning import live
from ..learning.tasks import LIVE
from . import query
from .setting import Setting, Trouble, Wrong
from .site import Site, script_data
from .training_examples import COMPARISONS, SIGNS, STORY, query_text
from .training_settings import (
    CHANGEABLE,
    COMPARABLE,
    MORE,
    OPTIONAL,
    RULES,
    refused,
    settings,
    written,
)  # fmt: skip

GATES = ("forget", "input_gate", "output_gate", "reset", "update")
LENGTHS = (10, 20, 40, 80)
FINISHED = ("rnn", "rnn-relu", "lstm", "gru")


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

    @cached_property
    def refused(self) -> dict[str, str]:
        """Settings that mean nothing beside the others, for neither of two runs: why not."""
        beside = self.texts | dict(
            pair.split(":") for pair in self.texts["versus"].split(",") if pair
        )
        found = {name: refused(name, self.texts) for name in self.texts}
        return {name: why for name, why in found.items() if why and refused(name, beside)}

    @property
    def unfolded(self) -> bool:
        """Whether one of the rarer settings is not its usual one."""
        return any(self.values[name] != self.settings[name].default for name in MORE)

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
        told = {
            "lang": self.t.lang,
            "table": [{"name": s.name, "default": written(s.default), "low": s.low, "high": s.high}
                      for s in self.settings.values()],
            "tasks": LIVE,
            "rules": [asdict(rule) for rule in RULES],
            "cells": {id: _cell(cell, self.t) for id, cell in CELLS.items()},
            "drawn": list(NORMALISED),
            "more": MORE,
            "optional": OPTIONAL,
            "changeable": CHANGEABLE,
            "comparable": COMPARABLE,
            "text": self.t.js(),
        }  # fmt: skip
        return script_data(told)


def _plain(value: Any) -> Any:
    return query.short(value) if isinstance(value, float) else value


def _cell(cell: Cell, t: Catalogue) -> dict[str, Any]:
    """What the page shows of a cell while it learns: its gates, and what it remembers."""
    gates = [n.id for n in cell.nodes if n.role in GATES]
    shown = [*gates[: 4 - len(cell.states)], *reversed(cell.states)]
    return {
        "name": t(f"cell.{cell.id}.name"),
        "names": {n.id: t.node(cell.id, n.id) for n in cell.nodes},
        "sample": [
            {
                "id": id,
                "name": t.node(cell.id, id),
                "hue": cell.node(id).hue,
                "gate": cell.node(id).op.range == (0, 1),
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
        text = given.get(name, "").strip() or ("none" if name in given and name in OPTIONAL else "")
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
        reports=live.REPORTS,
        examples={
            kind: {
                id: query_text(asked | ({"theme": theme} if theme in ("light", "dark") else {}))
                for id, asked in examples.items()
            }
            for kind, examples in (("comparison", COMPARISONS), ("sign_of", SIGNS))
        },
    )  # fmt: skip

"""Compare: two to four cells at work on the same input, all on one timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from ..cells import CELLS, NORMALISED
from ..figures.scale import largest
from ..i18n import Catalogue, catalogue
from ..narrator import written_lines
from ..narrator.side_by_side import tell
from . import aligned, colour_key, lab, query
from .compare_card import SHARED, Column, shared
from .compare_family import COUNTING, family_of, learned, network, own_text, reads
from .lab import Lab
from .query import Asked
from .said import Said
from .setting import Trouble, Wrong
from .site import Site, script_data

COMPARED = CELLS | NORMALISED
"""All that read a text; what looks at another network's memory has none to look at here."""

USUAL = ("rnn", "lstm", "gru")
LEAST, MOST = 2, 4
OWN = ("at", "speed", "pace", "theme")
PACES = ("wave", "step")


def chosen(text: str) -> tuple[str, ...]:
    """The known cells named, in the order of all cells; the usual ones where they are too few."""
    named = {name for name in text.split(",") if name in COMPARED}
    cells = tuple(id for id in COMPARED if id in named)[:MOST]
    return cells if len(cells) >= LEAST else USUAL


def problems(text: str, t: Catalogue) -> list[tuple[str, str, str]]:
    """(kind, what is wrong, what is done) where not two to four known cells are named."""

    def names(ids: Sequence[str]) -> str:
        return t.list([t(f"cell.{id}.name") for id in ids])

    asked = dict.fromkeys(filter(None, text.split(",")))
    known = [id for id in COMPARED if id in asked]
    found = []
    if unknown := [name[:40] for name in asked if name not in COMPARED]:
        wrong = t("compare.problem.unknown", names=t.list([t.token(n) for n in unknown[:4]]))
        found.append(
            ("unknown", wrong, t("compare.problem.unknown_fix", cells=", ".join(COMPARED)))
        )
    if asked and len(known) < LEAST:
        shown = t("js.compare.few_shown", cells=names(USUAL))
        found.append(("few", t("js.compare.few"), shown))
    if len(known) > MOST:
        out = t("js.compare.many_shown", cells=names(known[MOST:]))
        found.append(("many", t("js.compare.many"), out))
    return found


def page(site: Site, request: Request, lang: str) -> Response:
    t = catalogue(lang)
    given = dict(request.query_params)
    if not any(name in given for name in (*SHARED, "at")):
        given |= COUNTING
    named = ",".join(request.query_params.getlist("cells"))
    cells = chosen(named)
    labs = [_lab(given, cell, len(cells), t) for cell in cells]
    first = labs[0]
    beats = aligned.beats(one.cell for one in labs)
    own = query.parse({name: given[name] for name in OWN if name in given})
    at, late = _position(own, first.steps * beats)
    most = largest(*(one.trace for one in labs))
    columns = [Column(one, beats, at, most) for one in labs]
    said = tell([column.reader for column in columns], first.tokens, t)
    values = _values(cells, labs, own, at)
    if given.get("tab", "") in map(str, range(1, len(cells))):
        values["tab"] = given["tab"]
    step = min(at // beats, first.steps - 1)
    return site.render(
        request, "compare.html", lang,
        columns=columns, cells=list(COMPARED), chosen=cells, first=first,
        stages=[column.stage(site.templates) for column in columns],
        top=max(1.0, *(v for column in columns for v in column.memory)),
        seen=max([1.0, *(v for column in columns for v in column.memory[: column.known])]),
        told=_told(columns, said),
        problems=problems(named, t), said=Said(t), short=query.short,
        colours=colour_key.key(t, most, *(one.cell for one in labs)),
        troubles=_once([*(x for one in labs for x in one.troubles), *own.troubles, *late]),
        notes=_notes(labs, Said(t)),
        seeded=any(one.model is None for one in labs),
        own=own_text(labs), family=family_of(labs), learned=learned(labs, t),
        offered=next((one.weights.offered for one in labs if one.weights.offered), None),
        settings=query.BY_NAME, values=values, paces=PACES,
        player=SimpleNamespace(
            at=at, steps=first.steps, beats=beats, step=step, hidden=0,
            tokens=first.tokens, values=values,
        ),
        data=_data(columns, t, values, said),
    )  # fmt: skip


def _lab(given: Mapping[str, str], cell: str, cells: int, t: Catalogue) -> Lab:
    asked = {name: given[name] for name in SHARED if name in given}
    if asked.get("model") != "none":
        family = asked.pop("model", "")  # a trained network is one cell's: each takes its own
        if reads(family, cell, asked.get("text", "")):
            asked = {"text": asked["text"], "model": network(family, cell)}
    return lab.build(query.parse(asked | {"cell": cell}), t, query.VALUES // cells)


def _position(own: Asked, end: int) -> tuple[int, list[Trouble]]:
    """Where the address stands, within what there is."""
    at = min(int(own["at"]), end)
    if at == own["at"]:
        return at, []
    return at, [Trouble("at", Wrong("range", "number_fix", given=own["at"], low=0, high=end), at)]


def _values(cells: Sequence[str], labs: Sequence[Lab], own: Asked, at: int) -> dict[str, str]:
    """The address that shows exactly this."""
    values = {"cells": ",".join(cells)} | shared(labs[0].values)
    values |= {"text": labs[0].asked["text"]}
    if family := family_of(labs):
        values |= {"model": family}
    values |= {k: query.as_text(k, own[k]) for k in ("speed", "theme") if own[k]}
    values |= {"pace": "step"} if own["pace"] == "step" else {}
    return values | {"at": str(at)} if at else values


def _told(columns: Sequence[Column], said: Sequence[str]) -> str:
    """What the last timestep showed; within one, which cells are done and which still compute."""
    first = columns[0]
    t, waves = first.lab.t, first.shared - 1
    step, k = divmod(first.at, first.shared)
    if k in (0, waves):
        return said[step + (k == waves)]
    token = t.token(first.lab.tokens[step])
    parts = [t("js.compare.arrives", token=token, k=k, n=waves)]
    if done := [column.lab.cell_name for column in columns if column.waves <= k]:
        parts.append(t("js.compare.waits", cells=t.list(done), n=len(done)))
    return " ".join(parts)


def _once(troubles: Sequence[Trouble]) -> list[Trouble]:
    return list({trouble.setting: trouble for trouble in troubles}.values())


def _notes(labs: Sequence[Lab], said: Said) -> list[tuple[str, str, str]]:
    """(kind, note, what to do) about untrained weights; each thing once."""
    notes = [one.weights.note for one in labs if one.weights.note]
    return list(dict.fromkeys((n.key, said.note(n), said.note(n, "_fix")) for n in notes))


def _drawn(one: Lab) -> dict[str, Any]:
    """What a stage needs to know of a cell."""
    return {k: one.entry[k] for k in ("id", "states", "nodes", "diagram")}


def _data(columns: list[Column], t: Catalogue, values: dict[str, str], said: list[str]) -> Markup:
    """What the page's script needs: every cell's run, what is said, and the texts."""
    runs = [
        {"cell": _drawn(c.lab), "trace": c.lab.response, "memory": c.memory,
         "lines": written_lines(c.lab.trace)}
        for c in columns
    ]  # fmt: skip
    usual = {"cells": ",".join(USUAL), "at": "", "pace": PACES[0], "tab": "", "text": ""}
    taken = {*SHARED, "speed", "theme"} - {*usual}  # without a text they count
    settings = [s for s in query.table() if s["name"] in taken]
    data: dict[str, Any] = {
        "lang": t.lang, "runs": runs, "most": columns[0].most, "told": said,
        "values": values, "text": t.js(),
        "settings": [*settings, *({"name": n, "default": d} for n, d in usual.items())],
        "waves": {id: len(aligned.stops(cell)) for id, cell in COMPARED.items()},
        "names": {id: t(f"cell.{id}.name") for id in COMPARED},
    }  # fmt: skip
    return script_data(data)

"""The laboratory: an address in, a whole page out; its numbers are the API's own trace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import jinja2
from markupsafe import Markup

from ..api import networks
from ..api.describe import cell_entry
from ..api.errors import Problem
from ..api.figures import outputs
from ..api.inputs import tokenise
from ..api.limits import LIMITS
from ..api.numbers import dumps
from ..api.schemas import TraceRequest
from ..api.traces import ComputedTrace, compute, response_dict
from ..cells import EVERY
from ..core.cell import Cell
from ..core.equations import Line, lines
from ..core.trace import Override, Trace
from ..figures import Look
from ..figures.panels import Panels
from ..i18n import Catalogue
from ..narrator import Card, card
from ..narrator import page_data as narration
from . import changes, opening, predict, query, shelf, weights, what_if
from .opening import Opened
from .query import Asked, Trouble, Wrong
from .site import with_query
from .stage import draw
from .weights import Weights

FIRST_CELLS = ("rnn", "lstm", "gru")
SAFE_SCALE = 1.0
SHOWN = 24  # characters of a text in a notice
FEW = 8  # timesteps whose sentences are told anew at once after a change


@dataclass(frozen=True)
class Lab:
    """What every part of the page is drawn from; the partials get it as `lab`."""

    t: Catalogue
    asked: Asked
    weights: Weights
    computed: ComputedTrace
    troubles: tuple[Trouble, ...]
    base: ComputedTrace
    """The run without what-if; computed itself where nothing is changed."""
    opened: Opened

    @property
    def cell(self) -> Cell:
        return self.computed.prepared.cell

    @property
    def trace(self) -> Trace:
        return self.computed.trace

    @property
    def params(self) -> Any:
        return self.trace.params

    @property
    def model(self) -> Any:
        """The trained network in use, or None."""
        return self.weights.model

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """What stands for each step: its token, or its number where the input is vectors."""
        return self.computed.tokens or tuple(str(k + 1) for k in range(self.steps))

    @property
    def steps(self) -> int:
        return self.trace.steps

    @property
    def hidden(self) -> int:
        return self.trace.hidden

    @property
    def beats(self) -> int:
        return self.cell.beats

    @property
    def at(self) -> int:
        return int(self.asked["at"])

    @property
    def step(self) -> int:
        """The timestep of the operation just done."""
        return max(0, self.at - 1) // self.beats

    @property
    def beat(self) -> int:
        """The operation just done, beats - 1 for the handover; -1 before the first."""
        return (self.at - 1) % self.beats if self.at else -1

    @property
    def unit(self) -> int:
        """The unit in front."""
        return min(int(self.asked["unit"] or 0), self.hidden - 1)

    @property
    def speed(self) -> float | None:
        """What the reader chose; None leaves it to the player."""
        return None if self.asked["speed"] is None else float(self.asked["speed"])

    @cached_property
    def entry(self) -> dict[str, Any]:
        return cell_entry(self.cell, self.trace.params.input_size, self.hidden)

    @property
    def lines(self) -> tuple[Line, ...]:
        return lines(self.cell)

    @property
    def request(self) -> dict[str, Any]:
        """The API request whose answer this page shows."""
        return self.computed.prepared.request.model_dump(mode="json", exclude_unset=True)

    @cached_property
    def response(self) -> dict[str, Any]:
        return response_dict(self.computed, inputs=True)

    @cached_property
    def narration(self) -> dict[str, Any]:
        tokens = self.computed.tokens
        return narration(self.trace, self.t.lang, tokens=tokens, around=self.step, unit=self.unit)

    @cached_property
    def card(self) -> Card:
        """The narrator's card at this position."""
        tokens = self.computed.tokens
        chosen = None if self.asked["unit"] is None else self.unit
        return card(self.trace, self.t.lang, tokens=tokens, at=self.at, unit=chosen)

    @property
    def input_name(self) -> str:
        """The input in words: the text in quotation marks, or so many vectors."""
        if self.computed.tokens is None:
            return self.t("lab.vectors_label", n=self.steps)
        return self.t("token.quoted", token=opening.joined(self.tokens, self.model))

    @property
    def cell_name(self) -> str:
        return self.t(f"cell.{self.cell.id}.name")

    @cached_property
    def page_data(self) -> Markup:
        """JSON for a script element: "<" is written as an escape, so that no text ends it."""
        data = {
            "lang": self.t.lang,
            "cell": self.entry,
            "diagram": self.entry["diagram"],
            "request": self.request,
            "trace": self.response,
            "base": self.base_data,
            "tokens": self.tokens,
            "narration": self.narration,
            "model": self.model and self.model.card,
            "questions": self.predicting and predict.questions(self.cell, self.t),
            "settings": query.table(cell=self.cell.id if self.opened.model else ""),
            "values": self.values,
            "text": self.t.js(),
            "limits": LIMITS.public(),
        }
        return Markup(dumps(data).decode().replace("<", "\\u003c"))

    @cached_property
    def shelf(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(task, (id, name) of each trained network of the cell) but the one offered first."""
        own = self.weights.offered
        return shelf.choices(self.cell.id, own.id if own else "", self.t)

    @cached_property
    def model_line(self) -> str:
        """What the weights in use have learned; nothing of weights that were drawn."""
        shipped = self.model and not self.weights.brought
        return shelf.line(self.model, self.asked["text"], self.t) if shipped else ""

    @property
    def layers(self) -> list[tuple[str, str]]:
        """(id, name) of a network's layers, one of which is on the stage."""
        return [(id, layer_name(id, self.t)) for id in self.opened.layers if self.model]

    @property
    def layer_name(self) -> str:
        return layer_name(self.model.part.name, self.t)

    @property
    def predicting(self) -> bool:
        """Whether the reader is asked before what comes is shown."""
        return bool(self.asked["predict"])

    @property
    def owners(self) -> dict[str, list[str]]:
        """The parameters of every part of the cell: {"f": ["W_f", "U_f", "b_f"], ...}."""
        found: dict[str, list[str]] = {}
        for name in self.base.trace.params:
            found.setdefault(name.split("_", 1)[1], []).append(name)
        return found

    @property
    def changed(self) -> bool:
        return self.base is not self.computed

    @property
    def base_data(self) -> dict[str, Any] | None:
        """What the changed run is compared with."""
        if not self.changed:
            return None
        request = self.base.prepared.request.model_dump(mode="json", exclude_unset=True)
        return {"request": request, "trace": response_dict(self.base, inputs=True)}

    @property
    def answer(self) -> dict[str, Any]:
        """What a page that stays needs to show this run instead."""
        said = Said(self.t)
        wrong = [[said.problem(trouble), said.fix(trouble)] for trouble in self.troubles]
        return {
            "request": self.request, "trace": self.response, "tokens": self.tokens,
            "values": self.values, "troubles": wrong,
        }  # fmt: skip

    @property
    def sentences(self) -> dict[str, Any]:
        """The narration of the few steps about this position, for a page that stays."""
        around, tokens = self.step, self.computed.tokens
        told = narration(
            self.trace, self.t.lang, tokens=tokens, around=around, unit=self.unit, most=FEW
        )
        return {"narration": told}

    @cached_property
    def values(self) -> dict[str, str]:
        """The address that shows exactly this, without what need not be said."""
        texts = {name: query.as_text(name, value) for name, value in self.asked.values.items()}
        return {name: text for name, text in texts.items() if text}

    @property
    def cells(self) -> list[tuple[str, bool]]:
        """Every cell, and whether it stands in front or behind "more"."""
        return [(id, id in FIRST_CELLS) for id in EVERY]


def layer_name(id: str, t: Catalogue) -> str:
    """ "layer-2-backwards" in words."""
    number, _, way = id.removeprefix("layer-").partition("-") if "layer-" in id else ("", "", id)
    said = [t("lab.layer.number", n=number)] if number else []
    return ", ".join([*said, *([t(f"lab.layer.{way}")] if way else [])])


def build(asked: Asked, t: Catalogue, most: int = query.VALUES) -> Lab:
    """The page's content; whatever is asked for, something sensible is shown and said.

    most: timesteps times units that there is room for.
    """
    opened = opening.opened(asked, t.lang)
    asked, shortened = _short_enough(opened, most)
    cell = EVERY[asked["cell"]]
    tokens = None if asked["vectors"] else opening.tokens_of(asked["text"], opened.reader)
    chosen = weights.choose(asked, cell, tokens, opened)
    troubles = [*asked.troubles, *opened.troubles, *shortened]
    if chosen.trouble:
        troubles.append(chosen.trouble)
    try:
        base = _run(asked, cell, chosen, opened)
    except Problem as problem:
        if problem.kind != "overflow":
            raise
        troubles.append(_overflow(problem, asked, t, cell))
        values = {"scale": SAFE_SCALE, "forget_bias": 0.0, "vectors": ()}
        asked = replace(asked, values=asked.values | values)
        tokens = tokenise(asked["text"])
        chosen = weights.choose(asked, cell, tokens, opened)
        base = _run(asked, cell, chosen, opened)
        asked = _unchanged(asked)
    asked, dropped = _within(asked, cell, base.trace.steps, chosen.hidden)
    troubles += dropped
    asked, computed, wrong = _imagined(asked, base, t)
    return Lab(t, asked, chosen, computed, (*troubles, *wrong), base, opened)


def _unchanged(asked: Asked) -> Asked:
    return replace(asked, values=asked.values | {"overrides": (), "changes": ()})


def _imagined(
    asked: Asked, base: ComputedTrace, t: Catalogue
) -> tuple[Asked, ComputedTrace, list[Trouble]]:
    """The run as changed; the base itself where nothing is."""
    kept = tuple(c for c in asked["changes"] if what_if.fits(c, base))
    troubles = [
        Trouble("changes", Wrong("changes", "changes_fix", given=changes.write([c])), None)
        for c in asked["changes"]
        if c not in kept
    ]
    asked = replace(asked, values=asked.values | {"changes": kept})
    if not kept and not asked["overrides"]:
        return asked, base, troubles
    try:
        return asked, what_if.imagine(base, asked["overrides"], kept), troubles
    except Problem as problem:
        if problem.kind == "overflow":
            found = _overflow(problem, asked, t, base.prepared.cell, "changes")
        else:
            found = Trouble("changes", Wrong("too_many", "too_many_fix"), None)
        return _unchanged(asked), base, [*troubles, found]


def _run(asked: Asked, cell: Cell, chosen: Weights, opened: Opened) -> ComputedTrace:
    """The run at rest; of a network, that of the layer on the stage."""
    request = _request(asked, cell, chosen, opened)
    name = networks.named(request)
    if name is None or chosen.model is None:
        return compute(request)
    return networks.by_itself(networks.compute(request, name), chosen.model.part.name)


def request_of(shown: Lab) -> TraceRequest:
    """What the page asks of the whole network, of which a layer is on the stage."""
    return _request(shown.asked, shown.cell, shown.weights, shown.opened)


def _request(asked: Asked, cell: Cell, chosen: Weights, opened: Opened) -> TraceRequest:
    vectors = [list(row) for row in asked["vectors"]]
    drawn: dict[str, Any] = {"seed": asked["seed"], "hidden": chosen.hidden}
    drawn |= {name: asked[name] for name in ("init", "scale")}
    drawn["forget_bias"] = asked["forget_bias"] if cell.keep else 0.0
    model = chosen.model
    reader = opened.reader if model and opened.reader else model
    words = reader is not None and opening.reads_words(reader)
    text = {"tokens": [*opening.tokens_of(asked["text"], reader)]} if words else None
    request: dict[str, Any] = {
        "input": {"vectors": vectors} if vectors else text or {"text": asked["text"]},
        "params": {"model": model.card["id"]} if model else drawn,
        "digits": 17,
        "include_params": True,
    }
    if chosen.brought:
        request["params"] = chosen.brought
    if opened.bag and chosen.brought:
        request["cell"] = opened.bag.cell
    elif model is None or not model.part.name:
        request["cell"] = cell.id
    if cell.attends and model is None:
        request["memory"] = _read(request, cell)
    return TraceRequest.model_validate(request)


def _read(request: dict[str, Any], cell: Cell) -> list[list[float]]:
    """What an untrained decoder looks at: the states of an encoder drawn from the same seed that

    reads the same input, a row a timestep.
    """
    said = compute(TraceRequest.model_validate(request | {"cell": cell.base})).trace["h"]
    rows: list[list[float]] = said[: LIMITS.rows].tolist()
    return rows


def _short_enough(opened: Opened, values: int) -> tuple[Asked, list[Trouble]]:
    """As many steps as a page can show with these units."""
    asked, model = opened.asked, opened.model
    name = "vectors" if asked["vectors"] else "text"
    sequence = asked["vectors"] or opening.tokens_of(asked["text"], opened.reader)
    hidden = model.params.hidden if model else asked["hidden"] or weights.HIDDEN
    most = values // hidden
    if len(sequence) <= most:
        return asked, []
    short = sequence[:most] if name == "vectors" else opening.joined(sequence[:most], opened.reader)
    wrong = Wrong("large", "large_fix", steps=len(sequence), hidden=hidden, limit=values)
    return replace(asked, values=asked.values | {name: short}), [Trouble(name, wrong, short)]


def _within(asked: Asked, cell: Cell, steps: int, hidden: int) -> tuple[Asked, list[Trouble]]:
    """Changes at nodes, steps and units that exist, and a position that this run has."""
    troubles: list[Trouble] = []
    kept: list[Override] = []
    for o in asked["overrides"]:
        inside = (o.step is None or o.step < steps) and (o.unit is None or o.unit < hidden)
        if inside and o.node in cell.ids and not cell.node(o.node).op.joins:
            kept.append(o)
        else:
            given = query.as_text("overrides", (o,))
            troubles.append(
                Trouble("overrides", Wrong("overrides", "overrides_fix", given=given), None)
            )
    last = steps * cell.beats
    at = min(asked["at"], last)
    if at < asked["at"]:
        wrong = Wrong("range", "number_fix", given=asked["at"], low=0, high=last)
        troubles.append(Trouble("at", wrong, at))
    asked = replace(asked, values=asked.values | {"overrides": tuple(kept), "at": at})
    opened, closed = _openable(asked, cell, steps, hidden)
    return opened, troubles + closed


def _openable(asked: Asked, cell: Cell, steps: int, hidden: int) -> tuple[Asked, list[Trouble]]:
    """Only what this cell has is opened, and an order only where every value is there in time."""
    sums = {node.id for node in cell.nodes if node.op.linear}
    numbers = {node.id for node in cell.nodes if not node.op.joins}
    numbers |= {f"{state}_prev" for state in cell.states}
    open_, order = asked["open"], asked["order"]
    fits = {
        "of": asked["of"] in {"", *sums},
        "open": not open_ or (open_[0] in numbers and open_[1] < steps and open_[2] < hidden),
        "order": not order or _in_time(cell, order),
    }
    troubles = [
        Trouble(name, Wrong(name, f"{name}_fix", given=query.as_text(name, asked[name])[:40]), None)
        for name, fit in fits.items()
        if not fit
    ]
    none = {trouble.setting: query.BY_NAME[trouble.setting].default for trouble in troubles}
    return replace(asked, values=asked.values | none), troubles


def _in_time(cell: Cell, order: tuple[str, ...]) -> bool:
    """Whether these operations, each once, find the values they read."""
    ids, done = set(cell.ids), set[str]()
    for id in order:
        if id in done or id not in ids or not ids.intersection(cell.node(id).args) <= done:
            return False
        done.add(id)
    return True


def _overflow(
    problem: Problem, asked: Asked, t: Catalogue, cell: Cell, setting: str = ""
) -> Trouble:
    node = t.node(cell.id, str(problem.members["node"]))
    fix = "overflow_changed" if setting else "overflow_fix"
    wrong = Wrong("overflow", fix, step=int(problem.members["step"]) + 1, node=node)
    return Trouble(setting or ("vectors" if asked["vectors"] else "scale"), wrong, None)


def stage(lab: Lab, templates: jinja2.Environment) -> Markup:
    return draw(lab.cell, templates, lab.t, lab.trace, lab.tokens, lab.at, lab.card.unit)


def context(lab: Lab, templates: jinja2.Environment) -> dict[str, Any]:
    """What the template needs besides the lab itself."""
    back = {
        k: v
        for k, v in lab.values.items()
        if k in ("theme", "hide", "speed", "pace", "tab", "panel")
    }
    if lab.cell.id != query.BY_NAME["cell"].default:
        back["cell"] = lab.cell.id
    return {
        "lab": lab,
        "stage": stage(lab, templates),
        "panels": Panels(
            lab.trace,
            Look(lab.t.lang, tokens=lab.computed.tokens or ()),
            outputs(lab.computed) or outputs(lab.base),
        ),
        "settings": query.BY_NAME,
        "viewed": query.VIEWED,
        "wrong": {trouble.setting for trouble in lab.troubles},
        "back": with_query(back),
        "respelled": _respelled(lab),
        "short": query.short,
        "said": Said(lab.t),
    }


def _respelled(lab: Lab) -> str:
    """The address of this page with its text in the capitals that the network knows; or ""."""
    note = lab.weights.note
    if note is None or note.key != "capitals":
        return ""
    kept = {k: v for k, v in lab.values.items() if k not in ("at", "overrides", "changes")}
    return with_query(kept | {"text": note.values["text"]})


@dataclass(frozen=True)
class Said:
    """Troubles and notes in words."""

    t: Catalogue

    def problem(self, trouble: Trouble) -> str:
        wrong = trouble.wrong
        problem = self.t(f"lab.problem.{wrong.key}", **self._plain(wrong.values))
        return self.t(
            "lab.problem.title", field=self.t(f"lab.field.{trouble.setting}"), problem=problem
        )

    def fix(self, trouble: Trouble) -> str:
        wrong = trouble.wrong
        fix = self.t(f"lab.problem.{wrong.fix}", **self._plain(wrong.values))
        shown = query.as_text(trouble.setting, trouble.shown) or _default(trouble)
        if wrong.key not in ("number", "whole", "range", "choice") or not shown:
            return fix
        return f"{fix} {self.t('lab.problem.kept', value=shown)}"

    def note(self, note: weights.Note, suffix: str = "") -> str:
        values = dict(note.values)
        values["cell"] = self.t(f"cell.{note.values['cell']}.name") if "cell" in values else ""
        if "tokens" in values:
            values["tokens"] = self.t.list([self.t.token(token) for token in values["tokens"][:8]])
        values |= {
            name: self.t.token(values[name]) for name in ("unknown", "known") if name in values
        }
        if "accuracy" in values:
            values["accuracy"] = self.t.percent(values["accuracy"], 0)
        if note.key in ("capitals", "learned", "half_learned") and len(note.values["text"]) > SHOWN:
            values["text"] = f"{note.values['text'][:SHOWN]}\N{HORIZONTAL ELLIPSIS}"
        return self.t(f"lab.note.{note.key}{suffix}", **self._plain(values))

    def _plain(self, values: dict[str, Any]) -> dict[str, Any]:
        """Numbers as the language writes them, without decimals that say nothing."""
        return {k: self._number(v) if isinstance(v, int | float) else v for k, v in values.items()}

    def _number(self, value: float) -> str:
        whole = float(value).is_integer()
        return self.t.number(value, 0 if whole else 2)


def _default(trouble: Trouble) -> str:
    return (
        ""
        if trouble.shown in (None, ())
        else query.short(trouble.shown)
        if isinstance(trouble.shown, float)
        else str(trouble.shown)
    )

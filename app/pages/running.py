"""The run of an address: the API's own request and trace, as it is and as the reader changes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..api import layer_alone, networks
from ..api.errors import Problem
from ..api.limits import LIMITS
from ..api.schemas import TraceRequest
from ..api.traces import ComputedTrace, compute
from ..core.cell import Cell
from ..i18n import Catalogue
from . import changes, opening, what_if
from .changes import Change
from .opening import Opened
from .query import Asked
from .setting import Trouble, Wrong
from .weights import Weights


def run(asked: Asked, cell: Cell, chosen: Weights, opened: Opened) -> ComputedTrace:
    """The run at rest; of a network, that of the layer on the stage."""
    request = request_of(asked, cell, chosen, opened)
    name = networks.named(request)
    if name is None or chosen.model is None:
        return compute(request)
    return layer_alone.by_itself(networks.compute(request, name), chosen.model.part.name)


def request_of(asked: Asked, cell: Cell, chosen: Weights, opened: Opened) -> TraceRequest:
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


def imagined(
    asked: Asked, base: ComputedTrace, t: Catalogue
) -> tuple[Asked, ComputedTrace, list[Trouble]]:
    """The run as changed; the base itself where nothing is."""
    troubles = [trouble for c in asked["changes"] if (trouble := _misfit(c, base))]
    kept = tuple(c for c in asked["changes"] if _misfit(c, base) is None)
    asked = replace(asked, values=asked.values | {"changes": kept})
    if not kept and not asked["overrides"]:
        return asked, base, troubles
    try:
        return asked, what_if.imagine(base, asked["overrides"], kept), troubles
    except Problem as problem:
        if problem.kind == "overflow":
            found = overflow(problem, asked, t, base.prepared.cell, "changes")
        else:
            found = Trouble("changes", Wrong("too_many", "too_many_fix"), None)
        return unchanged(asked), base, [*troubles, found]


def _misfit(change: Change, base: ComputedTrace) -> Trouble | None:
    if not what_if.fits(change, base):
        given = changes.write([change])
        return Trouble("changes", Wrong("changes", "changes_fix", given=given), None)
    if change.kind != "token" and (wrong := too_large(float(change.value), change.kind)):
        return Trouble("changes", wrong, None)
    return None


def too_large(value: float, kind: str = "value") -> Wrong | None:
    """What is wrong with a number that stands for one of the run's; None where nothing is."""
    limit = what_if.limit(kind)
    if abs(value) <= limit:
        return None
    return Wrong("size", "size_fix", given=f"{value:g}", low=-limit, high=limit)


def unchanged(asked: Asked) -> Asked:
    return replace(asked, values=asked.values | {"overrides": (), "changes": ()})


def overflow(
    problem: Problem, asked: Asked, t: Catalogue, cell: Cell, setting: str = ""
) -> Trouble:
    node = t.node(cell.id, str(problem.members["node"]))
    fix = "overflow_changed" if setting else "overflow_fix"
    wrong = Wrong("overflow", fix, step=int(problem.members["step"]) + 1, node=node)
    return Trouble(setting or ("vectors" if asked["vectors"] else "scale"), wrong, None)

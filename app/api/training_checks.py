"""A training request that parses, checked for what it means; and the job that it becomes."""

from __future__ import annotations

import math
from typing import Any

from ..cells import CELLS
from ..core.cell import Cell
from ..core.params import INITS
from ..learning.optimisers import OPTIMISERS, WITH_MOMENTUM
from ..learning.tasks import FORWARD_ONLY, LIVE, TRANSLATED
from .errors import invalid
from .schemas_trainings import Change, TrainingRequest

NEVER_NONE = ("rate", "optimiser", "momentum", "decay", "dropout")


def checked(asked: TrainingRequest) -> dict[str, Any]:
    """The job's payload; raises Problem for what cannot be meant."""
    if asked.task not in LIVE:
        raise invalid("task", key="unknown_task", task=asked.task, known=list(LIVE))
    if asked.cell not in CELLS:
        raise invalid("cell", key="unknown_cell", cell=asked.cell, known=list(CELLS))
    cell = CELLS[asked.cell]
    known = [*INITS, "gauss"]
    if asked.init not in known:
        raise invalid("init", key="unknown_init", init=asked.init, known=known)
    if asked.forget_bias and not cell.keep:
        raise invalid("forget_bias", key="no_keep", cell=cell.id)
    if asked.bidirectional and asked.task in FORWARD_ONLY:
        raise invalid("bidirectional", key="forward_only", task=asked.task)
    if asked.attention and asked.task not in TRANSLATED:
        raise invalid("attention", key="no_source", task=asked.task, known=sorted(TRANSLATED))
    if asked.normalisation.startswith("batch") and min(asked.batch, _sequences(asked.task)) < 2:
        raise invalid("normalisation", key="one_sequence")
    _check_optimiser(asked.optimiser, "optimiser")
    _check_momentum(asked.momentum, asked.optimiser, "momentum")
    for k, id in enumerate(asked.sample):
        _check_sample(cell, id, k)
    settings = asked.model_dump(exclude={"task", "knobs", "cell", "changes", "sample", "clip"})
    return {
        "task": asked.task,
        "knobs": _knobs(asked),
        "cell": asked.cell,
        "settings": settings | {"clip_norm": asked.clip},
        "changes": _changes(asked),
        "sample": asked.sample,
    }


def _sequences(task: str) -> float:
    """The most that a batch of a task has."""
    return 1 if task == "next-character" else math.inf


def _check_optimiser(name: str, *path: str | int) -> None:
    if name not in OPTIMISERS:
        raise invalid(*path, key="unknown_optimiser", optimiser=name, known=list(OPTIMISERS))


def _check_sample(cell: Cell, id: str, k: int) -> None:
    known = [n.id for n in cell.nodes if not n.op.joins]
    if id not in known:
        raise invalid("sample", k, key="unknown_node", node=id, cell=cell.id, known=known)


def _knobs(asked: TrainingRequest) -> dict[str, Any]:
    given = {name: getattr(asked.knobs, name) for name in asked.knobs.model_fields_set}
    allowed = LIVE[asked.task]
    for name, value in given.items():
        if name == "text" and asked.task == "next-character":
            continue
        if name not in allowed:
            raise invalid("knobs", name, key="other_knob", task=asked.task, known=list(allowed))
        low, high = allowed[name]
        if value is None or not low <= value <= high:
            raise invalid("knobs", name, key="knob", low=low, high=high)
    return given


def _check_momentum(momentum: float | None, optimiser: str, *path: str | int) -> None:
    if momentum and optimiser not in WITH_MOMENTUM:
        known = list(WITH_MOMENTUM)
        raise invalid(*path, key="no_momentum", optimiser=optimiser, known=known)


def _changes(asked: TrainingRequest) -> list[dict[str, Any]]:
    """Each against the settings that are in force when it comes."""
    found, optimiser, before = [], asked.optimiser, -1
    for k, change in enumerate(asked.changes):
        if change.at <= before:
            raise invalid("changes", k, "at", key="order", before=before)
        if change.at >= asked.updates:
            sizes = {"updates": asked.updates, "last": asked.updates - 1}
            raise invalid("changes", k, "at", key="change_late", **sizes)
        replaced = _replaced(change, k)
        optimiser = replaced.get("optimiser", optimiser)
        _check_momentum(replaced.get("momentum"), optimiser, "changes", k, "momentum")
        if "clip" in replaced:
            replaced["clip_norm"] = replaced.pop("clip")
        found.append({"at": change.at, "settings": replaced})
        before = change.at
    return found


def _replaced(change: Change, k: int) -> dict[str, Any]:
    replaced = {name: getattr(change, name) for name in change.model_fields_set - {"at"}}
    if not replaced:
        known = [name for name in Change.model_fields if name != "at"]
        raise invalid("changes", k, key="change_empty", known=known)
    for name in NEVER_NONE:
        if name in replaced and replaced[name] is None:
            raise invalid("changes", k, name, key="float_type")
    if "optimiser" in replaced:
        _check_optimiser(replaced["optimiser"], "changes", k, "optimiser")
    return replaced

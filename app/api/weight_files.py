"""POST /v1/weights: a safetensors file as the parameters that every other route takes."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from ..i18n import Catalogue
from ..learning.live import task_of
from ..learning.tasks import LIVE
from ..models import brought, layouts
from ..models.brought import Unfit
from ..models.members import Members
from . import numbers
from .brought import problem_of
from .errors import Fault, Problem, invalid

HEADER = 8  # bytes that say how long the header is


def as_json(raw: bytes, cell: str, t: Catalogue) -> bytes:
    """{layout, cell, layers, readout, params, notes}; raises Problem for what cannot be taken."""
    try:
        arrays = dict(sorted(load(raw).items()))  # a hash table's order, another one each time
        facts = _facts(raw)
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        fault = Fault((), "not_safetensors", {"reason": str(error)[:200]})
        raise Problem("invalid-request", fault) from None
    told = _told(facts)
    try:
        read = layouts.read(arrays, cell or told.get("cell", ""))
        found = brought.read(read.values, read.cell or None, told.get("vocabulary"))
    except Unfit as error:
        raise problem_of(error, in_file=True) from None
    if not all(np.isfinite(a).all() for a in read.values.values()):
        raise invalid(key="finite_number")
    short = {np.dtype(a.dtype) for a in arrays.values()} <= {np.dtype("f4"), np.dtype("f2")}
    params: dict[str, Any] = {"values": {n: _numbers(a, short) for n, a in read.values.items()}}
    if told.get("vocabulary"):
        params["vocabulary"] = told["vocabulary"]
    notes = [t(f"api.weights.{note}") for note in _notes(read, found, told)]
    if read.unused:
        notes.append(t("api.weights.unused", names=t.list(list(read.unused[:8]))))
    return numbers.dumps(
        {
            "layout": read.layout,
            "cell": found.models[-1].cell.id,
            "layers": [_layer(m) for m in found.models],
            "readout": found.readout and {"outputs": len(found.readout.b_y)},
            "params": params,
            "notes": notes,
        }
    )


def _facts(raw: bytes) -> dict[str, str]:
    """The file's own metadata: texts by name."""
    length = int.from_bytes(raw[:HEADER], "little")
    found: dict[str, str] = json.loads(raw[HEADER : HEADER + length]).get("__metadata__") or {}
    return found


def _told(facts: dict[str, str]) -> dict[str, Any]:
    """What a file from a training says of its task: cell, and the names of its columns."""
    try:
        request = json.loads(facts.get("request", "{}"))
        task, knobs = request["task"], request.get("knobs", {})
        if task not in LIVE or facts.get("format") != "celda":
            return {}
        made = task_of(task, json.dumps(_known(task, knobs), sort_keys=True))
        normal, attention = request.get("normalisation", "none"), request.get("attention", "")
        cell = request["cell"] + (f"_{normal}_norm" if normal != "none" else "")
        names = {"inputs": list(made.inputs), "outputs": list(made.outputs)}
        names |= {"source": list(made.source)} if made.source else {}
        vocabulary = names | ({"numbers": True} if made.values else {})
        return {"cell": f"{cell}_{attention}" if attention else cell, "vocabulary": vocabulary}
    except (ValueError, KeyError, TypeError):
        return {}


def _known(task: str, knobs: dict[str, Any]) -> dict[str, Any]:
    """Knobs within their limits: the file may have been written by anybody."""
    found: dict[str, Any] = {}
    for name, value in knobs.items():
        low, high = LIVE[task].get(name, (1, 0))
        if type(value) is int and low <= value <= high:
            found[name] = value
        elif name == "text" and task == "next-character" and 2 <= len(str(value)) <= 100:
            found[name] = str(value)
    return found


def _numbers(a: Any, short: bool) -> Any:
    """Nested lists; of single precision the shortest decimals that give the same number back."""
    if not short:
        return a.tolist()
    written = np.array([float(str(v)) for v in a.astype(np.float32).ravel()])
    return written.reshape(a.shape).tolist()


def _notes(read: layouts.Read, found: Members, told: dict[str, Any]) -> list[str]:
    """Keys of what was understood, and of what is missing and how to give it."""
    missing = [] if found.readout else ["no_readout"]
    unnamed = [] if told.get("vocabulary") else ["no_names"]
    return [*read.notes, *missing, *unnamed]


def _layer(model: Any) -> dict[str, Any]:
    return {
        "name": model.part.name, "cell": model.cell.id, "hidden": model.params.hidden,
        "input_size": model.params.input_size, "reversed": model.part.reversed,
    }  # fmt: skip

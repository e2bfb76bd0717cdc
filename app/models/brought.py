"""A network that somebody brings: arrays by name, as in a shipped file or a training's end.

A part's arrays have its name before theirs: layer-2.W_f, layer-1-backwards.W_f, encoder.W_r, or as
a training tells them layer1.0.W_f, layer0.1.W_f, encoder.W_r; of a single cell W_f alone. V and
b_y are the readout.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..cells import EVERY
from ..core.cell import Cell
from ..core.params import Params, ParamsError, from_values, shapes
from ..learning.readout import Readout
from . import Model
from .members import Members
from .part import parts_of

ID = "mine"
READOUT = ("V", "b_y")
_PLACE = re.compile(
    r"(encoder)?[.-]?(?:decoder[.-]?)?"
    r"(?:layer(\d+)\.([01])|layer-(\d+)(?:-(forwards|backwards))?|(forwards|backwards))?"
)


class Unfit(ValueError):
    """What is wrong with which array: key is a text of the catalogues."""

    def __init__(self, name: str, key: str, **values: Any) -> None:
        super().__init__(f"{name}: {key}")
        self.name, self.key, self.values = name, key, values


class Place(NamedTuple):
    """Where a cell stands: way 1 reads from the end."""

    encoder: bool
    height: int
    way: int


def layered(names: Mapping[str, Any]) -> bool:
    """Whether arrays of these names are a network of several cells."""
    return any("." in name for name in names)


def read(
    arrays: Mapping[str, Any], cell: str | None = None, vocabulary: Mapping[str, Any] | None = None
) -> Members:
    """The network of these arrays; raises Unfit. cell: of the top, where the names leave a choice.

    vocabulary: inputs, outputs, source, what the columns stand for; numbers: the outputs are.
    """
    told = dict(vocabulary or {})
    owned = _by_place({k: v for k, v in arrays.items() if k not in READOUT})
    encoded = any(place.encoder for place in owned)
    heights = 1 + max(place.height for place in owned)
    both = any(place.way for place in owned)
    facts: dict[str, Any] = {
        "id": ID, "brought": True, "task": "", "knobs": {}, "example": {}, "note": "",
        "inputs": list(told.get("inputs") or ()), "values": bool(told.get("numbers")),
        "settings": {"layers": heights, "bidirectional": both},
    } | ({"source": list(told.get("source") or ())} if encoded else {})  # fmt: skip
    made = []
    for part in parts_of(facts):
        place = Place(part.encoder, part.height, int(part.reversed))
        if place not in owned:
            raise Unfit("", "part_missing", part=part.name)
        prefix, values = owned[place]
        made.append((part, _params(values, prefix, cell, part.encoder)))
    top = made[-1][1].cell
    facts |= {"cell": top.id, "hidden": made[-1][1].hidden}
    models = [
        Model(f"{ID}/{part.name}".rstrip("/"), params.cell, params, None, facts)
        for part, params in made
    ]
    readout = _readout(arrays, Members(tuple(models), None).width, facts["values"])
    facts["outputs"] = list(told.get("outputs") or map(str, range(_outputs(readout))))
    _fitting(models, readout, facts)
    alone = not models[-1].part.reversed
    last = models[-1]
    models[-1] = Model(last.id, last.cell, last.params, readout if alone else None, facts)
    return Members(tuple(models), readout)


def _by_place(arrays: Mapping[str, Any]) -> dict[Place, tuple[str, dict[str, Any]]]:
    """{place: (prefix, {parameter: array})}."""
    found: dict[Place, tuple[str, dict[str, Any]]] = {}
    for name, value in arrays.items():
        prefix, _, own = name.rpartition(".")
        if prefix.rpartition(".")[2] == "kept":
            raise Unfit(name, "batch_statistics")
        at = _PLACE.fullmatch(prefix)
        if at is None:
            raise Unfit(name, "part_unknown", part=prefix)
        height = int(at[2]) if at[2] else int(at[4]) - 1 if at[4] else 0
        way = int(at[3] == "1" or "backwards" in (at[5], at[6]))
        place = Place(bool(at[1]), height, way)
        found.setdefault(place, (name[: -len(own)], {}))[1][own] = value
    if not found:
        raise Unfit("", "empty")
    return found


def _params(values: Mapping[str, Any], prefix: str, wished: str | None, encoder: bool) -> Params:
    cell = _cell(values, prefix, wished, encoder)
    try:
        return from_values(cell, values)
    except ParamsError as error:
        raise Unfit(prefix + error.name, "params", said=error.message) from None


def _cell(values: Mapping[str, Any], prefix: str, wished: str | None, encoder: bool) -> Cell:
    """The one with these parameters; of several the one that is wished for."""
    fitting = [c for c in EVERY.values() if shapes(c, 1, 1).keys() == values.keys()]
    hint = EVERY.get(wished or "")
    hints = [hint, EVERY[hint.base] if hint.attends else hint] if hint else []
    found = next((c for c in fitting if c in hints), fitting[0] if fitting else None)
    if found is not None:
        return found
    if not hints:
        names = ", ".join(sorted(values))
        raise Unfit(prefix + next(iter(values)), "no_such_cell", names=names)
    expected = shapes(hints[encoder], 1, 1)
    for name in sorted(expected.keys() ^ values.keys()):
        key = "missing_value" if name in expected else "unknown_value"
        raise Unfit(prefix + name, key, cell=hints[encoder].id, known=list(expected))
    return hints[0]


def _readout(arrays: Mapping[str, Any], width: int, values: bool) -> Readout | None:
    if not any(name in arrays for name in READOUT):
        return None
    for name, dimensions in zip(READOUT, (2, 1), strict=True):
        if name not in arrays:
            raise Unfit(name, "readout_half", known=list(READOUT))
        if np.ndim(arrays[name]) != dimensions:
            raise Unfit(name, "dimensions", needs=dimensions)
    V, b_y = (np.asarray(arrays[name], np.float64) for name in READOUT)
    needs = (len(b_y), width)
    if V.shape != needs:
        sizes = {"has": " × ".join(map(str, V.shape)), "needs": " × ".join(map(str, needs))}
        raise Unfit("V", "readout_shape", **sizes)
    return Readout(V, b_y, (), values)


def _outputs(readout: Readout | None) -> int:
    return 0 if readout is None else len(readout.b_y)


def _fitting(models: Sequence[Model], readout: Readout | None, facts: Mapping[str, Any]) -> None:
    """Layers that can read one another, and names for every column."""
    for m in models:
        below = [
            o for o in models
            if o.part.encoder == m.part.encoder and o.part.height == m.part.height - 1
        ]  # fmt: skip
        beside = next(o for o in models if o.part.encoder == m.part.encoder)
        needs = sum(o.params.hidden for o in below) or beside.params.input_size
        if m.params.input_size != needs:
            has = m.params.input_size
            raise Unfit("", "layer_width", part=m.part.name, has=has, needs=needs)
    for m in (m for m in models if m.part.encoder):
        other = next(o for o in models if not o.part.encoder and o.part.height == m.part.height)
        same = m.cell.states == other.cell.states and m.params.hidden == other.params.hidden
        if not same:
            raise Unfit("", "handed_on", part=m.part.name, other=other.part.name)
    first = next(m for m in models if not m.part.encoder)
    sizes = {"inputs": first.params.input_size, "outputs": _outputs(readout)}
    sizes |= {"source": models[0].params.input_size}
    for name, needs in sizes.items():
        has = len(facts.get(name, ()))
        if has and has != needs:
            raise Unfit("", "vocabulary_size", field=name, has=has, needs=needs)

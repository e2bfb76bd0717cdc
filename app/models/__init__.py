"""Shipped weights: NAME.safetensors with its card NAME.json, both written by app.learning.train."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file
from safetensors.numpy import save as to_bytes

from ..cells import EVERY
from ..core.cell import Cell
from ..core.params import Params, from_values, shapes
from ..learning.network import Layer, Network
from ..learning.readout import Readout
from . import own
from .part import Part, parts_of, parts_with

FOLDER = Path(__file__).parent


class UnknownModel(KeyError):
    """No model of this name is shipped."""


@dataclass(frozen=True)
class Model:
    """A trained cell with its readout. inputs and outputs are its vocabularies, in order.

    Of a network, NAME/PART is one of its parts: one that does not read the input itself has no
    inputs, one whose h is not all that the readout reads has no readout. NAME alone is the part
    that answers.
    """

    id: str
    cell: Cell
    params: Params
    readout: Readout | None
    card: dict[str, Any]

    @property
    def part(self) -> Part:
        """Where it stands in its network; a cell alone is the one part of its own."""
        name = self.id.partition("/")[2]
        return next(p for p in parts_of(self.card) if p.name == name)

    @property
    def inputs(self) -> list[str]:
        """What its columns stand for; [] of a part that reads another one."""
        if self.part.height:
            return []
        return list(self.card["source" if self.part.encoder else "inputs"])

    @property
    def outputs(self) -> list[str]:
        """What its readout's rows stand for; [] without one."""
        return [] if self.readout is None else list(self.card["outputs"])

    def lacks(self, tokens: list[str]) -> list[str]:
        """Tokens that it never met, each once, in order of appearance."""
        known = set(self.inputs)
        return [t for t in dict.fromkeys(tokens) if t not in known]


@cache
def names() -> tuple[str, ...]:
    """Every shipped model."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def card(name: str) -> dict[str, Any]:
    """What is known of a model: task, cell, seed, command, measured accuracy. UnknownModel."""
    return own.learned(name)[1] if own.named(name) else _shipped(name)


@cache
def _shipped(name: str) -> dict[str, Any]:
    if name not in names():
        raise UnknownModel(name)
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def packed(name: str) -> bytes:
    """The safetensors file of a shipped model."""
    return (FOLDER / f"{name}.safetensors").read_bytes()


def parts(name: str) -> tuple[Part, ...]:
    """The cells of a shipped model, the first to read first; one alone has no name."""
    return parts_of(card(name))


def load(name: str) -> Model:
    """A shipped model, a part of a network, or one that learns a text here and now, float64.

    Raises UnknownModel.
    """
    if not own.named(name):
        return _loaded(name)
    run, facts = own.learned(name)
    return Model(name, run.params.cell, run.params, run.readout, facts)


@cache
def _loaded(name: str) -> Model:
    base, _, asked = name.partition("/")
    facts, known = card(base), parts(base)
    answering = next(p for p in reversed(known) if not p.reversed)
    part = next((p for p in known if p.name == asked), None) if asked else answering
    if part is None:
        raise UnknownModel(name)
    arrays = load_file(FOLDER / f"{base}.safetensors")
    params = _params(arrays, facts, part)
    alone = part == known[-1] and not part.reversed
    id = f"{base}/{part.name}" if part.name else base
    return Model(id, params.cell, params, _readout(arrays, facts) if alone else None, facts)


@cache
def network(name: str) -> Network:
    """A shipped model with everything it has: encoder, attention. Raises UnknownModel."""
    facts = card(name)
    arrays = load_file(FOLDER / f"{name}.safetensors")
    made = [(part, _params(arrays, facts, part)) for part in parts(name)]
    return stacked(made, _readout(arrays, facts))


def stacked(cells: Sequence[tuple[Part, Params]], readout: Readout) -> Network:
    """The network whose parts have these parameters."""

    def stack(encoder: bool) -> tuple[Layer, ...]:
        own = [(part.height, params) for part, params in cells if part.encoder == encoder]
        heights = dict.fromkeys(height for height, _ in own)
        return tuple(tuple(params for height, params in own if height == k) for k in heights)

    return Network(stack(False), readout, stack(True))


def _params(arrays: dict[str, Any], facts: dict[str, Any], part: Part) -> Params:
    """The encoder of a decoder that attends is the cell that this was made from."""
    cell, prefix = EVERY[facts["cell"]], part.prefix
    cell = EVERY[cell.base] if part.encoder and cell.attends else cell
    return from_values(cell, {key: arrays[prefix + key] for key in shapes(cell, 1, 1)})


def _readout(arrays: dict[str, Any], facts: dict[str, Any]) -> Readout:
    groups = tuple((first, end) for first, end in facts.get("groups", ()))
    V, b_y = (arrays[name].astype(np.float64) for name in ("V", "b_y"))
    return Readout(V, b_y, groups, bool(facts.get("values", False)))


def arrays_of(network: Network) -> dict[str, Any]:
    """A network by the names of its file."""
    parts = parts_with(bool(network.encoder), len(network.layers), len(network.layers[0]) == 2)
    cells = [way for layer in (*network.encoder, *network.layers) for way in layer]
    arrays = {
        part.prefix + key: value.copy()
        for part, params in zip(parts, cells, strict=True)
        for key, value in params.items()
    }
    return arrays | {"V": network.readout.V, "b_y": network.readout.b_y}


def save(name: str, arrays: dict[str, Any], facts: dict[str, Any]) -> None:
    """Writes weights and card side by side; of the card, a field a line."""
    packed = to_bytes(arrays)
    (FOLDER / f"{name}.safetensors").write_bytes(packed)
    rows = (f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in facts.items())
    text = ",\n".join(rows)
    (FOLDER / f"{name}.json").write_text(f"{{\n{text}\n}}\n", "utf-8")

"""Shipped weights: NAME.safetensors with its card NAME.json, both written by app.learning.train."""

from __future__ import annotations

import json
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
from ..learning.network import Network
from ..learning.readout import Readout

FOLDER = Path(__file__).parent


class UnknownModel(KeyError):
    """No model of this name is shipped."""


@dataclass(frozen=True)
class Model:
    """A trained cell with its readout. inputs and outputs are its vocabularies, in order.

    An encoder-decoder is two models: NAME, the decoder, and NAME/encoder, which has no readout;
    the encoder's last state is the state that the decoder starts from, and all it said is the
    memory of a decoder that attends.
    """

    id: str
    cell: Cell
    params: Params
    readout: Readout | None
    card: dict[str, Any]

    @property
    def inputs(self) -> list[str]:
        return list(self.card["source" if self.id.endswith("/encoder") else "inputs"])

    @property
    def outputs(self) -> list[str]:
        return [] if self.readout is None else list(self.card["outputs"])

    def lacks(self, tokens: list[str]) -> list[str]:
        """Tokens that it never met, each once, in order of appearance."""
        known = set(self.inputs)
        return [t for t in dict.fromkeys(tokens) if t not in known]


@cache
def names() -> tuple[str, ...]:
    """Every shipped model."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@cache
def card(name: str) -> dict[str, Any]:
    """What is known of a model: task, cell, seed, command, measured accuracy. UnknownModel."""
    if name not in names():
        raise UnknownModel(name)
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def packed(name: str) -> bytes:
    """The safetensors file of a shipped model."""
    return (FOLDER / f"{name}.safetensors").read_bytes()


@cache
def load(name: str) -> Model:
    """A shipped model, float64. Raises UnknownModel."""
    base, _, part = name.partition("/")
    facts = card(base)
    if part not in ("", "encoder") or (part and "source" not in facts):
        raise UnknownModel(name)
    arrays = load_file(FOLDER / f"{base}.safetensors")
    params = _layer(arrays, facts, "encoder." if part else "")
    readout = None if part else _readout(arrays, facts)
    return Model(name, params.cell, params, readout, facts)


@cache
def network(name: str) -> Network:
    """A shipped model with everything it has: encoder, attention. Raises UnknownModel."""
    facts = card(name)
    arrays = load_file(FOLDER / f"{name}.safetensors")
    encoder = ((_layer(arrays, facts, "encoder."),),) if "source" in facts else ()
    return Network(((_layer(arrays, facts),),), _readout(arrays, facts), encoder)


def _layer(arrays: dict[str, Any], facts: dict[str, Any], prefix: str = "") -> Params:
    """The encoder of a decoder that attends is the cell that this was made from."""
    cell = EVERY[facts["cell"]]
    cell = EVERY[cell.base] if prefix and cell.attends else cell
    return from_values(cell, {key: arrays[prefix + key] for key in shapes(cell, 1, 1)})


def _readout(arrays: dict[str, Any], facts: dict[str, Any]) -> Readout:
    groups = tuple((first, end) for first, end in facts.get("groups", ()))
    V, b_y = (arrays[name].astype(np.float64) for name in ("V", "b_y"))
    return Readout(V, b_y, groups, bool(facts.get("values", False)))


def arrays_of(network: Network) -> dict[str, Any]:
    """A network of one layer, with an encoder or without, by the names of its file."""
    layers = {"": network.layers, "encoder.": network.encoder}
    arrays = {
        prefix + key: value.copy()
        for prefix, stack in layers.items()
        for layer in stack
        for key, value in layer[0].items()
    }
    return arrays | {"V": network.readout.V, "b_y": network.readout.b_y}


def save(name: str, arrays: dict[str, Any], facts: dict[str, Any]) -> None:
    """Writes weights and card side by side; of the card, a field a line."""
    packed = to_bytes(arrays)
    (FOLDER / f"{name}.safetensors").write_bytes(packed)
    rows = (f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in facts.items())
    text = ",\n".join(rows)
    (FOLDER / f"{name}.json").write_text(f"{{\n{text}\n}}\n", "utf-8")

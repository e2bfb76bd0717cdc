"""Shipped weights: NAME.safetensors with its card NAME.json, both written by app.learning.train."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file
from safetensors.numpy import save as to_bytes

from ..cells import CELLS
from ..core.cell import Cell
from ..core.params import Params, from_values, shapes
from ..learning.readout import Readout

FOLDER = Path(__file__).parent


class UnknownModel(KeyError):
    """No model of this name is shipped."""


@dataclass(frozen=True)
class Model:
    """A trained cell with its readout. inputs and outputs are its vocabularies, in order."""

    id: str
    cell: Cell
    params: Params
    readout: Readout
    card: dict[str, Any]

    @property
    def inputs(self) -> list[str]:
        return list(self.card["inputs"])

    @property
    def outputs(self) -> list[str]:
        return list(self.card["outputs"])

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


@cache
def load(name: str) -> Model:
    """A shipped model, float64. Raises UnknownModel."""
    facts = card(name)
    cell = CELLS[facts["cell"]]
    arrays = load_file(FOLDER / f"{name}.safetensors")
    own = {key: arrays[key] for key in shapes(cell, 1, 1)}
    return Model(name, cell, from_values(cell, own), Readout(arrays["V"], arrays["b_y"]), facts)


def save(name: str, params: Params, readout: Readout, facts: dict[str, Any]) -> None:
    """Writes weights and card side by side."""
    arrays = {key: value.copy() for key, value in params.items()}
    packed = to_bytes(arrays | {"V": readout.V, "b_y": readout.b_y})
    (FOLDER / f"{name}.safetensors").write_bytes(packed)
    text = json.dumps(facts, indent=2, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")

"""Stacked, bidirectional and attending networks against PyTorch's, forward and back.

tests/golden/make_torch_networks.py says how the numbers were made.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.cells import EVERY
from app.core.params import from_values
from app.learning.batch import Batch, Sequences, everywhere
from app.learning.network import both, forward, gradients_alone
from app.learning.objective import TargetLoss
from app.learning.readout import Readout
from app.models import stacked
from app.models.part import Part

FOLDER = Path(__file__).parents[1] / "golden" / "networks"
WAYS = [
    (Part(f"layer-{k + 1}-{way}", False, k, way == "backwards"), "lstm")
    for k in (0, 1)
    for way in ("forwards", "backwards")
]
CELLS: dict[str, list[tuple[Part, str]]] = {
    "both_ways": WAYS,
    "attending": [(Part("encoder", encoder=True), "gru"), (Part("decoder"), "gru_luong")],
}


def arrays(values: dict[str, Any]) -> dict[str, np.ndarray]:
    return {name: np.array(v) for name, v in values.items()}


def one(x: np.ndarray) -> Sequences:
    return Sequences(x[:, None], np.array([len(x)]))


@pytest.mark.parametrize("name", CELLS)
def test_a_network_and_its_way_back_are_pytorch_s(name: str) -> None:
    golden = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    cells = [
        (part, from_values(EVERY[cell], arrays(golden["params"][part.name])))
        for part, cell in CELLS[name]
    ]
    readout = Readout(np.array(golden["V"]), np.array(golden["b_y"]))
    network, x = stacked(cells, readout), one(np.array(golden["x"]))
    read = one(np.array(golden["read"])) if network.encoder else x
    asked = everywhere(np.array(golden["targets"])[:, None])
    batch = Batch(read, *asked, source=x if network.encoder else None)

    ways = forward(network, batch)
    said = ways[1].top[:, 0]
    np.testing.assert_allclose(said, golden["said"], rtol=0, atol=1e-12)
    loss = TargetLoss(readout, tuple(range(len(said))), tuple(golden["targets"]))
    assert loss.of(said) == pytest.approx(golden["loss"], abs=1e-12)

    encoder, layers = both(ways, batch.source, loss.by_said(said)[:, None], nodes=True)
    found = [gradients_alone(way) for layer in (*encoder, *layers) for way in layer]
    expected = golden["gradients"]
    for (part, _), gradient in zip(cells, found, strict=True):
        for key, value in expected[part.name].items():
            np.testing.assert_allclose(gradient.params[key], value, rtol=0, atol=1e-12, err_msg=key)
    for key, value in loss.by_readout(said).items():
        np.testing.assert_allclose(value, expected[key], rtol=0, atol=1e-12)
    by_x = found[0].inputs + (0 if network.encoder else found[1].inputs[::-1])
    np.testing.assert_allclose(by_x, expected["x"], rtol=0, atol=1e-12)

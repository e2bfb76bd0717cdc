"""The way back through a network is a finite difference, whatever it is made of."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.cells import CELLS
from app.learning.batch import Batch, Task, everywhere, padded
from app.learning.building import Settings, build
from app.learning.losses import loss
from app.learning.network import Network, forward, gradients
from app.learning.tasks import TASKS

SHAPES: dict[str, dict[str, Any]] = {
    "one layer": {},
    "stacked": {"layers": 3},
    "bidirectional": {"bidirectional": True},
    "stacked and bidirectional": {"layers": 2, "bidirectional": True},
    "dropout": {"layers": 2, "dropout": 0.4},
    "layer normalisation": {"layers": 2, "normalisation": "layer"},
    "batch normalisation": {"layers": 2, "normalisation": "batch"},
    "batch normalisation of the input": {"normalisation": "batch_input"},
}
every_cell = pytest.mark.parametrize("cell", CELLS)


def settings(**more: Any) -> Settings:
    return Settings(hidden=3, updates=1, rate=0.1, dtype="float64", init="pytorch", **more)


def lengths(rng: np.random.Generator, size: int) -> Batch:
    """Sequences of different lengths, answers at some places."""
    read = padded([rng.integers(4, size=n).tolist() for n in (5, 2, 4)], 4)
    wanted = np.where(np.arange(5)[:, None] < read.lengths, rng.integers(-1, 3, size=(5, 3)), -1)
    return Batch(read, *everywhere(wanted))


PADDED = Task("padded", tuple("abcd"), tuple("xyz"), lengths, lambda: {})


def check(task: Task, network: Network, s: Settings) -> None:
    """The gradient along random directions of every array, against central differences."""
    rng = np.random.default_rng(1)
    batch = task.draw(rng, 3)

    def cost() -> float:
        drop = (s.dropout, np.random.default_rng(2)) if s.dropout else None
        top = forward(network, batch, drop)[1].top
        return loss(task, network.readout.logits(top[batch.steps, batch.rows]), batch)[0]

    drop = (s.dropout, np.random.default_rng(2)) if s.dropout else None
    ways = forward(network, batch, drop)
    logits = network.readout.logits(ways[1].top[batch.steps, batch.rows])
    found, _ = gradients(network, batch, ways, loss(task, logits, batch)[1])
    assert len(found) == len(network.trainable)
    for array, gradient in zip(network.trainable, found, strict=True):
        direction, nudge = rng.standard_normal(array.shape), 1e-6
        array += nudge * direction
        up = cost()
        array -= 2 * nudge * direction
        down = cost()
        array += nudge * direction
        slope = float((gradient * direction).sum())
        assert slope == pytest.approx((up - down) / (2 * nudge), rel=1e-5, abs=1e-8)


@every_cell
@pytest.mark.parametrize("shape", SHAPES)
def test_gradients_of_a_network_are_differences(cell: str, shape: str) -> None:
    s = settings(**SHAPES[shape])
    check(PADDED, build(PADDED, CELLS[cell], s), s)


@pytest.mark.parametrize("attention", ["", "luong", "bahdanau"])
@every_cell
def test_gradients_reach_an_encoder_through_states_and_attention(cell: str, attention: str) -> None:
    def draw(rng: np.random.Generator, size: int) -> Batch:
        source = padded([rng.integers(2, size=n).tolist() for n in (3, 1, 4)], 2)
        return replace(lengths(rng, size), source=source)

    task = replace(PADDED, draw=draw, source=("0", "1"))
    s = settings(layers=2, attention=attention)
    check(task, build(task, CELLS[cell], s), s)


def test_gradients_of_squares_groups_and_weights_are_differences() -> None:
    for id, knobs in (
        ("adding", {"length": 6}),
        ("products", {}),
        ("counting", {"longest": 3}),
    ):
        task, s = TASKS[id](**knobs), settings()
        check(task, build(task, CELLS["gru"], s), s)


def test_padding_changes_nothing_of_a_sequence() -> None:
    network = build(PADDED, CELLS["lstm"], settings(layers=2, bidirectional=True))
    long, short = [0, 1, 2, 3, 0], [2, 1]
    both = forward(network, _only(padded([long, short], 4)))[1].top
    alone = forward(network, _only(padded([short], 4)))[1].top
    np.testing.assert_allclose(both[:2, 1], alone[:, 0], rtol=1e-12, atol=1e-14)


def _only(read: Any) -> Batch:
    return Batch(read, *everywhere(np.zeros(read.inputs.shape[:2], int)))


@pytest.mark.parametrize("attention", ["luong", "bahdanau"])
def test_attention_is_shared_among_the_sources_own_timesteps(attention: str) -> None:
    def draw(rng: np.random.Generator, size: int) -> Batch:
        source = padded([rng.integers(2, size=n).tolist() for n in (3, 1, 4)], 2)
        return replace(lengths(rng, size), source=source)

    task = replace(PADDED, draw=draw, source=("0", "1"))
    network = build(task, CELLS["gru"], settings(attention=attention))
    weights = forward(network, task.draw(np.random.default_rng(0), 3))[1].weights
    assert weights is not None
    np.testing.assert_allclose(weights.sum(axis=-1), 1)
    assert np.all(weights[:, 1, 1:] == 0) and np.all(weights[:, 0, 3:] == 0)

"""Training is a pure function of its settings, learns, diverges with an address, and is remade."""

from dataclasses import replace

import numpy as np
import pytest

from app.cells import CELLS
from app.learning.batch import Batch
from app.learning.building import Settings, build
from app.learning.guess import blind
from app.learning.signs import back, rate, saturated
from app.learning.tasks import TASKS
from app.learning.training import Diverged, Run, evaluated, train

SHORT = Settings(hidden=8, updates=30, rate=5e-3)


def run_of(cell: str = "rnn", settings: Settings = SHORT, gap: int = 5) -> Run:
    task = TASKS["delayed-cue"](gap=gap)
    return Run(task, build(task, CELLS[cell], settings), settings)


@pytest.mark.parametrize("cell", CELLS)
def test_every_cell_learns_a_short_cue(cell: str) -> None:
    settings = Settings(hidden=16, updates=150, rate=1e-2, forget_bias=0.0)
    run = run_of(cell, settings, gap=2)
    for _ in range(settings.updates):
        run.update()
    held_out = run.task.held_out()["gap 2"]
    assert evaluated(run.task, run.network, held_out)["accuracy"] > 0.95


def test_a_seed_gives_the_same_weights_and_another_seed_others() -> None:
    flats = []
    for seed in (1, 1, 2):
        run = run_of(settings=replace(SHORT, seed=seed))
        for _ in range(5):
            run.update()
        flats.append(run.network.layers[0][0].flat.copy())
    np.testing.assert_array_equal(flats[0], flats[1])
    assert not np.array_equal(flats[0], flats[2])


@pytest.mark.parametrize("optimiser", ["adam", "sgd", "rmsprop"])
def test_a_copy_goes_on_as_the_run_does(optimiser: str) -> None:
    run = run_of(settings=replace(SHORT, optimiser=optimiser, momentum=0.9, dropout=0.2))
    for _ in range(5):
        run.update()
    copy = run.copy()
    ours, theirs = ([r.update().loss for _ in range(5)] for r in (run, copy))
    assert ours == theirs
    for name, weights in run.network.layers[0][0].items():
        np.testing.assert_array_equal(copy.network.layers[0][0][name], weights, err_msg=name)


def test_clipping_is_told_and_bounds_what_is_taken() -> None:
    run = run_of(settings=replace(SHORT, clip_norm=1e-3, optimiser="sgd", rate=1.0))
    before = [p.copy() for p in run.network.trainable]
    update = run.update()
    moved = [p - b for p, b in zip(run.network.trainable, before, strict=True)]
    assert update.clipped and update.norm > 1e-3
    assert np.sqrt(sum((m * m).sum() for m in moved)) == pytest.approx(1e-3, rel=1e-3)


def test_weight_decay_pulls_every_weight_to_zero() -> None:
    settings = replace(SHORT, optimiser="sgd", rate=0.1, clip_norm=None)
    plain, pulled = run_of(settings=settings), run_of(settings=replace(settings, decay=0.5))
    start = plain.network.layers[0][0].flat.copy()
    plain.update()
    pulled.update()
    gone = plain.network.layers[0][0].flat - pulled.network.layers[0][0].flat
    np.testing.assert_allclose(gone, 0.05 * start, rtol=1e-4, atol=1e-6)


def test_divergence_names_its_update_step_and_node() -> None:
    settings = replace(
        SHORT, updates=50, optimiser="sgd", rate=10.0, clip_norm=None, init="identity", radius=3.0
    )
    run = run_of("rnn_relu", settings, gap=80)
    with pytest.raises(Diverged) as found:
        any(run.update() is None for _ in range(50))
    assert found.value.update >= 1 and found.value.node


def test_gauss_with_a_small_radius_vanishes_and_identity_does_not() -> None:
    rates = {}
    for init, radius in (("gauss", 0.48), ("identity", 1.0)):
        run = run_of(settings=replace(SHORT, hidden=32, init=init, radius=radius), gap=30)
        rates[init] = rate(back(run.update()))
    assert rates["gauss"] is not None and rates["gauss"] < 0.6
    assert rates["identity"] is not None and rates["identity"] > 0.75


def test_saturation_counts_values_near_an_end_of_their_range() -> None:
    run = run_of(settings=replace(SHORT, init="identity"))
    run.network.layers[0][0]["b_h"][...] = 50
    assert saturated(run.update().passed.traces[0][0], ["h"]) == 1.0


def test_chrono_spreads_what_is_forgotten_over_the_length() -> None:
    task = TASKS["marked-cue"]()
    made = build(task, CELLS["lstm"], Settings(64, 1, 1e-3, chrono=100)).layers[0][0]
    assert made["b_f"].min() >= 0 and made["b_f"].max() <= np.log(99)
    np.testing.assert_array_equal(made["b_i"], -made["b_f"])


def test_training_through_cuts_learns_less_far_than_without() -> None:
    whole, cut = run_of(gap=10), run_of(settings=replace(SHORT, truncate=3), gap=10)
    ours, theirs = whole.update(), cut.update()
    assert ours.loss == theirs.loss and ours.norms[0] != theirs.norms[0]
    assert ours.norms[1:] == theirs.norms[1:]


def test_updates_come_one_by_one() -> None:
    task = TASKS["parity"]()
    numbers = [u.number for u in train(task, build(task, CELLS["gru"], SHORT), SHORT)]
    assert numbers == list(range(1, 31))


def test_guessing_without_reading_is_the_commonest_answer_or_the_mean() -> None:
    cue = TASKS["delayed-cue"](gap=3)
    steps, rows, source = (
        np.array([0, 0, 1, 1]),
        np.array([0, 1, 0, 1]),
        cue.draw(np.random.default_rng(0), 2).read,
    )
    batch = Batch(source, steps, rows, np.array([[0], [0], [1], [2]]))
    found = blind(cue, batch)
    assert found["guess_accuracy"] == 0.5
    assert found["guess_loss"] == pytest.approx(1.5 * np.log(2))
    decoded = blind(cue, replace(batch, source=source))  # at the first timestep it is always 0
    assert decoded["guess_accuracy"] == 0.75
    assert decoded["guess_loss"] == pytest.approx(0.5 * np.log(2))
    numbers = replace(cue, values=True, tolerance=0.3)
    found = blind(numbers, replace(batch, targets=np.array([[0.2], [1.0], [1.0], [1.8]])))
    assert found == {"guess_accuracy": 0.5, "guess_loss": pytest.approx(0.32)}

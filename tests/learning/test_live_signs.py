"""Signs: read while the weights are still those that the update used; each shown by its example."""

import json
from itertools import islice

import numpy as np
import pytest

from app.cells import CELLS
from app.learning import live, signs
from app.learning.building import Settings, build
from app.learning.tasks import TASKS
from app.learning.training import Run
from app.pages.training_examples import SIGNS


def test_the_look_at_an_update_sees_the_weights_it_used():
    task = TASKS["delayed-cue"](gap=10)
    settings = Settings(hidden=8, updates=3, rate=0.5, optimiser="sgd", clip_norm=None)
    run = Run(task, build(task, CELLS["rnn"], settings), settings)
    before = [p.copy() for p in run.network.trainable]
    seen = []

    def look(update):
        same = map(np.array_equal, before, run.network.trainable)
        seen.append((all(same), signs.back(update)))

    update = run.update(look)
    assert seen[0][0]
    assert not all(map(np.array_equal, before, run.network.trainable))
    assert not np.allclose(seen[0][1], signs.back(update))


def told(asked):
    """Every event of a page's example."""
    settings = {"hidden": 32, "updates": 400, "rate": 0.005, "forget_bias": 1.0}
    for name in ("rate", "radius"):
        settings |= {name: float(asked[name])} if name in asked else {}
    for name in ("updates", "seed"):
        settings |= {name: int(asked[name])} if name in asked else {}
    for name in ("init", "optimiser"):
        settings |= {name: asked[name]} if name in asked else {}
    settings |= {"clip_norm": None} if asked.get("clip") == "none" else {}
    request = {
        "task": "delayed-cue", "knobs": {"gap": int(asked.get("gap", 20))}, "sample": [],
        "cell": asked.get("cell", "lstm"), "settings": settings, "changes": [],
    }  # fmt: skip
    return [json.loads(line) for line in live.work(json.dumps(request).encode(), lambda: False)]


@pytest.mark.parametrize("sign", SIGNS)
def test_the_example_of_a_sign_shows_it(sign):
    events = told(SIGNS[sign])
    if sign == "diverged":
        assert events[-1]["error"] == "diverged"
        assert (events[-1]["node"], events[-1]["update"]) == ("h_pre", 2)
        return
    seen = [e["update"] for e in events if "update" in e and sign in e["update"]["signs"]]
    assert len(seen) > (0 if sign == "spike" else 6)


def test_a_tanh_network_with_too_large_a_rate_ends_with_the_timestep_of_its_readout():
    """What it says is unbounded though its state is not; asked at the last of ten timesteps."""
    settings = {"hidden": 8, "updates": 60, "rate": 1.0, "optimiser": "sgd", "clip_norm": None}
    request = {
        "task": "adding", "knobs": {"length": 10}, "sample": ["h"], "cell": "rnn",
        "settings": settings, "changes": [],
    }  # fmt: skip
    *_, last = (json.loads(e) for e in live.work(json.dumps(request).encode(), lambda: False))
    assert (last["error"], last["node"], last["step"]) == ("diverged", "outputs", 9)
    clipped = {**request, "settings": settings | {"clip_norm": 1.0}}
    *_, last = (json.loads(e) for e in live.work(json.dumps(clipped).encode(), lambda: False))
    assert "end" in last


def test_weights_are_told_as_drawn_and_as_they_move():
    request = {
        "task": "delayed-cue", "knobs": {"gap": 5}, "sample": ["h"], "cell": "lstm",
        "settings": {"hidden": 20, "updates": 40, "rate": 0.01}, "changes": [],
    }  # fmt: skip
    start, *updates, end = (
        json.loads(e) for e in live.work(json.dumps(request).encode(), lambda: False)
    )
    start = start["start"]
    moments = [e["update"]["update"] for e in updates if "weights" in e["update"]]
    assert moments[0] == 1 and moments[-1] == 40
    last = updates[-1]["update"]["weights"]
    for name, drawn in start["weights"].items():
        whole = np.array((end["end"]["params"] | {"V": end["end"]["V"]})[name])
        assert list(whole.shape) == start["sizes"][name]
        np.testing.assert_allclose(last[name], whole[:16, :16], atol=6e-6)
        assert not np.allclose(drawn, last[name], atol=1e-3)
    assert len(start["read"]) == 7 and start["read"][-1] == "?"


@pytest.mark.parametrize("seed", [2, 3])
def test_a_long_run_tells_every_spike_at_the_update_that_has_it(seed):
    settings = {
        "hidden": 32, "updates": 600, "rate": 0.1, "optimiser": "sgd", "clip_norm": None,
        "init": "gauss", "radius": 1.9, "seed": seed,
    }  # fmt: skip
    request = {
        "task": "delayed-cue", "knobs": {"gap": 20}, "sample": [], "cell": "rnn",
        "settings": settings, "changes": [],
    }  # fmt: skip
    _, *events = islice(live.work(json.dumps(request).encode(), lambda: False), 1 + 60)
    updates = [json.loads(event)["update"] for event in events]
    task = TASKS["delayed-cue"](gap=20)
    run = Run(task, build(task, CELLS["rnn"], s := Settings(**settings)), s)
    norms = [run.update().norm for _ in range(updates[-1]["update"])]
    expected = [
        k + 1
        for k, norm in enumerate(norms)
        if k and norm > 10 * np.median(norms[max(0, k - 50) : k])
    ]
    assert [u["update"] for u in updates if "spike" in u["signs"]] == expected
    assert expected and any(k % 3 for k in expected)
    assert set(range(3, updates[-1]["update"], 3)) < {u["update"] for u in updates}

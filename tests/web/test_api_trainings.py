"""POST /api/v1/trainings over real sockets, its workers real processes."""

import json
import multiprocessing
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from app.main import create_app
from app.settings import Settings
from tests.web.loopback import served

SHORT = {
    "task": "delayed-cue", "knobs": {"gap": 5}, "cell": "rnn", "hidden": 8, "updates": 40,
    "seed": 3,
}  # fmt: skip
LONG = SHORT | {"updates": 5_000, "hidden": 32, "knobs": {"gap": 20}}


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        served(create_app(Settings())) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def told(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    """(event, its data's value) of every event."""
    kind = ""
    for line in lines:
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield kind, json.loads(line.removeprefix("data: "))[kind]


def train(client: httpx.Client, request: dict[str, Any]) -> list[tuple[str, Any]]:
    with client.stream("POST", "/api/v1/trainings", json=request) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(told(answer.iter_lines()))


def refused(client: httpx.Client, request: dict[str, Any]) -> Any:
    answer = client.post("/api/v1/trainings", json=request)
    assert answer.status_code == 422, answer.text
    return answer.json()


def test_a_training_is_told_from_its_start_to_its_weights(client: httpx.Client) -> None:
    events = train(client, SHORT)
    kinds = [kind for kind, _ in events if kind != "queued"]
    assert kinds == ["start", *["update"] * 40, "end"]
    start, end = (dict(events)[kind] for kind in ("start", "end"))
    assert start["chance"] == 0.25 and start["arrays"] == ["layer0", "V", "b_y"]
    updates = [value for kind, value in events if kind == "update"]
    assert [u["update"] for u in updates] == list(range(1, 41))
    assert len(updates[0]["back"]) == 7 and len(updates[0]["norms"]) == 3
    assert updates[-1]["loss"] < updates[0]["loss"]
    assert np.array(end["params"]["U_h"]).shape == (8, 8)
    assert set(end["held_out"]) == {"gap 5"}


def test_the_same_request_gives_the_same_events(client: httpx.Client) -> None:
    first, second = (
        [e for e in train(client, SHORT | {"seed": 4}) if e[0] != "queued"] for _ in range(2)
    )
    assert first == second


def test_a_change_leaves_everything_before_it_as_it_was(client: httpx.Client) -> None:
    plain = [u for kind, u in train(client, SHORT) if kind == "update"]
    changes = [{"at": 20, "rate": 1e-6}]
    changed = [u for kind, u in train(client, SHORT | {"changes": changes}) if kind == "update"]
    assert changed[:20] == plain[:20]
    assert changed[20]["rate"] == 1e-6 and changed[20]["loss"] == plain[20]["loss"]
    assert changed[30]["loss"] != plain[30]["loss"]


def test_a_run_that_goes_on_from_a_copy_ends_with_the_weights_of_a_run_made_at_once(
    client: httpx.Client,
) -> None:
    request = SHORT | {"seed": 5, "cell": "lstm_peephole"}
    at_once = train(client, request)[-1]
    train(client, request | {"changes": [{"at": 30, "rate": 0.1}]})
    gone_on = train(client, request | {"changes": [{"at": 30, "rate": 0.005}]})[-1]
    assert gone_on == at_once


def test_trained_weights_are_taken_to_a_trace(client: httpx.Client) -> None:
    end = dict(train(client, SHORT))["end"]
    request = {
        "cell": "rnn", "input": {"vectors": np.eye(9)[[0, 4, 8]].tolist()},
        "params": {"values": end["params"]},
    }  # fmt: skip
    assert client.post("/api/v1/traces", json=request).status_code == 200


def test_divergence_ends_the_run_with_its_update_step_and_node(client: httpx.Client) -> None:
    request = SHORT | {
        "cell": "rnn_relu", "init": "identity", "radius": 3.0, "optimiser": "sgd", "rate": 10.0,
        "clip": None, "knobs": {"gap": 60},
    }  # fmt: skip
    kind, problem = train(client, request)[-1]
    assert kind == "error" and problem["type"].endswith("/diverged")
    assert problem["update"] >= 1 and problem["node"]


def test_samples_come_with_every_update_when_asked(client: httpx.Client) -> None:
    events = train(client, SHORT | {"cell": "gru", "sample": ["z", "h"]})
    update = next(value for kind, value in events if kind == "update")
    assert np.array(update["sample"]["z"]).shape == (7, 8)


@pytest.mark.parametrize(
    "change",
    [
        {"layers": 2, "bidirectional": True, "dropout": 0.2},
        {"cell": "lstm", "normalisation": "layer", "optimiser": "rmsprop", "clip_value": 0.1},
        {"cell": "gru", "truncate": 3, "decay": 0.01, "dtype": "float64"},
        {"task": "adding", "knobs": {"length": 8}, "cell": "lstm_peephole"},
        {"task": "next-character", "knobs": {"text": "Ñandú ñ"}, "cell": "min_gru"},
    ],
)
def test_every_remedy_trains_and_ends(client: httpx.Client, change: dict[str, Any]) -> None:
    assert train(client, SHORT | {"updates": 5} | change)[-1][0] == "end"


@pytest.mark.parametrize("attention", ["luong", "bahdanau"])
def test_a_translation_is_trained_with_attention_and_shows_it(
    client: httpx.Client, attention: str
) -> None:
    request = {
        "task": "number-words-es", "cell": "gru", "hidden": 8, "updates": 2, "sample": ["h"],
        "attention": attention,
    }  # fmt: skip
    events = train(client, request)
    assert events[-1][0] == "end" and "U_a" in events[-1][1]["params"]
    weights = next(value for kind, value in events if kind == "update")["sample"]["attention"]
    np.testing.assert_allclose(np.sum(weights, axis=1), 1, atol=1e-5)


def test_too_long_a_training_is_refused_with_its_estimate(client: httpx.Client) -> None:
    request = LONG | {"hidden": 128, "cell": "lstm", "batch": 128, "knobs": {"gap": 200}}
    problem = refused(client, request)
    assert problem["type"].endswith("/too-much-work") and problem["limit"] == 60
    assert problem["asked"] > 60 and "at most 60" in problem["detail"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"task": "chess"}, "#/task"),
        ({"cell": "qrnn"}, "#/cell"),
        ({"knobs": {"gap": 0}}, "#/knobs/gap"),
        ({"knobs": {"bits": 4}}, "#/knobs/bits"),
        ({"optimiser": "luck"}, "#/optimiser"),
        ({"init": "luck"}, "#/init"),
        ({"hidden": 1000}, "#/hidden"),
        ({"rate": 0}, "#/rate"),
        ({"forget_bias": 1.0}, "#/forget_bias"),
        ({"changes": [{"at": 5, "rate": 1}, {"at": 5, "rate": 2}]}, "#/changes/1/at"),
        ({"changes": [{"at": 5}]}, "#/changes/0"),
        ({"changes": [{"at": 40, "rate": 1}]}, "#/changes/0/at"),
        ({"momentum": 0.9}, "#/momentum"),
        ({"changes": [{"at": 5, "momentum": 0.9}]}, "#/changes/0/momentum"),
        (
            {"optimiser": "sgd", "changes": [{"at": 5, "optimiser": "rmsprop", "momentum": 0.5}]},
            "#/changes/0/momentum",
        ),
        ({"changes": [{"at": 5, "rate": None}]}, "#/changes/0/rate"),
        ({"sample": ["f"]}, "#/sample/0"),
        ({"task": "counting", "knobs": {}, "bidirectional": True}, "#/bidirectional"),
        ({"surprise": 1}, "#/surprise"),
    ],
)
def test_a_request_that_cannot_be_meant_is_pointed_at(
    client: httpx.Client, change: dict[str, Any], pointer: str
) -> None:
    assert refused(client, SHORT | change)["errors"][0]["pointer"] == pointer


def test_a_client_that_leaves_frees_its_worker(client: httpx.Client) -> None:
    with client.stream("POST", "/api/v1/trainings", json=LONG) as answer:
        events = told(answer.iter_lines())
        assert next(value for kind, value in events if kind == "update")["update"] == 1
    assert train(client, SHORT)[-1][0] == "end"


def test_a_worker_that_dies_is_reported_and_replaced(client: httpx.Client) -> None:
    with client.stream("POST", "/api/v1/trainings", json=LONG | {"seed": 9}) as answer:
        events = told(answer.iter_lines())
        next(value for kind, value in events if kind == "update")
        for child in multiprocessing.active_children():
            child.kill()
        kind, problem = list(events)[-1]
    assert kind == "error" and problem["type"].endswith("/worker-died")
    assert train(client, SHORT)[-1][0] == "end"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rate": 101}, "Must be 100 or less."),
        (
            {"task": "next-character", "knobs": {"text": "a"}},
            "At least 2 characters are needed: one to read and the next to predict.",
        ),
        (
            {"changes": [{"at": 40, "rate": 1}]},
            "The run has 40 updates, so a change after update 39 would never be made. "
            "Use at most 39, or more updates.",
        ),
        (
            {"task": "next-character", "knobs": {"text": "a" * 101}},
            "At most 100 characters are accepted; train on a shorter text.",
        ),
    ],
)
def test_a_refusal_says_the_limit_as_a_reader_writes_it(
    client: httpx.Client, change: dict[str, Any], message: str
) -> None:
    assert refused(client, {**SHORT, "knobs": {}} | change)["errors"][0]["message"] == message

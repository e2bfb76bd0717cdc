"""A streamed trace is the whole one, line by line, and says how it ended."""

import json
from dataclasses import replace

import anyio
import numpy as np
import pytest

from app.api import streaming
from app.api.limits import SERVICE
from app.api.prepare import prepare
from app.api.schemas import TraceRequest
from app.api.work import Work
from app.cells import CELLS, NORMALISED

WITHOUT_MEMORY = CELLS | NORMALISED

LINES = ["application/x-ndjson", "application/jsonl"]


def lines(api, request, kind="application/x-ndjson"):
    answer = api.post("/traces", json=request, headers={"Accept": kind})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(kind)
    return [json.loads(line) for line in answer.text.splitlines()]


def events(api, request):
    answer = api.post("/traces", json=request, headers={"Accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = answer.text.strip().split("\n\n")
    pairs = [block.split("\n") for block in blocks]
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in pairs
    ]


def request(cell="lstm", **more):
    vectors = np.random.default_rng(1).normal(size=(50, 3)).tolist()
    return {"cell": cell, "input": {"vectors": vectors}, "params": {"seed": 3, "hidden": 5}} | more


@pytest.mark.parametrize("kind", LINES)
@pytest.mark.parametrize("cell", WITHOUT_MEMORY)
def test_stream_equals_the_whole_trace(api, cell, kind):
    nodes = list(WITHOUT_MEMORY[cell].ids)
    overrides = [{"node": "h", "step": 20, "value": 0.5}, {"node": nodes[0], "unit": 0, "value": 1}]
    asked = request(cell, nodes=nodes, overrides=overrides, include_params=True)
    whole = api.post("/traces", json=asked).json()
    start, *steps, end = lines(api, asked, kind)
    assert {id: [s["nodes"][id] for s in steps] for id in nodes} == whole["nodes"]
    assert [s["step"] for s in steps] == list(range(50))
    assert end == {"end": {"state": whole["state"]}} == {"end": {"state": steps[-1]["state"]}}
    assert start["start"] == {k: v for k, v in whole.items() if k not in ("nodes", "state")}


def test_stream_of_a_model_tells_its_expectations(api):
    asked = {"cell": "lstm", "input": {"text": "NEURONAL"}, "params": {"model": "neuronal-lstm"}}
    whole = api.post("/traces", json=asked).json()
    start, *steps, _ = lines(api, asked)
    assert start["start"]["outputs"] == {"vocabulary": whole["outputs"]["vocabulary"]}
    assert [s["outputs"]["probabilities"] for s in steps] == whole["outputs"]["probabilities"]
    assert [s["token"] for s in steps] == [*"NEURONAL"]


def test_server_sent_events_are_the_same_lines(api):
    found = events(api, request())
    assert [data for _, data in found] == lines(api, request())
    assert [name for name, _ in found] == ["start", *["step"] * 50, "end"]


def test_a_stream_by_address_is_the_same(api):
    asked = {"cell": "rnn", "input": {"text": "ab"}}
    headers = {"Accept": "application/x-ndjson"}
    answer = api.get("/traces", params={"q": json.dumps(asked)}, headers=headers)
    assert [json.loads(line) for line in answer.text.splitlines()] == lines(api, asked)


@pytest.mark.parametrize("steps", [1, 2, 30])
def test_what_overflows_midway_is_the_last_line(api, steps):
    params = {"values": {"W_h": [[1e200]], "U_h": [[1e200]], "b_h": [0.0]}}
    vectors = [[0.0]] * steps + [[1.0]] * 2 + [[0.0]] * 5
    asked = {"cell": "rnn_relu", "input": {"vectors": vectors}, "params": params}
    start, *before, error = lines(api, asked)
    assert start.keys() == {"start"}
    assert [s["step"] for s in before] == list(range(steps + 1))
    assert error["error"]["type"] == "/api/docs/problems/overflow"
    assert (error["error"]["step"], error["error"]["node"]) == (steps + 1, "h_pre")
    assert [name for name, _ in events(api, asked)][-1] == "error"


def test_a_bad_request_for_a_stream_is_a_problem_at_once(api):
    answer = api.post("/traces", json={"cell": "q"}, headers={"Accept": "text/event-stream"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_first_step_is_sent_before_the_others_are_computed():
    prepared = prepare(TraceRequest.model_validate(request()))
    batches = [[kind for kind, _ in batch] for batch in streaming.lines(prepared, SERVICE)]
    assert batches[:2] == [["start"], ["step"]]
    assert batches[-1] == ["end"]
    assert max(map(len, batches)) <= SERVICE.batch_steps


def streamed(send, service):
    """What a stream does with a client whose send is this; the count of streams left open."""
    work = Work(service)

    async def run():
        prepared = prepare(TraceRequest.model_validate(request()))
        write = streaming.WRITERS["application/x-ndjson"]
        body = streaming.body(prepared, work, service, write, lambda problem: {})
        response = streaming.Stream(body, "application/x-ndjson", service.stream_idle_seconds)

        async def receive():
            await anyio.sleep_forever()

        await response({"type": "http"}, receive, send)
        await body.aclose()

    anyio.run(run)
    return work.open_streams


def test_a_client_that_reads_nothing_is_cut_off():
    sent = []

    async def send(message):
        sent.append(message)
        if len(sent) == 3:
            await anyio.sleep_forever()

    assert streamed(send, replace(SERVICE, stream_idle_seconds=0.01)) == 0
    assert len(sent) == 3


def test_too_many_streams_are_told_to_come_back():
    work = Work(replace(SERVICE, streams=1))
    work.admit_stream()
    with work.streaming(), pytest.raises(Exception, match="busy") as refused:
        work.admit_stream()
    assert refused.value.headers == {"Retry-After": "2"}
    work.admit_stream()

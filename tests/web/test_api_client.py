"""The client gets what the API gives, typed, and raises its problems."""

import asyncio

import pytest

from app.client import AsyncClient, Client, ProblemError

REQUEST = {"text": "NEURONAL", "params": {"model": "neuronal-lstm"}, "nodes": ["f", "h"]}


@pytest.fixture
def celda(address):
    with Client(address) as client:
        yield client


def test_cells_and_models_are_listed(celda):
    assert celda.cell("gru") in celda.cells()
    assert "neuronal-lstm" in [card["id"] for card in celda.models()]


def test_trace_step_and_stream_agree(celda):
    trace = celda.trace("lstm", **REQUEST, digits=17)
    with celda.stream("lstm", **REQUEST, digits=17) as lines:
        start, *steps, end = lines
    assert [line["nodes"]["f"] for line in steps] == trace["nodes"]["f"]
    assert end["end"]["state"] == trace["state"]
    assert start["start"]["tokens"] == trace["tokens"] == [*"NEURONAL"]
    model = {"model": "neuronal-lstm"}
    step = celda.step("lstm", [1, 0, 0, 0, 0, 0, 0], params=model, nodes=["f"], digits=17)
    assert step["nodes"]["f"] == pytest.approx(trace["nodes"]["f"][0], rel=1e-12)


def test_a_problem_is_raised_with_its_document(celda):
    with pytest.raises(ProblemError, match="transformer") as raised:
        celda.trace("transformer", text="a")
    assert raised.value.problem["errors"][0]["pointer"] == "#/cell"


def test_a_stream_that_cannot_start_raises_its_problem(celda):
    with pytest.raises(ProblemError, match="transformer"), celda.stream("transformer", text="a"):
        pass


def test_a_problem_midway_is_raised_after_the_steps(celda):
    values = {"W_h": [[1e200]], "U_h": [[1e200]], "b_h": [0.0]}
    seen = []
    with (
        pytest.raises(ProblemError) as raised,
        celda.stream("rnn_relu", vectors=[[0.0], [1.0], [1.0]], params={"values": values}) as lines,
    ):
        seen.extend(line.get("step") for line in lines)
    assert raised.value.problem["step"] == 2


def test_the_asynchronous_client_gives_the_same(address, celda):
    async def asked():
        async with AsyncClient(address) as client:
            async with client.stream("lstm", **REQUEST) as lines:
                streamed = [line async for line in lines]
            with pytest.raises(ProblemError):
                await client.cell("nothing")
            return (
                await client.cells(), await client.models(), await client.trace("lstm", **REQUEST),
                await client.step("rnn", [1.0, 2.0]), streamed,
            )  # fmt: skip

    cells, models, trace, step, streamed = asyncio.run(asked())
    assert (cells, models) == (celda.cells(), celda.models())
    assert trace == celda.trace("lstm", **REQUEST)
    assert step == celda.step("rnn", [1.0, 2.0])
    with celda.stream("lstm", **REQUEST) as lines:
        assert streamed == list(lines)


def test_a_network_answers_with_its_layers_and_their_gradients(celda):
    asked = {"text": "3/7/1998", "params": {"model": "dates-gru-attention"}, "nodes": ["weights"]}
    trace = celda.trace(**asked)
    assert [layer["name"] for layer in trace["layers"]] == ["encoder", "decoder"]
    loss = {"targets": trace["outputs"]["words"]}
    found = celda.gradient(loss, **asked, jacobians=False)
    assert len(found["layers"][0]["inputs"]) == 8
    assert found["nodes"] == found["layers"][1]["nodes"]

"""Admission, and what leaves when the process is busy or a fault of its own shows."""

import json
from dataclasses import replace

import anyio
import httpx
import pytest
from fastapi import FastAPI

from app import api
from app.api.about import Drawn
from app.api.edge import Edge
from app.api.errors import Problem
from app.api.limits import SERVICE
from app.api.trainings import pool
from app.api.work import Work
from app.jobs import Full, TooMany
from app.settings import Settings


def get(app, path, **headers):
    """The answer of an application, without a socket."""

    async def asked():
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://celda") as client:
            return await client.get(path, headers=headers)

    return anyio.run(asked)


def failing(exception):
    """An API with a fault inside."""
    inner = FastAPI()

    @inner.get("/fault")
    async def fault():
        raise exception

    return Edge(inner, SERVICE.max_body)


@pytest.mark.parametrize("exception", [RuntimeError("secret"), ZeroDivisionError(), KeyError("f")])
def test_a_fault_of_ours_is_a_problem_without_its_secrets(exception, caplog):
    answer = get(failing(exception), "/fault")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith("/docs/problems/internal")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert any(record.exc_info for record in caplog.records)


@pytest.mark.parametrize(("seconds", "busy"), [(0.0001, "limiter"), (0.5, "long")])
def test_short_work_never_waits_for_longer_work(seconds, busy):
    work = Work(SERVICE)
    occupied = getattr(work, busy)

    async def scoped():
        await occupied.acquire()
        try:
            with anyio.fail_after(30):
                return await work.run(seconds, lambda: "at once")
        finally:
            occupied.release()

    assert anyio.run(scoped) == "at once"


def test_long_work_runs_one_at_a_time():
    work, running, most = Work(SERVICE), [], []

    def compute():
        running.append(1)
        most.append(len(running))
        running.pop()

    async def run():
        async with anyio.create_task_group() as tasks:
            for _ in range(10):
                tasks.start_soon(work.run, 1.0, compute)

    anyio.run(run)
    assert most == [1] * 10


def test_who_cannot_wait_is_told_when_to_come_back():
    work = Work(replace(SERVICE, waiting=0))

    async def run():
        await work.run(1.0, lambda: None)

    with pytest.raises(Problem) as refused:
        anyio.run(run)
    assert refused.value.status == 503
    assert refused.value.headers == {"Retry-After": "2"}


def busy():
    """An application whose queue has no place."""
    app = FastAPI()
    api.mount(
        app,
        Settings(),
        None,
        Drawn(lambda cell, t: "", lambda scene, t: []),
        pool(),
        replace(SERVICE, waiting=0),
    )
    return app


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_full_queue_is_not_ready_but_alive_and_still_does_short_work(lang):
    app = busy()
    answer = get(app, "/readyz", **{"Accept-Language": lang})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert answer.headers["content-language"] == lang
    problem = answer.json()
    assert problem["type"] == "/api/docs/problems/busy" and problem["retry_after"] == 2
    assert get(app, "/healthz").status_code == 200
    short = {"cell": "rnn", "input": {"text": "ab"}}
    assert get(app, f"/api/v1/traces?q={json.dumps(short)}").status_code == 200
    long = {"cell": "lstm", "input": {"text": "ab" * 500}, "params": {"seed": 1, "hidden": 64}}
    assert get(app, f"/api/v1/traces?q={json.dumps(long)}").status_code == 503


class NoPlace:
    """Jobs that take no more."""

    def __init__(self, reason):
        self.reason = reason

    def submit(self, payload, client):
        raise self.reason


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(("reason", "status"), [(Full(), 503), (TooMany(8), 429)])
def test_a_training_that_cannot_wait_says_in_its_text_when_to_come_back(lang, reason, status):
    app = FastAPI()
    shown = Drawn(lambda cell, t: "", lambda scene, t: [])
    api.mount(app, Settings(), None, shown, NoPlace(reason), SERVICE)

    async def ask():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            headers = {"Accept-Language": lang}
            request = {"task": "parity", "cell": "rnn", "updates": 1}
            return await client.post("/api/v1/trainings", json=request, headers=headers)

    answer = anyio.run(ask)
    assert answer.status_code == status, answer.text
    seconds = answer.headers["retry-after"]
    assert answer.json()["retry_after"] == int(seconds) and seconds in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1", "/api/v2/cells", "/api/docs/"])
def test_every_address_below_the_api_answers_as_the_api(address, path):
    answer = httpx.get(address + path, timeout=60)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api", "/api/"])
def test_the_root_of_the_api_leads_to_its_docs(address, path):
    answer = httpx.get(address + path, follow_redirects=True, timeout=60)
    assert answer.status_code == 200
    assert answer.url.path == "/api/docs"

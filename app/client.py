"""A typed client of the API, synchronous and asynchronous, over httpx."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Literal, Self, TypedDict, Unpack

import httpx

if TYPE_CHECKING:
    from .api import answers

API = "/api/v1"
STREAM = {"Accept": "application/x-ndjson"}


class ProblemError(Exception):
    """What the API answered instead; problem is its document (RFC 9457)."""

    def __init__(self, problem: answers.Problem) -> None:
        super().__init__(f"{problem['status']} {problem['title']}: {problem['detail']}")
        self.problem = problem


class Override(TypedDict, total=False):
    """A value in the place of a node's; step and unit are counted from 0, all if missing."""

    node: str
    value: float
    step: int
    unit: int


class Options(TypedDict, total=False):
    """What a step and a trace have in common; see /api/docs for each."""

    params: Mapping[str, Any]
    state: Mapping[str, Sequence[float]]
    memory: Sequence[Sequence[float]]
    overrides: Sequence[Override]
    nodes: Sequence[str]
    digits: int
    dtype: Literal["float64", "float32"]


class TraceOptions(Options, total=False):
    """Give exactly one of text, tokens, vectors."""

    text: str
    tokens: Sequence[str]
    vectors: Sequence[Sequence[float]]
    target: Mapping[str, Any]
    include_params: bool


class GradientOptions(TraceOptions, total=False):
    """A trace's, and what is differentiated."""

    truncate: int
    attribution: Sequence[Literal["gradient_input", "gradient_norm", "leave_out"]]
    jacobians: bool


def _trace(cell: str | None, options: TraceOptions) -> dict[str, Any]:
    """The request's body; the sequence goes into input."""
    body: dict[str, Any] = {**({} if cell is None else {"cell": cell}), **options}
    given = {name: body.pop(name) for name in ("text", "tokens", "vectors") if name in body}
    return body | {"input": given}


def _checked(response: httpx.Response) -> Any:
    if response.is_error:
        raise ProblemError(_problem(response))
    return response.json()


def _problem(response: httpx.Response) -> answers.Problem:
    """The answer's document, or one made of its status where something else answered."""
    if response.headers.get("content-type") == "application/problem+json":
        found: answers.Problem = response.json()
        return found
    title = response.reason_phrase
    return {"type": "about:blank", "title": title, "status": response.status_code, "detail": title}


def _line(text: str) -> answers.StreamLine:
    line: answers.StreamLine = json.loads(text)
    if "error" in line:
        raise ProblemError(line["error"])
    return line


class Client:
    """`with Client("http://127.0.0.1:8000") as celda: celda.trace("lstm", text="NEURONAL")`."""

    def __init__(self, base_url: str, **httpx_options: Any) -> None:
        self.http = httpx.Client(base_url=base_url, **httpx_options)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def cells(self) -> list[answers.Cell]:
        found: answers.Cells = _checked(self.http.get(f"{API}/cells"))
        return found["cells"]

    def cell(self, id: str) -> answers.Cell:
        found: answers.Cell = _checked(self.http.get(f"{API}/cells/{id}"))
        return found

    def models(self) -> list[dict[str, Any]]:
        found: answers.Models = _checked(self.http.get(f"{API}/models"))
        return found["models"]

    def step(self, cell: str, x: Sequence[float], **options: Unpack[Options]) -> answers.Step:
        body = {"cell": cell, "x": x, **options}
        found: answers.Step = _checked(self.http.post(f"{API}/steps", json=body))
        return found

    def trace(self, cell: str | None = None, **options: Unpack[TraceOptions]) -> answers.Trace:
        """Without a cell where params name a model; a network's answer has its layers."""
        body = _trace(cell, options)
        found: answers.Trace = _checked(self.http.post(f"{API}/traces", json=body))
        return found

    def gradient(
        self, loss: Mapping[str, Any], cell: str | None = None, **options: Unpack[GradientOptions]
    ) -> answers.Gradient:
        body = _trace(cell, options) | {"loss": loss}
        found: answers.Gradient = _checked(self.http.post(f"{API}/gradients", json=body))
        return found

    @contextmanager
    def stream(
        self, cell: str, **options: Unpack[TraceOptions]
    ) -> Iterator[Iterator[answers.StreamLine]]:
        """The lines of a trace as they are computed; ProblemError for what fails midway."""
        body = _trace(cell, options)
        with self.http.stream("POST", f"{API}/traces", json=body, headers=STREAM) as response:
            if response.is_error:
                response.read()
                raise ProblemError(_problem(response))
            yield map(_line, filter(None, response.iter_lines()))


class AsyncClient:
    """The same, asynchronously: `async with AsyncClient(url) as celda: await celda.cells()`."""

    def __init__(self, base_url: str, **httpx_options: Any) -> None:
        self.http = httpx.AsyncClient(base_url=base_url, **httpx_options)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def cells(self) -> list[answers.Cell]:
        found: answers.Cells = _checked(await self.http.get(f"{API}/cells"))
        return found["cells"]

    async def cell(self, id: str) -> answers.Cell:
        found: answers.Cell = _checked(await self.http.get(f"{API}/cells/{id}"))
        return found

    async def models(self) -> list[dict[str, Any]]:
        found: answers.Models = _checked(await self.http.get(f"{API}/models"))
        return found["models"]

    async def step(self, cell: str, x: Sequence[float], **options: Unpack[Options]) -> answers.Step:
        body = {"cell": cell, "x": x, **options}
        found: answers.Step = _checked(await self.http.post(f"{API}/steps", json=body))
        return found

    async def trace(
        self, cell: str | None = None, **options: Unpack[TraceOptions]
    ) -> answers.Trace:
        """Without a cell where params name a model; a network's answer has its layers."""
        body = _trace(cell, options)
        found: answers.Trace = _checked(await self.http.post(f"{API}/traces", json=body))
        return found

    async def gradient(
        self, loss: Mapping[str, Any], cell: str | None = None, **options: Unpack[GradientOptions]
    ) -> answers.Gradient:
        body = _trace(cell, options) | {"loss": loss}
        found: answers.Gradient = _checked(await self.http.post(f"{API}/gradients", json=body))
        return found

    @asynccontextmanager
    async def stream(
        self, cell: str, **options: Unpack[TraceOptions]
    ) -> AsyncIterator[AsyncIterator[answers.StreamLine]]:
        """The lines of a trace as they are computed; ProblemError for what fails midway."""
        body = _trace(cell, options)
        async with self.http.stream("POST", f"{API}/traces", json=body, headers=STREAM) as response:
            if response.is_error:
                await response.aread()
                raise ProblemError(_problem(response))
            yield (_line(text) async for text in response.aiter_lines() if text)

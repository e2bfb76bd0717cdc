"""RFC 9457 problem+json for everything that goes wrong; its words come from the catalogues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
from pydantic import ValidationError
from starlette.requests import HTTPConnection
from starlette.responses import Response

from ..i18n import Catalogue, catalogue, negotiate

PROBLEMS: dict[str, int] = {
    "not-found": 404,
    "method-not-allowed": 405,
    "not-acceptable": 406,
    "content-too-large": 413,
    "unsupported-media-type": 415,
    "invalid-json": 422,
    "invalid-request": 422,
    "too-much-work": 422,
    "overflow": 422,
    "diverged": 422,
    "too-many-requests": 429,
    "internal": 500,
    "busy": 503,
    "worker-died": 503,
}
KIND_OF = {status: kind for kind, status in reversed(PROBLEMS.items())}
MEDIA_TYPE = "application/problem+json"
MOST_FAULTS = 20  # named in one answer
NESTING = 200  # levels of brackets that the JSON parser reads


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the request: where (a path into its JSON), which text, its values."""

    path: tuple[str | int, ...]
    key: str
    values: Mapping[str, Any]

    def said(self, t: Catalogue) -> dict[str, str]:
        names = [p for p in self.path if isinstance(p, str)]
        field = names[-1] if names else ""
        field += "_row" if self.path and isinstance(self.path[-1], int) else ""
        keys = (
            f"api.fault.{self.key}.{'_'.join(names[-2:])}",
            f"api.fault.{self.key}.{field}",
            f"api.fault.{self.key}.any",
            f"api.fault.{self.key}",
        )
        key = next((k for k in keys if t.has(k)), "api.fault.other")
        return {"pointer": pointer(self.path), "message": t(key, **self.values)}


class Problem(Exception):
    """What a request gets instead of its answer; kind is one of PROBLEMS."""

    def __init__(
        self,
        kind: str,
        *faults: Fault,
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        status: int | None = None,
        **values: Any,
    ) -> None:
        super().__init__(kind)
        self.kind, self.faults, self.values = kind, faults, values
        self.members, self.headers = dict(members or {}), dict(headers or {})
        self.status = status or PROBLEMS[kind]

    def document(self, t: Catalogue, prefix: str = "") -> dict[str, Any]:
        """The problem details; prefix is where the API is mounted, before /docs."""
        errors = [fault.said(t) for fault in self.faults[:MOST_FAULTS]]
        key = f"api.problem.{self.kind}"
        first = errors[0]["message"] if errors else ""
        found: dict[str, Any] = {
            "type": f"{prefix}/docs/problems/{self.kind}",
            "title": t(f"{key}.title"),
            "status": self.status,
            "detail": t(f"{key}.detail", first=first, **self.values),
        }
        return found | self.members | ({"errors": errors} if errors else {})


def invalid(*path: str | int, key: str, **values: Any) -> Problem:
    """The problem of a request that parses and cannot be meant."""
    return Problem("invalid-request", Fault(path, key, values))


def later(kind: str, seconds: int, **members: Any) -> Problem:
    """The problem of who may come back after so many seconds."""
    found, headers = {"retry_after": seconds} | members, {"Retry-After": str(seconds)}
    return Problem(kind, members=found, headers=headers, seconds=seconds, **members)


def pointer(path: Sequence[str | int]) -> str:
    """A JSON Pointer (RFC 6901) as a URI fragment."""
    parts = (str(p).replace("~", "~0").replace("/", "~1") for p in path)
    return "#" + "".join("/" + quote(p, safe="~") for p in parts)


def from_validation(error: ValidationError) -> Problem:
    """What pydantic found, as faults; the wording is ours."""
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        reason = str(found[0].get("ctx", {}).get("error", ""))
        deep = reason.startswith("recursion limit")
        key = "json_deep" if deep else "json_invalid"
        return Problem("invalid-json", Fault((), key, {"reason": reason, "limit": NESTING}))
    faults = (
        Fault(
            _path(e["loc"]),
            e["type"],
            _whole(e.get("ctx", {})) | {"field": str(e["loc"][-1:] and e["loc"][-1])},
        )
        for e in found[:MOST_FAULTS]
    )
    return Problem("invalid-request", *faults)


def _whole(values: Mapping[str, Any]) -> dict[str, Any]:
    """A limit of 100 is said as 100, also where it bounds a number with decimals."""
    return {k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in values.items()}


def _path(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A pydantic location without the tags of its unions, which only parameter values have."""
    if loc[:2] == ("params", "values"):
        return loc[:3] + tuple(p for p in loc[3:] if isinstance(p, int))
    if loc[:2] == ("loss", "targets"):
        return loc[:3]
    return loc


def texts(connection: HTTPConnection) -> Catalogue:
    """The catalogue that a request asks for; English where it does not say."""
    return catalogue(negotiate(connection.headers.get("accept-language"), default="en"))


def answer(connection: HTTPConnection, problem: Problem, below: str = "") -> Response:
    """The response to a request with a problem; below leads from the request's mount to the API."""
    t = texts(connection)
    body = orjson.dumps(problem.document(t, mounted_at(connection) + below))
    headers = {
        "Content-Language": t.lang,
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
    } | problem.headers
    return Response(body, problem.status, headers, MEDIA_TYPE)


def mounted_at(connection: HTTPConnection) -> str:
    """Where the API stands: "/api", with whatever a proxy puts before it."""
    return str(connection.scope.get("root_path", "")).rstrip("/")

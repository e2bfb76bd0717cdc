"""What the literature reports of a task; its sentences are in the catalogues."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Source:
    """read: "full", or "abstract" or "beginning" where no more than that was at hand."""

    reference: str
    url: str
    read: str


@dataclass(frozen=True)
class Result:
    """values: the numbers of its sentence."""

    id: str
    task: str
    source: Source
    where: str
    values: Mapping[str, float] = field(default_factory=dict)


@cache
def results() -> tuple[Result, ...]:
    """All of them, in the order of the file."""
    text = (Path(__file__).parent / "published.toml").read_text("utf-8")
    found: dict[str, Any] = tomllib.loads(text)
    sources = {id: Source(**facts) for id, facts in found["source"].items()}
    return tuple(Result(**row | {"source": sources[row["source"]]}) for row in found["result"])


def of(task: str) -> tuple[Result, ...]:
    """What the literature reports of a task."""
    return tuple(result for result in results() if result.task == task)

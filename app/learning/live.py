"""A training as a job: a request in JSON, a stream of JSON events; runs in a worker process.

Whole copies of a run are kept on the way, so that the same request with one change more goes on
from the last copy that both share; the events up to there are repeated, so that the stream stays a
pure function of the request. A long run tells about REPORTS of its updates, evenly spread, and
besides every one with a spike.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from time import process_time
from typing import Any

from ..cells import CELLS
from . import signs
from .batch import Task
from .building import Settings, build
from .tasks import TASKS
from .told import ended, estimate, guessing, one_answer, report, started
from .training import Diverged, Run, Update

REPORTS, COPIES = 200, 20
WEIGHTS = 4  # one report in so many tells the weights, and each of the first few
KEPT_BYTES = 64_000_000  # of all copies together
MOST_SECONDS = 60.0  # estimated, of one core
MOST_CPU = 120.0  # measured: what is estimated badly ends here


@dataclass(frozen=True)
class Kept:
    """A run after some update, and everything it had told by then."""

    run: Run
    told: tuple[bytes, ...]
    norms: tuple[float, ...]

    @property
    def size(self) -> int:
        """Bytes: weights, two moments of each, and what was told."""
        weights = sum(p.nbytes for p in self.run.network.trainable)
        return 3 * weights + sum(map(len, self.told))


_kept: OrderedDict[str, Kept] = OrderedDict()


def work(payload: bytes, stopped: Callable[[], bool]) -> Iterator[bytes]:
    """Events: start, update, then end or error; nothing after stopped() is true."""
    asked: dict[str, Any] = json.loads(payload)
    task = task_of(asked["task"], json.dumps(asked["knobs"], sort_keys=True))
    settings = Settings(**asked["settings"])
    changes = {change["at"]: change["settings"] for change in asked["changes"]}
    found = _latest(asked, settings.updates)
    if found is None:
        run, told, norms = Run(task, build(task, CELLS[asked["cell"]], settings), settings), [], []
    else:
        run, told, norms = found.run.copy(), list(found.told), list(found.norms)
    if not told:
        told.append(dumps({"start": started(run, asked["sample"])}))
    yield from told
    yield from _continued(run, asked, changes, told, norms, stopped)


def too_long(payload: bytes) -> float | None:
    """The seconds that a job would take, where that is more than is accepted."""
    asked: dict[str, Any] = json.loads(payload)
    task = task_of(asked["task"], json.dumps(asked["knobs"], sort_keys=True))
    settings = Settings(**asked["settings"])
    seconds = estimate(task, build(task, CELLS[asked["cell"]], settings), settings)
    return round(seconds, 1) if seconds > MOST_SECONDS else None


def _continued(
    run: Run,
    asked: dict[str, Any],
    changes: dict[int, dict[str, Any]],
    told: list[bytes],
    norms: list[float],
    stopped: Callable[[], bool],
) -> Iterator[bytes]:
    updates, begun = run.settings.updates, process_time()
    every, copied = max(1, updates // REPORTS), max(1, updates // COPIES)
    guess = guessing(run.task)
    known = json.loads(told[-1]).get("update", {}).get("signs", [])
    while run.number < updates:
        if run.number in changes:
            run.change(changes[run.number])
        due = run.number + 1 in (1, updates) or (run.number + 1) % every == 0
        seen: list[dict[str, Any]] = []

        def look(
            update: Update, due: bool = due, known: list[str] = known,
            seen: list[dict[str, Any]] = seen,
        ) -> None:  # fmt: skip
            passing = signs.passing(update, norms, guess)
            if due or "spike" in passing or not set(passing) <= set(known):
                alone, cut = one_answer(update.batch), run.settings.truncate
                seen.append(signs.read(update, norms, guess, alone, cut))

        try:
            update = run.update(look)
            if seen:
                k = run.number // every
                weights = due and (run.number == updates or k < 2 * WEIGHTS or k % WEIGHTS == 0)
                said = report(run, update, seen[0], asked["sample"], weights)
                told.append(dumps({"update": said}))
                known = seen[0]["signs"]
                yield told[-1]
        except Diverged as error:
            yield diverged(error)
            return
        norms.append(update.norm)
        if update.number % copied == 0:
            _keep(asked, run, told, norms)
        if stopped():
            _keep(asked, run, told, norms)
            return
        if process_time() - begun > MOST_CPU:
            yield dumps({"error": "too-much-work", "asked": MOST_CPU})
            return
    try:
        yield dumps({"end": ended(run)})
    except ValueError:  # the last update left what the next one would stop at
        try:
            run.update()
        except Diverged as error:
            yield diverged(error)


def diverged(error: Diverged) -> bytes:
    """The line that ends a stream: where the numbers overflowed; update from 1, step from 0."""
    where = {"update": error.update, "step": error.step, "node": error.node}
    return dumps({"error": "diverged", **where})


@lru_cache(maxsize=8)
def task_of(id: str, knobs: str) -> Task:
    """knobs: as JSON, so that equal ones are made once."""
    return TASKS[id](**json.loads(knobs))


def dumps(value: Any) -> bytes:
    """A line of JSON; raises ValueError for a number that is not finite."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def _key(asked: dict[str, Any], number: int) -> str:
    """Everything that the first updates depend on."""
    before = [change for change in asked["changes"] if change["at"] < number]
    return json.dumps([{**asked, "changes": before}, number], sort_keys=True)


def _keep(asked: dict[str, Any], run: Run, told: list[bytes], norms: list[float]) -> None:
    _kept[_key(asked, run.number)] = Kept(run.copy(), tuple(told), tuple(norms))
    while sum(kept.size for kept in _kept.values()) > KEPT_BYTES:
        _kept.popitem(last=False)


def _latest(asked: dict[str, Any], updates: int) -> Kept | None:
    """The latest copy of a run that began as this request does."""
    numbers = sorted({kept.run.number for kept in _kept.values()}, reverse=True)
    keys = (_key(asked, number) for number in numbers if number <= updates)
    return next((_kept[key] for key in keys if key in _kept), None)

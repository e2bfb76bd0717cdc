"""A training as a job: a request in JSON, a stream of JSON events; runs in a worker process.

Whole copies of a run are kept on the way, so that the same request with one change more goes on
from the last copy that both share; the events up to there are repeated, so that the stream stays a
pure function of the request.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from time import process_time
from typing import Any

import numpy as np

from ..cells import CELLS
from . import signs
from .batch import Batch, Task
from .network import forward
from .tasks import TASKS
from .training import Diverged, Run, Settings, Update, build, evaluated

REPORTS, COPIES = 200, 20
KEPT_BYTES = 64_000_000  # of all copies together
MOST_SECONDS = 60.0  # estimated, of one core
MOST_CPU = 120.0  # measured: what is estimated badly ends here
SHOWN_STEPS, SHOWN_UNITS = 40, 16  # of a sample


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
        start = started(run)
        if start["estimate"] > MOST_SECONDS:
            yield dumps({"error": "too-much-work", "asked": start["estimate"]})
            return
        told.append(dumps({"start": start}))
    yield from told
    yield from _continued(run, asked, changes, told, norms, stopped)


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
    while run.number < updates:
        if run.number in changes:
            run.change(changes[run.number])
        told_now = run.number + 1 in (1, updates) or (run.number + 1) % every == 0
        seen: list[dict[str, Any]] = []

        def look(update: Update, seen: list[dict[str, Any]] = seen) -> None:
            seen.append(signs.read(update, norms, guess, one_answer(update.batch)))

        try:
            update = run.update(look if told_now else None)
        except Diverged as error:
            where = {"update": error.update, "step": error.step, "node": error.node}
            yield dumps({"error": "diverged", **where})
            return
        if told_now:
            told.append(dumps({"update": report(run, update, seen[0], asked["sample"])}))
            yield told[-1]
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
    except ValueError:  # the last update left something that is not a number
        yield dumps({"error": "diverged", "update": updates, "step": 0, "node": "outputs"})


@lru_cache(maxsize=8)
def task_of(id: str, knobs: str) -> Task:
    return TASKS[id](**json.loads(knobs))


def started(run: Run) -> dict[str, Any]:
    """What is going to be trained, and how long it may take."""
    task, network = run.task, run.network
    cells = [
        f"{name}{k}{way}"
        for name, stack in (("encoder", network.encoder), ("layer", network.layers))
        for k, layer in enumerate(stack)
        for way in ("", "_back")[: len(layer)]
    ]
    return {
        "inputs": task.inputs,
        "outputs": task.outputs,
        "source": task.source,
        "chance": task.chance,
        "guessing": guessing(task),
        "updates": run.settings.updates,
        "arrays": [*cells, "V", "b_y"],
        "parameters": int(sum(p.size for p in network.trainable)),
        "estimate": round(estimate(run), 1),
        "facts": {k: v for k, v in task.facts.items() if not isinstance(v, dict)},
    }


def estimate(run: Run) -> float:
    """Seconds on one slow core, from the sizes of one batch."""
    batch = run.task.draw(np.random.default_rng(0), run.settings.batch)
    steps = len(batch.read.inputs) + (len(batch.source.inputs) if batch.source else 0)
    cells = len(run.network.trainable) - 2
    size = sum(p.size for p in run.network.trainable)
    per_step = 1e-4 * cells + 4e-10 * size * run.settings.batch
    return run.settings.updates * (4e-4 + steps * per_step)


def guessing(task: Task) -> float | None:
    """The loss of equal bets on every answer that can be meant."""
    if task.values:
        return None
    return float(np.log(1 / task.chance)) if task.chance else None


def one_answer(batch: Batch) -> bool:
    """Whether every sequence is asked at its last timestep only."""
    return bool((batch.steps == batch.read.lengths[batch.rows] - 1).all())


def report(run: Run, update: Update, seen: dict[str, Any], sample: list[str]) -> dict[str, Any]:
    """One update for the page, with the signs seen in it: numbers with six digits."""
    found: dict[str, Any] = {
        "update": update.number, "loss": update.loss, **update.scores, "norm": update.norm,
        "norms": list(update.norms), "clipped": update.clipped, "rate": update.rate, **seen,
    }  # fmt: skip
    if sample:
        found["sample"] = sampled(run, sample)
    return rounded(found)  # type: ignore[no-any-return]


def sampled(run: Run, nodes: list[str]) -> dict[str, Any]:
    """Some nodes of the top layer on the first sequence of the same batch every time."""
    batch: Batch = run.task.draw(np.random.default_rng(0), 1)
    passed = forward(run.network, batch)[1]
    trace = passed.traces[-1][0]
    found = {id: trace[id][:SHOWN_STEPS, 0, :SHOWN_UNITS] for id in nodes}
    if passed.weights is not None:
        found["attention"] = passed.weights[:SHOWN_STEPS, 0, :SHOWN_STEPS]
    return found


def ended(run: Run) -> dict[str, Any]:
    """What was learned, measured on data no training drew from, and the weights, not rounded."""
    network = run.network
    held_out = {k: evaluated(run.task, network, b) for k, b in run.task.held_out().items()}
    weights: dict[str, Any] = {}
    kept: dict[str, Any] = {}  # what batch normalisation uses after training: (2, T, H)
    for prefix, stack in (("", network.layers), ("encoder.", network.encoder)):
        for k, layer in enumerate(stack):
            for w, way in enumerate(layer):
                place = f"{prefix}{'' if len(stack) == len(layer) == 1 else f'layer{k}.{w}.'}"
                weights |= {place + name: value.tolist() for name, value in way.items()}
                kept |= {f"{place}kept.{node}": v.tolist() for node, v in way.kept.items()}
    readout: dict[str, Any] = {"V": network.readout.V.tolist(), "b_y": network.readout.b_y.tolist()}
    return {
        "updates": run.number,
        "held_out": rounded(held_out),
        "params": weights,
        "kept": kept,
        **readout,
    }


def rounded(value: Any) -> Any:
    """Floats to six significant digits, everywhere inside."""
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, np.ndarray | list | tuple):
        return [rounded(v) for v in (value.tolist() if isinstance(value, np.ndarray) else value)]
    if isinstance(value, float | np.floating):
        return float(f"{float(value):.6g}")
    return value


def dumps(value: Any) -> bytes:
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

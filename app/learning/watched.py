"""A training looked at closely at regular moments: what its gradients do, and the signs of it."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..core.cell import Cell
from ..core.ops import Array
from ..core.trace import Trace
from . import signs
from .batch import Task
from .building import Settings, build
from .jacobians import carried, jacobians
from .training import Diverged, Run, Update, evaluated, measured

LATELY = 20  # updates over which loss and accuracy are averaged
DIGITS = 4  # of what is written down


@dataclass(frozen=True)
class Moment:
    """After so many updates, on the batch of the next one.

    back (T,): mean over the batch of ‖dL/dh_t‖. carried (T,): ‖∂s_T/∂s_t‖ of its first sequence;
    empty where the sequences of a batch depend on one another (batch normalisation).
    dead: share of the units
    that are 0 in the whole batch. radius: of U_h, None in a cell that has none.
    """

    updates: int
    back: Array
    carried: Array
    loss: float
    accuracy: float
    saturated: float
    dead: float
    radius: float | None

    @property
    def rate(self) -> float | None:
        """What a step back multiplies the gradient by; 0 where it no longer arrives."""
        return 0.0 if self.back[0] == 0 < self.back[-1] else signs.rate(self.back)


@dataclass(frozen=True)
class Watched:
    """Every update's loss, gradient norm before clipping and whether it was clipped; the moments.

    spikes: after so many updates, the largest norm so far beside the median of those before it.
    accuracy: on held-out data at the end; failed: the update that was not finite; one is set.
    """

    settings: Settings
    losses: Array
    norms: Array
    clipped: Array
    spikes: Array
    moments: tuple[Moment, ...]
    accuracy: float | None
    failed: int | None

    def written(self) -> dict[str, Any]:
        """Everything that read() needs, as JSON has it."""
        return {
            "settings": asdict(self.settings),
            "losses": _rounded(self.losses),
            "norms": _rounded(self.norms),
            "clipped": np.flatnonzero(self.clipped).tolist(),
            "moments": [
                asdict(m) | {"back": _rounded(m.back), "carried": _rounded(m.carried)}
                for m in self.moments
            ],
            "accuracy": self.accuracy,
            "failed": self.failed,
        }

    @staticmethod
    def read(written: Mapping[str, Any]) -> Watched:
        norms, clipped = np.array(written["norms"]), np.zeros(len(written["norms"]), bool)
        clipped[written["clipped"]] = True
        moments = [
            Moment(**m | {"back": np.array(m["back"]), "carried": np.array(m["carried"])})
            for m in written["moments"]
        ]
        return Watched(
            Settings(**written["settings"]), np.array(written["losses"]), norms, clipped,
            _spikes(written["norms"]), tuple(moments), written["accuracy"], written["failed"],
        )  # fmt: skip


def _rounded(values: Array) -> list[float]:
    return [float(f"{v:.{DIGITS}g}") for v in values]


def watching(
    task: Task, cell: Cell, settings: Settings, moments: int
) -> Generator[int, None, Watched]:
    """A whole training, looked at moments + 1 times, before the first update and after the last.

    Yields the number of updates done, at every moment.
    """
    run = Run(task, build(task, cell, settings), settings)
    every = max(1, settings.updates // moments)
    losses: list[float] = []
    norms: list[float] = []
    scores: list[float] = []
    clipped: list[bool] = []
    seen: list[Moment] = []
    accuracy = failed = None
    try:
        while run.number < settings.updates:
            if run.number % every == 0:
                seen.append(_moment(run, losses, scores))
                yield run.number
            update = run.update()
            losses.append(update.loss)
            norms.append(update.norm)
            scores.append(update.scores["accuracy"])
            clipped.append(update.clipped)
        seen.append(_moment(run, losses, scores))
        [batch] = task.held_out().values()
        accuracy = evaluated(task, run.network, batch)["accuracy"]
    except Diverged as problem:
        failed = problem.update
    return Watched(
        settings, np.array(losses), np.array(norms), np.array(clipped), _spikes(norms),
        tuple(seen), accuracy, failed,
    )  # fmt: skip


def _moment(run: Run, losses: Sequence[float], scores: Sequence[float]) -> Moment:
    """The run is not moved on: its data come from copies of its generators."""
    data, noise = deepcopy((run.data, run.noise))
    batch = run.task.draw(data, run.settings.batch)
    with np.errstate(over="ignore", invalid="ignore"):
        update, _ = measured(run.task, run.network, batch, run.settings, run.number + 1, 0.0, noise)
        trace = update.passed.traces[-1][0]
        alone = not any(n.op.settles for n in trace.cell.nodes)
        steps = jacobians(_first(trace)) if alone else np.empty(0)
        if not np.isfinite(steps).all():
            raise Diverged(run.number + 1, 0, "gradient")
    return Moment(
        run.number,
        signs.back(update),
        carried(steps) if alone else steps,
        float(np.mean(losses[-LATELY:])) if losses else update.loss,
        float(np.mean(scores[-LATELY:])) if scores else update.scores["accuracy"],
        signs.saturated(trace, [n.id for n in trace.cell.nodes if n.op.range is not None]),
        float((trace["h"] == 0).all(axis=(0, 1)).mean()),
        _radius(run, update),
    )


def _first(trace: Trace) -> Trace:
    """The batch's first sequence alone."""
    start = {s: v[0] for s, v in trace.start.items()}
    return Trace(
        trace.cell, trace.params, trace.inputs[:, 0], start, trace.values[..., 0], trace.overrides
    )


def _spikes(norms: Sequence[float]) -> Array:
    """(updates + 1,)."""
    found = np.ones(len(norms) + 1)
    for k in range(1, len(norms)):
        usual = float(np.median(norms[max(0, k - signs.MEMORY) : k]))
        found[k + 1] = norms[k] / usual if usual else 1.0
    return np.maximum.accumulate(found)


def _radius(run: Run, update: Update) -> float | None:
    U = run.network.layers[-1][0].get("U_h")
    return None if U is None else float(np.abs(np.linalg.eigvals(U)).max())

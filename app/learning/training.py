"""Training of a network on a task: a pure function of the task, the network and the settings."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..allocation import keep_freed_memory
from ..core.ops import Array
from ..core.trace import Trace
from .batch import Batch, Task
from .batch_statistics import keep
from .building import Settings
from .gradients import through_time
from .losses import loss, scores
from .network import Network, Passed, forward, gradients
from .objective import by_node
from .optimisers import OPTIMISERS, Optimiser, clip_by_norm, clip_by_value, joint_norm


@dataclass(frozen=True)
class Update:
    """One update: of its batch the loss, scores and joint gradient norm before any clipping.

    norms: by array (each cell, V, b_y). way: the pass that was differentiated, for a closer look.
    """

    number: int
    loss: float
    scores: dict[str, float]
    norm: float
    norms: tuple[float, ...]
    clipped: bool
    rate: float
    batch: Batch
    passed: Passed
    by_top: Array


class Diverged(ArithmeticError):
    """A number left the finite ones: at which update, and at which timestep in which node."""

    def __init__(self, update: int, step: int, node: str) -> None:
        super().__init__(f"update {update}: {node} at timestep {step} is not finite")
        self.update, self.step, self.node = update, step, node


@dataclass
class Run:
    """A training that can be stopped, changed, copied and gone on with."""

    task: Task
    network: Network
    settings: Settings
    number: int = 0

    def __post_init__(self) -> None:
        keep_freed_memory()
        seed = self.settings.seed
        self.data, self.noise = (np.random.default_rng((seed, k)) for k in (1, 2))
        self.optimiser = self._optimiser()

    def _optimiser(self) -> Optimiser:
        return OPTIMISERS[self.settings.optimiser](self.settings.rate, self.settings.momentum)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Other settings from the next update on."""
        self.settings = replace(self.settings, **changes)
        if changes.keys() & {"optimiser", "momentum"}:
            self.optimiser = self._optimiser()

    def update(self, look: Callable[[Update], None] | None = None) -> Update:
        """One more; raises Diverged. look sees it while the weights are still those it used."""
        s = self.settings
        done = self.number / max(1, s.updates - 1)
        self.number += 1
        fading = 0.5 * (1 + np.cos(np.pi * done))
        self.optimiser.rate = s.rate * (s.cosine + (1 - s.cosine) * fading)
        batch = self.task.draw(self.data, s.batch)
        with np.errstate(over="ignore", invalid="ignore"):
            update, found = measured(
                self.task, self.network, batch, s, self.number, self.optimiser.rate, self.noise
            )
            if look:
                look(update)
            self.optimiser.update(self.network.trainable, found)
        return update

    def copy(self) -> Run:
        """Independent of this one from here on; the task is shared."""
        return copy.deepcopy(self, {id(self.task): self.task})


def train(task: Task, network: Network, settings: Settings) -> Iterator[Update]:
    """Every update of the network as it is made; raises Diverged."""
    run = Run(task, network, settings)
    while run.number < settings.updates:
        yield run.update()


def measured(
    task: Task,
    network: Network,
    batch: Batch,
    s: Settings,
    number: int,
    rate: float,
    noise: np.random.Generator,
) -> tuple[Update, list[Array]]:
    """A batch's update before it is made, and its gradients after clipping and weight decay."""
    ways = forward(network, batch, (s.dropout, noise) if s.dropout else None, fresh=True)
    keep(ways)
    logits = network.readout.logits(ways[1].top[batch.steps, batch.rows])
    value, by_logits = loss(task, logits, batch)
    if not np.isfinite(value):
        raise Diverged(number, *_where(ways, logits, batch))
    found, by_top = gradients(network, batch, ways, by_logits, s.truncate)
    if s.decay:
        for g, p in zip(found, network.trainable, strict=True):
            g += s.decay * p
    norms = tuple(joint_norm([g]) for g in found)
    norm = float(np.sqrt(sum(n * n for n in norms)))
    if not np.isfinite(norm):
        raise Diverged(number, _overflowed(ways[1], by_top, s.truncate), "gradient")
    clipped = s.clip_value is not None and clip_by_value(found, s.clip_value)
    if s.clip_norm is not None:
        clipped |= clip_by_norm(found, s.clip_norm) > s.clip_norm
    score = scores(task, logits, batch)
    update = Update(number, value, score, norm, norms, clipped, rate, batch, ways[1], by_top)
    return update, found


def _where(ways: tuple[Passed | None, Passed], logits: Array, batch: Batch) -> tuple[int, str]:
    """The first value that is not finite: (timestep, node); the readout where all nodes are."""
    traces: list[Trace] = [t for w in ways if w for layer in w.traces for t in layer]
    found = [place for t in traces if (place := t.first_nonfinite()) is not None]
    if found:
        return found[0]
    wrong = ~np.isfinite(logits).all(axis=-1)
    return int(batch.steps[wrong].min(initial=batch.steps.max())), "outputs"


def _overflowed(passed: Passed, by_top: Array, truncate: int | None) -> int:
    """The timestep where the top layer's gradient stops being finite on its way back; else 0."""
    trace = passed.traces[-1][0]
    seeds = by_node(trace, by_top[..., : trace.said.shape[-1]])
    found = through_time(trace, seeds, truncate, inputs=False, nodes=("h",)).nodes["h"]
    wrong = np.flatnonzero(~np.isfinite(found.reshape(len(found), -1)).all(axis=1))
    return int(wrong.max(initial=0))


def evaluated(task: Task, network: Network, batch: Batch) -> dict[str, float]:
    """Loss and scores on a batch, nothing changed."""
    with np.errstate(over="ignore", invalid="ignore"):
        passed = forward(network, batch)[1]
        logits = network.readout.logits(passed.top[batch.steps, batch.rows])
        return {"loss": loss(task, logits, batch)[0]} | scores(task, logits, batch)

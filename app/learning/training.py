"""Training of a network on a task: a pure function of the task, the cell and the settings."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from ..allocation import keep_freed_memory
from ..cells.attending import bahdanau, luong
from ..cells.normalised import batch_normalised, layer_normalised
from ..core.cell import Cell
from ..core.ops import Array
from ..core.params import Params, initial
from ..core.run import Trace
from .batch import Batch, Task
from .batch_statistics import keep
from .losses import loss, scores
from .network import Layer, Network, Passed, forward, gradients
from .optimisers import OPTIMISERS, Optimiser, clip_by_norm, clip_by_value, joint_norm
from .readout import Readout


@dataclass(frozen=True)
class Settings:
    """Everything a run depends on besides its task and cell.

    init: as core.params, W always Glorot, and "gauss": U normal with variance 1/H. radius: U is
    scaled to this spectral radius. chrono: b_f = ln U(1, chrono − 1), b_i = −b_f (Tallec & Ollivier
    2018). cosine: the share of the rate that is left at the last update, 1: constant.
    decay: L2, times every parameter added to its gradient. truncate: as gradients.through_time.
    normalisation: one of NORMALISATION; attention: "", or how a decoder's top layer attends,
    one of ATTENTION.
    """

    hidden: int
    updates: int
    rate: float
    seed: int = 1
    batch: int = 32
    optimiser: str = "adam"
    momentum: float = 0.0
    clip_norm: float | None = 1.0
    clip_value: float | None = None
    decay: float = 0.0
    dropout: float = 0.0
    init: str = "orthogonal"
    radius: float | None = None
    forget_bias: float = 0.0
    chrono: int | None = None
    cosine: float = 1.0
    layers: int = 1
    bidirectional: bool = False
    truncate: int | None = None
    normalisation: str = "none"
    attention: str = ""
    dtype: str = "float32"


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


NORMALISATION: dict[str, Callable[[Cell], Cell]] = {
    "none": lambda cell: cell,
    "layer": layer_normalised,
    "batch": batch_normalised,
    "batch_input": partial(batch_normalised, recurrent=False),
}
ATTENTION = {"luong": luong, "bahdanau": bahdanau}


def build(task: Task, cell: Cell, s: Settings) -> Network:
    """A network with seeded weights; attention is for tasks with a source, one way a layer."""
    cell = NORMALISATION[s.normalisation](cell)
    attends = s.attention if task.source else ""
    top = ATTENTION[attends](cell) if attends else cell
    ways = 2 if s.bidirectional else 1

    def stack(inputs: int, place: int, top: Cell) -> tuple[Layer, ...]:
        sizes = [inputs, *[ways * s.hidden] * (s.layers - 1)]
        cells = [*[cell] * (s.layers - 1), top]
        return tuple(
            _layer(c, size, s, place + k)
            for k, (c, size) in enumerate(zip(cells, sizes, strict=True))
        )

    rng = np.random.default_rng((s.seed, 0))
    outputs, read = len(task.outputs), ways * s.hidden * len(top.said)
    bound = 1 / np.sqrt(ways * s.hidden)
    V = rng.uniform(-bound, bound, (outputs, read)).astype(s.dtype)
    readout = Readout(V, np.zeros(outputs, s.dtype))
    encoder = stack(len(task.source), 100, cell) if task.source else ()
    layers = stack(len(task.inputs), 0, top)
    for name in ("U_a", "W_a") if attends else ():
        if name in (own := layers[-1][0]):
            own[name][...] = rng.uniform(-bound, bound, own[name].shape).T
    return Network(layers, readout, encoder)


def _layer(cell: Cell, inputs: int, s: Settings, place: int) -> Layer:
    ways = (0, 1) if s.bidirectional else (0,)
    return tuple(_cell(cell, inputs, s, s.seed + 1000 * (2 * place + way)) for way in ways)


def _cell(cell: Cell, inputs: int, s: Settings, seed: int) -> Params:
    recurrent = "orthogonal" if s.init == "gauss" else s.init
    bias = s.forget_bias if cell.keep else 0.0
    made = initial(
        cell, inputs, s.hidden, seed=seed, init=recurrent, forget_bias=bias, dtype=s.dtype
    )
    glorot = initial(cell, inputs, s.hidden, seed=seed, init="glorot", dtype=s.dtype)
    rng = np.random.default_rng((seed, 7))
    for name, view in made.items():
        if name.startswith("W") and s.init != "pytorch":
            view[...] = glorot[name]
        if name.startswith("U") and s.init == "gauss":
            view[...] = rng.standard_normal(view.shape) / np.sqrt(s.hidden)
        if name.startswith("U") and s.radius is not None:
            view *= s.radius / np.abs(np.linalg.eigvals(view)).max()
    if s.chrono is not None and cell.keep:
        _chrono(made, cell, s.chrono, rng)
    return made


def _chrono(p: Params, cell: Cell, longest: int, rng: np.random.Generator) -> None:
    keeps = np.log(rng.uniform(1, longest - 1, p.hidden))
    sign = -1 if cell.keep.startswith("-") else 1
    p[cell.keep.lstrip("-")][...] = sign * keeps
    if "b_i" in p and "b_f" in p:
        p["b_i"][...] = -keeps


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
        raise Diverged(number, *_where(ways))
    found, by_top = gradients(network, batch, ways, by_logits, s.truncate)
    if s.decay:
        for g, p in zip(found, network.trainable, strict=True):
            g += s.decay * p
    norms = tuple(joint_norm([g]) for g in found)
    norm = float(np.sqrt(sum(n * n for n in norms)))
    if not np.isfinite(norm):
        raise Diverged(number, 0, "gradient")
    clipped = s.clip_value is not None and clip_by_value(found, s.clip_value)
    if s.clip_norm is not None:
        clipped |= clip_by_norm(found, s.clip_norm) > s.clip_norm
    score = scores(task, logits, batch)
    update = Update(number, value, score, norm, norms, clipped, rate, batch, ways[1], by_top)
    return update, found


def _where(ways: tuple[Passed | None, Passed]) -> tuple[int, str]:
    """The first value that is not finite: (timestep, node); the readout where all nodes are."""
    traces: list[Trace] = [t for w in ways if w for layer in w.traces for t in layer]
    bad = (t.first_nonfinite() for t in traces)
    return next((b for b in bad if b is not None), (0, "outputs"))


def evaluated(task: Task, network: Network, batch: Batch) -> dict[str, float]:
    """Loss and scores on a batch, nothing changed."""
    with np.errstate(over="ignore", invalid="ignore"):
        passed = forward(network, batch)[1]
        logits = network.readout.logits(passed.top[batch.steps, batch.rows])
        return {"loss": loss(task, logits, batch)[0]} | scores(task, logits, batch)

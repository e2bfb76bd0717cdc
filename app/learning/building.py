"""A network as its settings ask for it: cells, layers and weights, all drawn from the seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..cells.attending import bahdanau, luong
from ..cells.normalised import batch_normalised, layer_normalised
from ..core.cell import Cell
from ..core.params import Params, initial
from .batch import Task
from .network import Layer, Network
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

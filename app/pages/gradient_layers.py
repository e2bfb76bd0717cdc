"""How much gradient reaches every layer of a network: a row of bars each, on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from ..i18n import Catalogue
from .gradient_sizes import Sizes
from .gradient_wave import Layer, Wave
from .site import with_query
from .step_names import labels, short

TALL = 40  # px of the largest
WIDE, NARROW, FINE = 34, 18, 8  # px of a step, by how many there are


@dataclass(frozen=True)
class Bar:
    """A timestep: where it stands, how tall, its token where there is room, its size in words."""

    x: float
    height: float
    token: str
    said: str


@dataclass(frozen=True)
class Row:
    """A layer's bars, and the address that puts it on the stage."""

    label: str
    address: str
    shown: bool
    reversed: bool
    bars: list[Bar]
    pitch: int
    first: str
    last: str

    @property
    def width(self) -> int:
        return self.pitch * len(self.bars)

    @property
    def said(self) -> str:
        return "; ".join(bar.said for bar in self.bars)


def rows(wave: Wave) -> list[Row]:
    """The last to read first, as the gradient meets them; none where there is but one layer."""
    if len(wave.layers) < 2:
        return []
    sizes = [_sizes(layer) for layer in wave.layers]
    scale = Sizes(max(float(v.max(initial=0.0)) for v in sizes) or 1.0, wave.t)
    found = [
        _row(wave, k, layer, own, scale)
        for k, (layer, own) in enumerate(zip(wave.layers, sizes, strict=True))
    ]
    return found[::-1]


def _sizes(layer: Layer) -> np.ndarray:
    """(T,): the norm of the loss's gradient by all states of the step together."""
    states = layer.found.computed.trace.cell.states
    every = [layer.found.gradients.nodes[s] for s in states]
    return cast(np.ndarray, np.linalg.norm(np.concatenate(every, axis=-1), axis=-1))


def _row(wave: Wave, k: int, layer: Layer, sizes: np.ndarray, scale: Sizes) -> Row:
    values = wave.values | {"layer": layer.name if k else ""}
    values.pop("at", None)
    tokens, steps = labels(layer.found.computed), len(sizes)
    pitch = WIDE if steps <= 16 else NARROW if steps <= 40 else FINE
    bars = [
        Bar(
            t * pitch, round(TALL * scale.share(v), 1),
            short(tokens[t]) if pitch == WIDE or (len(tokens[t]) == 1 and pitch == NARROW) else "",
            _said(wave.t, t, tokens[t], scale.written(v)),
        )
        for t, v in enumerate(sizes.tolist())
    ]  # fmt: skip
    return Row(
        layer.label, with_query({n: v for n, v in values.items() if v}), k == wave.shown,
        layer.reversed, bars, pitch, scale.written(float(sizes[0])), scale.written(_end(sizes)),
    )  # fmt: skip


def _end(sizes: np.ndarray) -> float:
    """The size at the last step that any gradient reaches."""
    some = np.flatnonzero(sizes)
    return float(sizes[some[-1]]) if len(some) else 0.0


def _said(t: Catalogue, step: int, token: str, size: str) -> str:
    return t("gradients.layer_step", step=step + 1, token=t.token(token), v=size)

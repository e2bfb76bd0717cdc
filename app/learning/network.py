"""Layers of cells with a readout, and the way back through them.

Stacked layers read the h of the one below; a bidirectional layer has a second cell that reads its
sequence from the end, and their h stand side by side (Schuster & Paliwal 1997). With an encoder,
every layer starts from the last states of the encoder's layer of the same height (Sutskever,
Vinyals & Le 2014; without reversing). A top layer that attends looks at all that the encoder said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.ops import Array
from ..core.params import Params
from ..core.run import Memory, Trace, run
from .batch import Batch, Sequences, Whole
from .gradients import by_node, through_time
from .readout import Readout

Layer = tuple[Params, ...]  # one way, or forwards and backwards


@dataclass(frozen=True)
class Network:
    """layers from the input to the readout; encoder: those that read a source before."""

    layers: tuple[Layer, ...]
    readout: Readout
    encoder: tuple[Layer, ...] = ()

    @property
    def trainable(self) -> list[Array]:
        """Every array that an update changes: one a cell, V, b_y."""
        cells = [way.flat for layer in (*self.encoder, *self.layers) for way in layer]
        return [*cells, self.readout.V, self.readout.b_y]


@dataclass(frozen=True)
class Passed:
    """A batch's way up a stack: traces by layer and way, dropout masks, the top h (T, B, ·)."""

    traces: list[list[Trace]]
    masks: list[Array | None]
    top: Array
    turned: Whole

    @property
    def weights(self) -> Array | None:
        """(T, B, S): how a top layer that attends shares itself out among the source."""
        top = self.traces[-1][0]
        return top["weights"] if top.cell.attends else None


Drop = tuple[float, np.random.Generator]


def forward(
    network: Network, batch: Batch, drop: Drop | None = None, fresh: bool = False
) -> tuple[Passed | None, Passed]:
    """(the encoder's way, the layers' way); fresh: in training, as core.run."""
    if batch.source is None:
        return None, climb(network.layers, batch.read, drop, fresh=fresh)
    before = climb(network.encoder, batch.source, drop, fresh=fresh)
    at = batch.source.last
    starts = [{s: ways[0][s][at] for s in ways[0].cell.states} for ways in before.traces]
    present = np.arange(len(before.top)) < batch.source.lengths[:, None]
    memory = Memory(np.moveaxis(before.top, 0, 1), present)
    return before, climb(network.layers, batch.read, drop, starts, memory, fresh)


def climb(
    layers: Sequence[Layer],
    read: Sequences,
    drop: Drop | None = None,
    starts: Sequence[dict[str, Array]] = (),
    memory: Memory | None = None,
    fresh: bool = False,
) -> Passed:
    """Sequences through a stack; dropout acts between layers and before the readout only

    (Zaremba, Sutskever & Vinyals 2014), scaled so that its mean is 1.
    """
    turned = _turned(read)
    x, tokens, traces, masks = read.inputs, read.tokens, [], []
    for k, layer in enumerate(layers):
        start, cell = starts[k] if starts else None, layer[0].cell
        looked_at = memory if cell.attends else None
        ways = [run(cell, layer[0], x, start, tokens=tokens, memory=looked_at, fresh=fresh)]
        hs = [ways[0].said]
        if len(layer) == 2:
            back = np.take_along_axis(x, turned[..., None], axis=0)
            ways.append(run(cell, layer[1], back, fresh=fresh))
            hs.append(np.take_along_axis(ways[1]["h"], turned[..., None], axis=0))
        x, tokens = np.concatenate(hs, axis=-1) if len(hs) > 1 else hs[0], None
        mask = _mask(x, drop)
        x = x if mask is None else x * mask
        traces.append(ways)
        masks.append(mask)
    return Passed(traces, masks, x, turned)


def descend(
    passed: Passed,
    by_top: Array,
    by_last: Sequence[dict[str, Array]] = (),
    truncate: int | None = None,
) -> tuple[list[list[Params]], list[dict[str, Array]], Array | None]:
    """Gradients of a stack's parameters and of its first way's initial states, layer by layer;

    and of the memory that its top layer looked at.

    by_top (T, B, ·): the loss by what the stack hands on; by_last: by nodes of each layer besides.
    """
    params: list[list[Params]] = []
    states: list[dict[str, Array]] = []
    by_memory: Array | None = None
    for k in reversed(range(len(passed.traces))):
        ways, mask = passed.traces[k], passed.masks[k]
        by_top = by_top if mask is None else by_top * mask
        own = by_top[..., : ways[0].said.shape[-1]]
        seeds = by_node(ways[0], own)
        for node, seed in by_last[k].items() if by_last else ():
            seeds[node] = seeds[node] + seed if node in seeds else seed
        found = [through_time(ways[0], seeds, truncate, k > 0, nodes=False)]
        below = found[0].inputs
        if len(ways) == 2:
            turned = passed.turned[..., None]
            back = np.take_along_axis(by_top[..., own.shape[-1] :], turned, axis=0)
            found.append(through_time(ways[1], {"h": back}, truncate, k > 0, nodes=False))
            if k:
                below = below + np.take_along_axis(found[1].inputs, turned, axis=0)
        by_top = below
        by_memory = found[0].memory if by_memory is None else by_memory
        params.insert(0, [g.params for g in found])
        states.insert(0, found[0].state)
    return params, states, by_memory


def gradients(
    network: Network,
    batch: Batch,
    ways: tuple[Passed | None, Passed],
    by_logits: Array,
    truncate: int | None = None,
) -> tuple[list[Array], Array]:
    """In the order of network.trainable; and the loss by what the top layer says, (T, B, ·)."""
    before, passed = ways
    h = passed.top[batch.steps, batch.rows]
    by_top = np.zeros_like(passed.top)
    np.add.at(by_top, (batch.steps, batch.rows), by_logits @ network.readout.V)
    params, states, by_memory = descend(passed, by_top, (), truncate)
    found = [way.flat for layer in params for way in layer]
    if before is not None and batch.source is not None:
        seeds = [_at_the_end(before.traces[k][0], batch.source, s) for k, s in enumerate(states)]
        looked = np.zeros_like(before.top) if by_memory is None else np.moveaxis(by_memory, 1, 0)
        encoders, _, _ = descend(before, looked, seeds, truncate)
        found = [way.flat for layer in encoders for way in layer] + found
    return [*found, by_logits.T @ h, by_logits.sum(axis=0)], by_top


def _at_the_end(trace: Trace, source: Sequences, states: dict[str, Array]) -> dict[str, Array]:
    seeds = {s: np.zeros_like(trace[s]) for s in states}
    for s, g in states.items():
        seeds[s][source.last] = g
    return seeds


def _turned(read: Sequences) -> Whole:
    """(T, B): where each timestep's input comes from when every sequence is read from its end."""
    t = np.arange(len(read.inputs))[:, None]
    return np.where(t < read.lengths, read.lengths - 1 - t, t)


def _mask(x: Array, drop: Drop | None) -> Array | None:
    if drop is None or drop[0] == 0:
        return None
    kept = drop[1].random(x.shape, np.float32) >= drop[0]
    return (kept / (1 - drop[0])).astype(x.dtype)

"""Layers of cells with a readout, and the way back through them.

Stacked layers read the h of the one below; a bidirectional layer has a second cell that reads its
sequence from the end, and their h stand side by side (Schuster & Paliwal 1997). With an encoder,
every layer starts from the last states of the encoder's layer of the same height (Sutskever,
Vinyals & Le 2014; without reversing). A top layer that attends looks at all that the encoder said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..core.bptt import Gradients
from ..core.ops import Array
from ..core.params import Params
from ..core.run import run
from ..core.trace import Memory, Trace
from .batch import Batch, Sequences, Whole
from .gradients import through_time
from .objective import by_node
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
    return before, climb(network.layers, batch.read, drop, *handed(before, batch.source), fresh)


def handed(before: Passed, source: Sequences) -> tuple[list[dict[str, Array]], Memory]:
    """What an encoder hands on: each layer's last states, and all that its top layer said."""
    at = source.last
    starts = [{s: ways[0][s][at] for s in ways[0].cell.states} for ways in before.traces]
    present = np.arange(len(before.top)) < source.lengths[:, None]
    return starts, Memory(np.moveaxis(before.top, 0, 1), present)


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
    nodes: bool = False,
) -> list[list[Gradients]]:
    """Gradients of a stack, by layer and way; those of nodes and of what it read if asked for.

    by_top (T, B, ·): the loss by what the stack hands on; by_last: by nodes of each layer besides.
    """
    layers: list[list[Gradients]] = []
    for k in reversed(range(len(passed.traces))):
        ways, mask = passed.traces[k], passed.masks[k]
        by_top = by_top if mask is None else by_top * mask
        own = by_top[..., : ways[0].said.shape[-1]]
        seeds = by_node(ways[0], own)
        for node, seed in by_last[k].items() if by_last else ():
            seeds[node] = seeds[node] + seed if node in seeds else seed
        inputs, wanted = nodes or k > 0, None if nodes else ()
        found = [through_time(ways[0], seeds, truncate, inputs, wanted)]
        below = found[0].inputs
        if len(ways) == 2:
            turned = passed.turned[..., None]
            back = np.take_along_axis(by_top[..., own.shape[-1] :], turned, axis=0)
            seeds = {"h": back}
            found.append(through_time(ways[1], seeds, truncate, inputs, wanted))
            if k:
                below = below + np.take_along_axis(found[1].inputs, turned, axis=0)
        by_top = below
        layers.insert(0, found)
    return layers


def both(
    ways: tuple[Passed | None, Passed],
    source: Sequences | None,
    by_top: Array,
    by_last: Sequence[dict[str, Array]] = (),
    truncate: int | None = None,
    nodes: bool = False,
) -> tuple[list[list[Gradients]], list[list[Gradients]]]:
    """The way back through the layers, and from their first states and memory through the encoder.

    (encoder's, layers'), as descend.
    """
    before, passed = ways
    layers = descend(passed, by_top, by_last, truncate, nodes)
    if before is None or source is None:
        return [], layers
    seeds = [
        _at_the_end(trace[0], source, way[0].state)
        for trace, way in zip(before.traces, layers, strict=True)
    ]
    memory = layers[-1][0].memory
    looked = np.zeros_like(before.top) if memory is None else np.moveaxis(memory, 1, 0)
    return descend(before, looked, seeds, truncate, nodes), layers


def gradients(
    network: Network,
    batch: Batch,
    ways: tuple[Passed | None, Passed],
    by_logits: Array,
    truncate: int | None = None,
) -> tuple[list[Array], Array]:
    """In the order of network.trainable; and the loss by what the top layer says, (T, B, ·)."""
    passed = ways[1]
    h = passed.top[batch.steps, batch.rows]
    by_top = np.zeros_like(passed.top)
    np.add.at(by_top, (batch.steps, batch.rows), by_logits @ network.readout.V)
    encoder, layers = both(ways, batch.source, by_top, (), truncate)
    found = [way.params.flat for layer in (*encoder, *layers) for way in layer]
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


def alone(trace: Trace) -> Trace:
    """The run of a batch of one, without its batch axis."""
    memory = trace.memory and Memory(trace.memory.rows[0])
    start = {s: v[0] for s, v in trace.start.items()}
    tokens = None if trace.tokens is None else trace.tokens[:, 0]
    inputs, values = trace.inputs[:, 0], trace.values[..., 0]
    return replace(trace, inputs=inputs, start=start, values=values, tokens=tokens, memory=memory)


def gradients_alone(g: Gradients) -> Gradients:
    """The same of its gradients."""
    memory = None if g.memory is None else g.memory[0]
    nodes = {id: v[:, 0] for id, v in g.nodes.items()}
    return Gradients(nodes, g.inputs[:, 0], {s: v[0] for s, v in g.state.items()}, g.params, memory)

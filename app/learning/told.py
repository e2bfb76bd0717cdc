"""What a live training tells of itself: as it starts, after an update, and at its end."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.ops import Array
from ..core.params import Params
from .batch import Batch, Task
from .building import Settings
from .guess import blind
from .network import Network, forward
from .training import Run, Update, evaluated

SHOWN_STEPS, SHOWN_UNITS = 40, 16  # of a sample


def started(run: Run, sample: list[str]) -> dict[str, Any]:
    """What is going to be trained, how long it may take, and what is shown of it on the way."""
    task, network = run.task, run.network
    cells = [
        f"{name}{k}{way}"
        for name, stack in (("encoder", network.encoder), ("layer", network.layers))
        for k, layer in enumerate(stack)
        for way in ("", "_back")[: len(layer)]
    ]
    more = {"weights": cornered(run), "sizes": sizes(run)} | sequence(task) if sample else {}
    return {
        "inputs": task.inputs,
        "outputs": task.outputs,
        "source": task.source,
        "chance": task.chance,
        "guessing": guessing(task),
        "updates": run.settings.updates,
        "arrays": [*cells, "V", "b_y"],
        "parameters": int(sum(p.size for p in network.trainable)),
        "estimate": round(estimate(task, network, run.settings), 1),
        "facts": {k: v for k, v in task.facts.items() if not isinstance(v, dict)},
        **more,
    }


def estimate(task: Task, network: Network, settings: Settings) -> float:
    """Seconds on one slow core, from the sizes of one batch."""
    batch = task.draw(np.random.default_rng(0), settings.batch)
    steps = len(batch.read.inputs) + (len(batch.source.inputs) if batch.source else 0)
    cells = len(network.trainable) - 2
    size = sum(p.size for p in network.trainable)
    per_step = 1e-4 * cells + 4e-10 * size * settings.batch
    return settings.updates * (4e-4 + steps * per_step)


def guessing(task: Task) -> float | None:
    """The loss of equal bets on every answer that can be meant."""
    if task.values:
        return None
    return float(np.log(1 / task.chance)) if task.chance else None


def one_answer(batch: Batch) -> bool:
    """Whether every sequence is asked at its last timestep only."""
    return bool((batch.steps == batch.read.lengths[batch.rows] - 1).all())


def report(
    run: Run, update: Update, seen: dict[str, Any], sample: list[str], weights: bool
) -> dict[str, Any]:
    """One update for the page, with the signs seen in it: numbers with six digits."""
    found: dict[str, Any] = {
        "update": update.number, "loss": update.loss, **update.scores, "norm": update.norm,
        "norms": list(update.norms), "clipped": update.clipped, "rate": update.rate, **seen,
    }  # fmt: skip
    values = sampled(run, sample) if sample else {}
    whole = all(np.isfinite(v).all() for v in (*values.values(), *matrices(run).values()))
    if sample and whole:  # else the next update says where it stops being a number
        found["sample"] = values
    told: dict[str, Any] = rounded(found)
    return told | ({"weights": cornered(run)} if sample and whole and weights else {})


def shown(task: Task) -> Batch:
    """The sequence whose values are shown: the same every time."""
    return task.draw(np.random.default_rng(0), 1)


def sampled(run: Run, nodes: list[str]) -> dict[str, Any]:
    """Some nodes of the top layer on the shown sequence; attention (T, S) where it attends."""
    passed = forward(run.network, shown(run.task))[1]
    trace = passed.traces[-1][0]
    found = {id: trace[id][:SHOWN_STEPS, 0, :SHOWN_UNITS] for id in nodes}
    if passed.weights is not None:
        found["attention"] = passed.weights[:SHOWN_STEPS, 0, :SHOWN_STEPS]
    return found


def sequence(task: Task) -> dict[str, list[str]]:
    """What the shown sequence reads, and its encoder, symbol by symbol, where they are symbols."""
    batch = shown(task)
    read = {
        "read": (task.inputs, batch.read),
        **({"source_read": (task.source, batch.source)} if batch.source else {}),
    }
    return {
        key: [names[k] for k in found.tokens[:SHOWN_STEPS, 0]]
        for key, (names, found) in read.items()
        if found.tokens is not None
    }


def cornered(run: Run) -> dict[str, Any]:
    """The first rows and columns of every matrix, five decimals, by its name in the end."""
    return {
        name: np.round(value[:SHOWN_UNITS, :SHOWN_UNITS].astype(np.float64), 5).tolist()
        for name, value in matrices(run).items()
    }


def sizes(run: Run) -> dict[str, list[int]]:
    return {name: list(value.shape) for name, value in matrices(run).items()}


def matrices(run: Run) -> dict[str, Array]:
    found = {
        place + name: value
        for place, way in places(run)
        for name, value in way.items()
        if value.ndim == 2
    }
    return found | {"V": run.network.readout.V}


def places(run: Run) -> list[tuple[str, Params]]:
    """Every cell's parameters and the prefix of their names; none where there is one cell alone."""
    network = run.network
    return [
        (f"{prefix}{'' if len(stack) == len(layer) == 1 else f'layer{k}.{w}.'}", way)
        for prefix, stack in (("", network.layers), ("encoder.", network.encoder))
        for k, layer in enumerate(stack)
        for w, way in enumerate(layer)
    ]


def ended(run: Run) -> dict[str, Any]:
    """What was learned, measured on data no training drew from, and the weights, not rounded."""
    network = run.network
    held_out = {
        k: evaluated(run.task, network, b) | blind(run.task, b)
        for k, b in run.task.held_out().items()
    }
    weights = {place + n: v.tolist() for place, way in places(run) for n, v in way.items()}
    kept = {  # what batch normalisation uses after training: (2, T, H)
        f"{place}kept.{n}": v.tolist() for place, way in places(run) for n, v in way.kept.items()
    }
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

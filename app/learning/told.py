"""What a live training tells of itself: as it starts, after an update, and at its end."""

from __future__ import annotations

from typing import Any

import numpy as np

from .batch import Batch, Task
from .network import forward
from .training import Run, Update, evaluated

SHOWN_STEPS, SHOWN_UNITS = 40, 16  # of a sample


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

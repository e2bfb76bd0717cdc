"""`python -m app.scenes.measure [NAME]` measures what scenes say beyond their own network.

bptt_cost: what BPTT costs as the sequence grows. remedies: which remedies let a plain RNN learn,
over seeds. forget_bias: from which bias an LSTM finds a marked cue.
"""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..cells import CELLS
from ..core.bptt import backward
from ..core.params import initial
from ..core.run import run
from ..learning.batch import Task
from ..learning.building import Settings, build
from ..learning.tasks.cues import delayed_cue, marked_cue
from ..learning.training import Diverged, Run, evaluated

FOLDER = Path(__file__).parent
STEPS = (8, 16, 32, 64, 128, 256, 512)
HIDDEN, INPUTS, BATCH, REPEATS = 32, 8, 16, 40

GAP, SEEDS, LEARNED = 30, 8, 0.99
EXPLODES, VANISHES = 1.6, 0.48
PLAIN = Settings(32, 400, 0.1, optimiser="sgd", clip_norm=None, init="gauss")
REMEDIES: dict[str, dict[str, Any]] = {
    "none": {},
    "clip": {"clip_norm": 1.0},
    "decay": {"decay": 1e-2},
    "layer": {"normalisation": "layer"},
    "clip_layer": {"clip_norm": 1.0, "normalisation": "layer"},
    "batch": {"normalisation": "batch"},
    "clip_batch": {"clip_norm": 1.0, "normalisation": "batch"},
    "orthogonal": {"init": "orthogonal", "radius": None},
    "clip_orthogonal": {"clip_norm": 1.0, "init": "orthogonal", "radius": None},
}

BIASES: dict[str, dict[str, Any]] = {
    **{str(b): {"forget_bias": float(b)} for b in (0, 1, 3, 5)}, "chrono": {}
}  # fmt: skip
LENGTHS, CUE_SEEDS, ENOUGH = (20, 40, 80), 3, 20


def bptt_cost() -> dict[str, Any]:
    facts = {"cell": "rnn", "hidden": HIDDEN, "batch": BATCH, "numpy": np.__version__}
    return facts | {"rows": [_cost(steps) for steps in STEPS]}


def _cost(steps: int) -> dict[str, float]:
    """Milliseconds of the way there and back, the fastest of several, and the values' megabytes."""
    cell = CELLS["rnn"]
    params = initial(cell, INPUTS, HIDDEN, seed=1)
    x = np.random.default_rng(1).standard_normal((steps, BATCH, INPUTS))
    there, back = [], []
    for _ in range(REPEATS):
        start = time.perf_counter()
        trace = run(cell, params, x)
        middle = time.perf_counter()
        backward(trace, {"h": np.ones_like(trace["h"])})
        there.append(middle - start)
        back.append(time.perf_counter() - middle)
    kept = sum(trace[node.id].nbytes for node in cell.nodes if not node.op.joins) + x.nbytes
    return {
        "steps": steps,
        "forward_ms": round(1000 * min(there), 3),
        "backward_ms": round(1000 * min(back), 3),
        "megabytes": round(kept / 1e6, 3),
    }


def remedies() -> dict[str, Any]:
    """How many seeds learn the plain cue, from two spectral radii, with each remedy."""
    rows = []
    for name, remedy in REMEDIES.items():
        row: dict[str, Any] = {"remedies": name}
        for start, radius in (("explodes", EXPLODES), ("vanishes", VANISHES)):
            settings = replace(PLAIN, **{"radius": radius} | remedy)
            seeds = range(1, SEEDS + 1)
            found = [trained(delayed_cue(GAP), "rnn", replace(settings, seed=s)) for s in seeds]
            row[start] = {"learned": sum(a >= LEARNED for a in found), "accuracies": found}
        rows.append(row)
    return {
        "gap": GAP,
        "of": SEEDS,
        "updates": PLAIN.updates,
        "learned_from": LEARNED,
        "rows": rows,
    }


def forget_bias() -> dict[str, Any]:
    """Accuracy on the marked cue, trained at each length from scratch, by the bias of f."""
    rows = []
    for name, start in BIASES.items():
        row: dict[str, Any] = {"bias": name}
        for length in LENGTHS:
            settings = Settings(32, 1500, 5e-3, **start)
            settings = replace(settings, chrono=length) if name == "chrono" else settings
            row[str(length)] = [
                trained(marked_cue(length), "lstm", replace(settings, seed=s), ENOUGH)
                for s in range(1, CUE_SEEDS + 1)
            ]
        rows.append(row)
    return {"cell": "lstm", "hidden": 32, "updates": 1500, "seeds": CUE_SEEDS, "rows": rows}


def trained(task: Task, cell: str, settings: Settings, enough: int | None = None) -> float:
    """Held-out accuracy, 0 where the training diverged; stops after enough faultless batches."""
    run = Run(task, build(task, CELLS[cell], settings), settings)
    lately: deque[float] = deque(maxlen=enough or 1)
    try:
        while run.number < settings.updates:
            lately.append(run.update().scores["accuracy"])
            if enough and len(lately) == enough and min(lately) == 1.0:
                break
    except Diverged:
        return 0.0
    [batch] = task.held_out().values()
    return round(evaluated(task, run.network, batch)["accuracy"], 4)


MEASURES: dict[str, Callable[[], dict[str, Any]]] = {
    f.__name__: f for f in (bptt_cost, remedies, forget_bias)
}


@cache
def measured(name: str) -> dict[str, Any]:
    """What was measured, and on what."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


if __name__ == "__main__":
    for name in sys.argv[1:] or MEASURES:
        text = json.dumps(MEASURES[name](), indent=2)
        (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")

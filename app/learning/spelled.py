"""The NEURONAL models: every cell spells one word; recipes of their own, double precision."""

from __future__ import annotations

import time
from typing import Any

from ..cells import CELLS
from .batch import Task
from .cards import LICENCE, evaluated_on, machine, parameters
from .examples import examples_of
from .next_character import Settings, Word, train
from .runs import Measured
from .tasks import TASKS

WORD = Word("NEURONAL")
SEED, SEEDS = 3, (3, 1, 2, 4, 5)
RECIPES = {f"neuronal-{id.replace('_', '-')}": (cell, 4) for id, cell in CELLS.items()}
MEASURE = "the text"


def learn(name: str) -> Measured:
    """The shipped run; what the other seeds did is told in more."""
    cell, hidden = RECIPES[name]
    begun = time.process_time()
    chosen = train(cell, WORD, Settings(hidden, SEED))
    seconds = time.process_time() - begun
    runs = [chosen, *(train(cell, WORD, Settings(hidden, seed)) for seed in SEEDS[1:])]
    readout = {"V": chosen.readout.V, "b_y": chosen.readout.b_y}
    found = {"loss": round(chosen.loss, 5), "accuracy": chosen.accuracy, "exact": chosen.accuracy}
    return Measured(
        seed=SEED,
        updates=chosen.updates,
        cpu_seconds=round(seconds, 3),
        total_seconds=time.process_time() - begun,
        score=chosen.accuracy,
        held_out={MEASURE: found},
        tests={},
        arrays={key: value.copy() for key, value in chosen.params.items()} | readout,
        more={
            "lowest": round(chosen.lowest, 4),
            "lowest_by_seed": [round(run.lowest, 4) for run in runs],
            "updates_by_seed": [run.updates for run in runs],
            "score_by_seed": [run.accuracy for run in runs],
        },
    )


def card_of(name: str, run: Measured) -> dict[str, Any]:
    """What is known of a speller: its settings, its seeds, what they reached."""
    (cell, hidden), settings = RECIPES[name], Settings(4, SEED)
    task: Task = TASKS["next-character"](text=WORD.text)
    learned = [p >= settings.enough for p in run.more["lowest_by_seed"]]
    return {
        "id": name,
        "cell": cell.id,
        "task": task.id,
        "text": WORD.text,
        "knobs": {"text": WORD.text},
        "inputs": WORD.inputs,
        "outputs": WORD.outputs,
        "hidden": hidden,
        "parameters": parameters(run.arrays),
        "seed": SEED,
        "command": f"python -m app.learning.train {name}",
        "settings": {
            "hidden": hidden,
            "updates": settings.most,
            "rate": settings.rate,
            "batch": 1,
            "optimiser": "adam",
            "clip_norm": settings.clip,
            "init": settings.init,
            "forget_bias": settings.forget_bias if cell.keep else 0.0,
            "dtype": "float64",
        },
        "stop_at": settings.enough,
        "updates": run.updates,
        "cpu_seconds": run.cpu_seconds,
        "accuracy": run.score,
        "measured": f"accuracy, {MEASURE}",
        "lowest_probability": run.more["lowest"],
        "loss": run.held_out[MEASURE]["loss"],
        "held_out": run.held_out,
        "tests": {},
        "chance": task.chance,
        "values": False,
        "tolerance": 0.0,
        "evaluated_on": evaluated_on(task),
        "success": {
            "learned": sum(learned),
            "of": len(SEEDS),
            "measure": "lowest probability of a right character",
            "from": settings.enough,
            "seeds": list(SEEDS),
        },
        "score_by_seed": run.more["score_by_seed"],
        "success_by_seed": run.more["lowest_by_seed"],
        "updates_by_seed": run.more["updates_by_seed"],
        "tried": [],
        "note": "word",
        "facts": dict(task.facts),
        "example": examples_of(task),
        "machine": machine(),
        "licence": LICENCE,
    }

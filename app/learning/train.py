"""`python -m app.learning.train NAME…|all` remakes a shipped model and its card."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from .. import models
from ..cells import CELLS
from . import recipes
from .batch import Task
from .network import Network
from .next_character import Settings, Trained, Word, train
from .tasks import TASKS
from .training import build, evaluated
from .training import train as updates

WORD = Word("NEURONAL")
SEED, SEEDS = 3, (1, 2, 3, 4, 5)
RECIPES = {f"neuronal-{id.replace('_', '-')}": (cell, 4) for id, cell in CELLS.items()}


def remake(name: str) -> tuple[Trained, dict[str, Any]]:
    """Trains one model; returns it and its card. The other seeds are trained for the card."""
    cell, hidden = RECIPES[name]
    start = time.process_time()
    chosen = train(cell, WORD, Settings(hidden, SEED))
    seconds = time.process_time() - start
    runs = [train(cell, WORD, Settings(hidden, seed)) for seed in SEEDS]
    settings = Settings(hidden, SEED)
    learned = [r for r in runs if r.lowest > settings.enough]
    return chosen, {
        "id": name,
        "cell": cell.id,
        "task": "next-character",
        "text": WORD.text,
        "inputs": WORD.inputs,
        "outputs": WORD.outputs,
        "hidden": hidden,
        "seed": SEED,
        "command": f"python -m app.learning.train {name}",
        "settings": {
            "init": settings.init,
            "forget_bias": settings.forget_bias if cell.keep else 0.0,
            "optimiser": "adam",
            "rate": settings.rate,
            "clip_norm": settings.clip,
            "stop": f"every right character has p > {settings.enough}, or {settings.most} updates",
        },
        "updates": chosen.updates,
        "cpu_seconds": round(seconds, 3),
        "accuracy": chosen.accuracy,
        "lowest_probability": round(chosen.lowest, 4),
        "loss": round(chosen.loss, 5),
        "evaluated_on": "the training word itself: the task is to memorise one word",
        "success": {"learned": len(learned), "of": len(runs), "seeds": list(SEEDS)},
        "updates_by_seed": [r.updates for r in runs],
        "why_this_seed": "its LSTM gates span nearly the whole of 0 to 1; kept for all cells",
        "machine": machine(),
        "licence": "the word is the project's own; MIT",
    }


def learn(name: str, seed: int) -> tuple[Task, Network, dict[str, Any]]:
    """One run of a recipe: its network, and what is measured of it."""
    recipe = recipes.RECIPES[name]
    task = TASKS[recipe.task](**recipe.knobs)
    start = time.process_time()
    lately: list[float] = []
    settings = replace(recipe.settings, seed=seed)
    network = build(task, CELLS[recipe.cell], settings)
    for update in updates(task, network, settings):
        lately = [*lately[-19:], update.scores["accuracy"]]
        if recipe.enough is not None and len(lately) == 20 and np.mean(lately) >= recipe.enough:
            break
    seconds = time.process_time() - start
    held_out = {k: evaluated(task, network, b) for k, b in task.held_out().items()}
    score = held_out[recipe.measure][recipe.score]
    measured = {
        "seed": seed,
        "updates": update.number,
        "cpu_seconds": round(seconds, 2),
        "score": round(score, 4),
        "held_out": {
            k: {m: round(v, 4) for m, v in found.items()} for k, found in held_out.items()
        },
    }
    return task, network, measured


def card_of(
    name: str, task: Task, network: Network, runs: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The card of a recipe's model: the first run is the shipped one."""
    recipe, shipped = recipes.RECIPES[name], runs[0]
    settings = {k: v for k, v in asdict(recipe.settings).items() if v is not None and k != "seed"}
    learned = [run for run in runs if run["score"] >= recipe.learned]
    card: dict[str, Any] = {
        "id": name,
        "cell": network.layers[-1][0].cell.id,
        "task": recipe.task,
        "knobs": dict(recipe.knobs),
        "inputs": list(task.inputs),
        "outputs": list(task.outputs),
        "hidden": recipe.settings.hidden,
        "seed": shipped["seed"],
        "command": f"python -m app.learning.train {name}",
        "settings": settings,
        "stop": recipe.enough and f"the last 20 batches are right to {recipe.enough}",
        "updates": shipped["updates"],
        "cpu_seconds": shipped["cpu_seconds"],
        "accuracy": shipped["score"],
        "measured": f"{recipe.score}, {recipe.measure}",
        "held_out": shipped["held_out"],
        "chance": task.chance,
        "evaluated_on": task.facts.get("evaluated_on", "data that no training drew from"),
        "success": {
            "learned": len(learned),
            "of": len(runs),
            "from": recipe.learned,
            "seeds": [run["seed"] for run in runs],
        },
        "score_by_seed": [run["score"] for run in runs],
        "updates_by_seed": [run["updates"] for run in runs],
        "note": recipe.note,
        "facts": dict(task.facts),
        "machine": machine(),
        "licence": "the data are generated by the project; MIT",
    }
    if task.groups:
        card["groups"] = [list(group) for group in task.groups]
    if task.source:
        card["source"] = list(task.source)
    return card


def remake_recipe(name: str) -> str:
    """Trains every seed of a recipe, writes the first one's model and the card; what to print."""
    found = [learn(name, seed) for seed in recipes.RECIPES[name].seeds]
    task, network, _ = found[0]
    card = card_of(name, task, network, [measured for _, _, measured in found])
    models.save_network(name, network, card)
    return (
        f"{name}: {card['updates']} updates, {card['cpu_seconds']} CPU s, {card['measured']}: "
        f"{card['accuracy']}; {card['success']['learned']} of {card['success']['of']} seeds learned"
    )


def machine() -> dict[str, str]:
    """What the last bits depend on: CPU, BLAS and versions."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "cpu": cpu_name(),
        "blas": f"{blas['name']} {blas['version']}",
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


def cpu_name() -> str:
    """The processor's own name where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 2 when a name is unknown."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    known = [*RECIPES, *recipes.RECIPES]
    wanted = known if asked == ["all"] else asked
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        print(f"train: {' '.join(unknown) or 'no name'}; choose from: all {' '.join(known)}")
        return 2
    for name in wanted:
        if name in recipes.RECIPES:
            print(remake_recipe(name), flush=True)
            continue
        trained, facts = remake(name)
        models.save(name, trained.params, trained.readout, facts)
        print(
            f"{name}: {facts['updates']} updates, lowest p {facts['lowest_probability']}, "
            f"{facts['success']['learned']} of {facts['success']['of']} seeds learned"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""One sequence of a task to try a model on, with the right answers: what its card carries."""

from __future__ import annotations

from typing import Any

import numpy as np

from .batch import Batch, Sequences, Task

LANGS = ("es", "en")


def examples_of(task: Task) -> dict[str, dict[str, Any]]:
    """{language: {"tokens" or "vectors": …, "answers": [one a timestep, null: none asked]}}.

    A task with an encoder has "source" besides: the tokens it reads. With several questions an
    answer is a list, of a task of values a number.
    """
    if task.examples is not None:
        batches = task.examples()
        return {lang: _example(task, batch, 0) for lang, batch in batches.items()}
    batch = next(iter(task.held_out().values()))
    return dict.fromkeys(LANGS, _example(task, batch, int(batch.read.lengths.argmin())))


def _example(task: Task, batch: Batch, row: int) -> dict[str, Any]:
    found = _sequence(batch.read, task.inputs, row)
    if batch.source is not None:
        found["source"] = _sequence(batch.source, task.source, row)["tokens"]
    answers: list[Any] = [None] * int(batch.read.lengths[row])
    for n in np.flatnonzero(batch.rows == row):
        answers[batch.steps[n]] = _answer(task, batch.targets[n])
    return found | {"answers": answers}


def _answer(task: Task, targets: np.ndarray) -> Any:
    if task.values:
        return round(float(targets[0]), 4)
    said = [task.outputs[a + int(k)] for (a, _), k in zip(task.parts, targets, strict=True)]
    return said if task.groups else said[0]


def _short(value: float) -> float | int:
    number = round(float(value), 4)
    return int(number) if number.is_integer() else number


def _sequence(read: Sequences, names: tuple[str, ...], row: int) -> dict[str, Any]:
    end = read.lengths[row]
    if read.tokens is not None:
        return {"tokens": [names[k] for k in read.tokens[:end, row]]}
    return {"vectors": [[_short(v) for v in x] for x in read.inputs[:end, row]]}

"""What a network's answers cost, and which of them are right."""

from __future__ import annotations

from typing import cast

import numpy as np

from ..core.ops import Array
from .batch import Batch, Task
from .readout import softmax


def loss(task: Task, logits: Array, batch: Batch) -> tuple[float, Array]:
    """Mean over the answers asked, and its gradient by the logits (N, Y)."""
    return (_squares if task.values else _cross_entropy)(task, logits, batch)


def _squares(task: Task, logits: Array, batch: Batch) -> tuple[float, Array]:
    off = logits - batch.targets
    return float((off * off).mean()), cast(Array, off * (2 / off.size)).astype(logits.dtype)


def _cross_entropy(task: Task, logits: Array, batch: Batch) -> tuple[float, Array]:
    """Over every group of outputs; -1 asks nothing, weights multiply an answer's share."""
    gradient, total, asked = np.zeros_like(logits), 0.0, 0.0
    weights = np.ones(len(logits), logits.dtype) if batch.weights is None else batch.weights
    for q, (first, end) in enumerate(task.parts):
        rows = np.flatnonzero(batch.targets[:, q] >= 0)
        wanted, w = batch.targets[rows, q], weights[rows]
        p = softmax(logits[rows, first:end])
        here = np.arange(len(rows))
        total -= float((w * np.log(np.maximum(p[here, wanted], 1e-30))).sum())
        asked += float(w.sum())
        p[here, wanted] -= 1
        gradient[rows, first:end] = p * w[:, None]
    return total / asked, gradient / np.asarray(asked, logits.dtype)


def right(task: Task, logits: Array, batch: Batch) -> np.ndarray:
    """(N, Q) whether each answer is right; answers not asked count as right."""
    if task.values:
        return cast(np.ndarray, np.abs(logits - batch.targets) < task.tolerance)
    found = [logits[:, a:b].argmax(axis=-1) for a, b in task.parts]
    good = np.stack(found, axis=-1) == batch.targets
    return cast(np.ndarray, good | (batch.targets < 0))


def scores(task: Task, logits: Array, batch: Batch) -> dict[str, float]:
    """accuracy: of the answers asked; exact: of the sequences whose every answer is right."""
    good = right(task, logits, batch)
    asked = np.ones_like(good) if task.values else batch.targets >= 0
    exact = np.ones(len(batch.read.lengths), bool)
    np.logical_and.at(exact, batch.rows, good.all(axis=-1))
    return {"accuracy": float(good[asked].mean()), "exact": float(exact.mean())}

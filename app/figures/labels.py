"""Where the labels of points stand so that none covers another or a point."""

from __future__ import annotations

import numpy as np

LETTER, LINE = 6.8, 13.0  # px of a character and of a line at 11.5 px
POINT = 5.0  # px from a point's middle to its rim
ROOM = 9.0  # px that a label may reach beyond the area
RINGS = (0.0, 10.0, 20.0, 32.0, 46.0, 62.0, 80.0, 100.0)  # px that a leader is longer than none
TURNS = np.radians([45, 0, 90, 315, 135, 180, 270, 225, 22, 68, 112, 158, 202, 248, 292, 338])


def together(points: np.ndarray) -> list[list[int]]:
    """(N, 2) px -> the points that are drawn one over the other, each group once."""
    groups: list[list[int]] = []
    for k, point in enumerate(points):
        near = (g for g in groups if np.abs(points[g[0]] - point).max() < 1)
        group = next(near, None)
        if group is None:
            groups.append([k])
        else:
            group.append(k)
    return groups


def _candidates(width: float) -> tuple[np.ndarray, np.ndarray]:
    """Middles of a label about a point, the nearest first, (C, 2); whether each has a leader."""
    around = np.stack([np.cos(TURNS), np.sin(TURNS)], axis=1)
    half = np.array([width / 2, LINE / 2]) + POINT - 1
    near = around / np.abs(around / half).max(axis=1, keepdims=True)
    return (
        np.concatenate([near + around * ring for ring in RINGS]),
        np.repeat(np.array(RINGS) > 0, len(TURNS)),
    )


def place(
    points: np.ndarray, texts: list[str], size: tuple[float, float]
) -> list[tuple[np.ndarray, bool]]:
    """Points (N, 2) px in an area of a size, and their texts -> each label's middle, and whether
    a leader joins it to its point.
    """
    boxes = [np.array([len(text) * LETTER, LINE]) for text in texts]
    taken = [(point, np.full(2, 2 * POINT - 2)) for point in points]
    placed = []
    for point, box in zip(points, boxes, strict=True):
        moves, led = _candidates(box[0])
        at = point + moves
        middles = np.array([middle for middle, _ in taken])
        sizes = np.array([one for _, one in taken])
        over = (sizes + box) / 2 - np.abs(at[:, None] - middles)  # (C, taken, 2)
        covered = np.clip(over, 0, None).prod(axis=2).sum(axis=1)
        beyond = np.abs(at - np.array(size) / 2) + box / 2 - np.array(size) / 2 - ROOM
        best = int((covered + 1e3 * np.clip(beyond, 0, None).sum(axis=1)).argmin())
        taken.append((at[best], box))
        placed.append((at[best], bool(led[best])))
    return placed

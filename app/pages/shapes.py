"""The shapes of a drawn cell: signs, wires, activations' curves, the cells of a column."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import dist

import numpy as np

from ..core.diagram import Column, Point
from ..core.ops import Op

SIGNS = {"×": "M-5.5-5.5 5.5 5.5M5.5-5.5-5.5 5.5", "+": "M-7 0H7M0-7V7"}
CORNER = 11
CURVE = (26, 15)  # width and height of an activation's curve


def cells(column: Column, count: int) -> list[tuple[float, float, float, float]]:
    """x, y, width, height of every cell: a row for x, else a column that becomes a strip."""
    if column.numbers == "row":
        pitch = min(12.3, 150 / count)
        side = pitch - min(1.3, pitch / 5)
        return [(column.x + k * pitch, column.y, side, 11) for k in range(count)]
    if count > 8:
        pitch = (column.height - 4) / count
        return [(column.x + 2, column.y + 2 + k * pitch, 14, pitch + 0.15) for k in range(count)]
    pitch = min(13, (column.height - 4) / count)
    top = column.y + (column.height - pitch * count - 4) / 2 + 2.5
    return [(column.x + 2, top + k * pitch, 14, pitch - 1) for k in range(count)]


def path(points: tuple[Point, ...], gaps: tuple[Point, ...], square: frozenset[Point]) -> str:
    """SVG path of a wire: round corners but at branches, holes where others pass."""
    d = f"M{points[0][0]:g} {points[0][1]:g}"
    for i, (a, b) in enumerate(pairwise(points)):
        ux, uy = (b[0] - a[0]) / dist(a, b), (b[1] - a[1]) / dist(a, b)
        for x, y in sorted(gaps, key=lambda p: dist(a, p)):
            if uy == 0 and y == a[1] and min(a[0], b[0]) < x < max(a[0], b[0]):
                d += f"H{x - 6.5 * ux:g}M{x + 6.5 * ux:g} {y:g}"
        last = i == len(points) - 2
        if last or b in square:
            d += f"L{b[0]:g} {b[1]:g}"
            continue
        c = points[i + 2]
        r = min(CORNER, dist(a, b) / 2, dist(b, c) / 2)
        vx, vy = (c[0] - b[0]) / dist(b, c), (c[1] - b[1]) / dist(b, c)
        turn = int(ux * vy - uy * vx > 0)
        d += f"L{b[0] - r * ux:g} {b[1] - r * uy:g}"
        d += f"A{r:g} {r:g} 0 0 {turn} {b[0] + r * vx:g} {b[1] + r * vy:g}"
    return d


@cache
def curve(op: Op) -> tuple[str, float]:
    """The op's own curve over -4 … 4 as a path around (0, 0), and the y of its axis."""
    xs = np.linspace(-4, 4, 41)
    ys = op.forward(xs)
    low, high = op.range or (float(ys.min()), float(ys.max()))
    w, h = CURVE

    def up(y: float) -> float:
        return float(h / 2 - h * (y - low) / (high - low))

    points = [f"{w * x / 8:.2f} {up(y):.2f}" for x, y in zip(xs, ys, strict=True)]
    return "M" + "L".join(points), up(0.0)

"""What the scenes' own drawings share: columns of values as coloured cells, and lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .stage import shade

CELL, WIDE = 13, 16


@dataclass(frozen=True)
class Column:
    """A state as a column of cells: fills from top to bottom, numbers not rounded."""

    node: str
    step: int
    x: float
    y: float
    hue: str
    fills: tuple[str, ...]
    numbers: tuple[float, ...]

    @property
    def width(self) -> float:
        return WIDE + 4

    @property
    def height(self) -> float:
        return CELL * len(self.fills) + 4


def column(
    node: str, step: int, x: float, y: float, hue: str, values: Iterable[float], most: float = 1.0
) -> Column:
    numbers = tuple(float(v) for v in values)
    fills = tuple(shade(v, "v", most) for v in numbers)
    return Column(node, step, x, y, hue, fills, numbers)


def line(xs: Sequence[float], ys: Sequence[float]) -> str:
    """SVG path through points; a gap where a value is missing (not a number)."""
    d, pen = "", False
    for x, y in zip(xs, ys, strict=True):
        if y != y:
            pen = False
            continue
        d += f"{'L' if pen else 'M'}{x:.1f} {y:.1f}"
        pen = True
    return d

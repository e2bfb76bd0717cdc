"""What the scenes' own drawings share: columns of values as coloured cells, and lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .stage import shade, tint

CELL, WIDE = 13, 16
LOWEST = 1e-16  # on a log axis


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
    node: str, step: int, x: float, y: float, hue: str, values: Iterable[float], most: float = 0
) -> Column:
    """most: of gradients, whose colours are in proportion to the largest."""
    numbers = tuple(float(v) for v in values)
    fills = tuple(tint(v / most) if most else shade(v, "v") for v in numbers)
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


@dataclass(frozen=True)
class Plot:
    """Axes of a small chart: where values lie; log takes what is not above low as low."""

    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    log_x: bool = False
    log_y: bool = False
    left: float = 52
    right: float = 14
    top: float = 14
    bottom: float = 30

    def x(self, value: float) -> float:
        share = _share(value, *self.x_range, self.log_x)
        return round(self.left + share * (self.width - self.left - self.right), 2)

    def y(self, value: float) -> float:
        share = _share(value, *self.y_range, self.log_y)
        return round(self.height - self.bottom - share * self.inner, 2)

    @property
    def inner(self) -> float:
        return self.height - self.top - self.bottom

    def line(self, xs: Iterable[float], ys: Iterable[float]) -> str:
        pairs = [
            (self.x(x), self.y(y) if y == y else float("nan")) for x, y in zip(xs, ys, strict=True)
        ]
        return line([x for x, _ in pairs], [y for _, y in pairs])


def _share(value: float, low: float, high: float, log: bool) -> float:
    if log:
        value = max(value, low)
        return math.log(min(value, high) / low) / math.log(high / low)
    return (min(max(value, low), high) - low) / (high - low)


def decades(values: Iterable[float]) -> tuple[float, float]:
    """The powers of ten around all values, at least one apart."""
    seen = [max(float(v), LOWEST) for v in values if v > 0 and math.isfinite(v)] or [1.0]
    low = math.floor(math.log10(min(seen)))
    return 10.0**low, 10.0 ** max(low + 1, math.ceil(math.log10(max(seen)) - 1e-9))

"""Sizes of gradients on the page's one scale: widths, colours and numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..figures.gradient_given import DECADES
from ..i18n import Catalogue
from ..narrator.backward import gradient
from ..narrator.voice import Voice

THIN, THICK = 0.9, 6.4  # px of the smallest and the largest gradient on the scale


@dataclass(frozen=True)
class Sizes:
    """The logarithmic scale of the page: DECADES powers of ten down from the largest gradient."""

    largest: float
    t: Catalogue

    def share(self, size: float) -> float:
        """0 … 1; 0 too for what is smaller than the scale."""
        if size <= 0:
            return 0.0
        return min(1.0, max(0.0, 1 + math.log10(size / self.largest) / DECADES))

    def width(self, size: float) -> float:
        return round(THIN + (THICK - THIN) * self.share(size), 2)

    def level(self, value: float) -> int:
        """Of the 21 colours around zero: the sign, and the size on the logarithmic scale."""
        return 10 + round(math.copysign(10 * self.share(abs(value)), value))

    def written(self, value: float) -> str:
        return str(gradient(value)(Voice(self.t)))

    @property
    def marks(self) -> list[tuple[float, str]]:
        """(width, size) of every other power of ten from the largest down."""
        steps = range(0, DECADES + 1, 2)
        return [
            (self.width(self.largest / 10**k), self.written(self.largest / 10**k)) for k in steps
        ]

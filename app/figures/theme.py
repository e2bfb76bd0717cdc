"""The look of a figure: the colours of the style sheet, and its second signs and fonts.

tools/make_tokens.py writes colours.json beside static/css/tokens.css.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

FONT = "Inter Variable, Inter, system-ui, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
FONT_MATH = "STIX Two Text, STIX Two Math, Cambria Math, Georgia, serif"
MARKERS = MappingProxyType(
    {
        "h": "circle",
        "c": "square",
        "f": "triangle-down",
        "i": "triangle-up",
        "g": "diamond",
        "o": "cross",
        "r": "triangle-left",
        "z": "triangle-right",
        "x": "circle",
        "a": "star",
    }
)
"""The second sign of a line, by hue: colour is never the only one."""


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, by the names that they have in the style sheet."""

    tokens: Mapping[str, str]

    def __getitem__(self, token: str) -> str:
        return self.tokens[token]

    def line(self, hue: str) -> str:
        return self[f"{hue}-line"]

    def ink(self, hue: str) -> str:
        return self[f"{hue}-ink"]

    @property
    def values(self) -> tuple[str, ...]:
        """21 colours about 0."""
        return tuple(self[f"v{k}"] for k in range(21))

    @property
    def gates(self) -> tuple[str, ...]:
        """21 colours from 0 to 1."""
        return tuple(self[f"g{k}"] for k in range(21))

    def on_gate(self, value: float) -> str:
        """The ink that is seen on a gate's colour: dark on light, light on dark."""
        return self[f"g{round(20 * min(max(value, 0.0), 1.0))}-on"]

    def colorscale(self, gate: bool) -> list[tuple[float, str]]:
        """A scale as Plotly takes it: from 0 to 1, or from -1 over 0 to 1."""
        return [(k / 20, colour) for k, colour in enumerate(self.gates if gate else self.values)]


PALETTES: Mapping[str, Palette] = MappingProxyType(
    {
        name: Palette(MappingProxyType(tokens))
        for name, tokens in json.loads(Path(__file__).with_name("colours.json").read_text()).items()
    }
)

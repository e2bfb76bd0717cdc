"""The look of a figure: the colours of static/css/tokens.css (a test compares), Plotly's layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    """One theme: surfaces and inks by name, (line, ink, tint) by hue, two scales of 21 colours."""

    surfaces: Mapping[str, str]
    roles: Mapping[str, tuple[str, str, str]]
    values: tuple[str, ...]
    gates: tuple[str, ...]

    def __getitem__(self, surface: str) -> str:
        return self.surfaces[surface]

    def line(self, hue: str) -> str:
        return self.roles[hue][0]

    def ink(self, hue: str) -> str:
        return self.roles[hue][1]

    def tint(self, hue: str) -> str:
        return self.roles[hue][2]

    def on_gate(self, value: float) -> str:
        """The ink that is seen on a gate's colour: dark on light, light on dark."""
        colour = self.gates[round(20 * min(max(value, 0.0), 1.0))]
        channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        light = sum(w * c**2.2 for w, c in zip((0.21, 0.72, 0.07), channels, strict=True))
        return "#15181E" if light > 0.18 else "#FFFFFF"

    def colorscale(self, gate: bool) -> list[tuple[float, str]]:
        """A scale as Plotly takes it: from 0 to 1, or from -1 over 0 to 1."""
        colours = self.gates if gate else self.values
        return [(k / (len(colours) - 1), colour) for k, colour in enumerate(colours)]


LIGHT = Palette(
    surfaces=MappingProxyType(
        {
            "paper": "#FAF8F4",
            "card": "#FFFFFF",
            "sunken": "#F3F0EA",
            "line": "#E3DED4",
            "on": "#FFFFFF",
            "ink": "#1B1F27",
            "ink2": "#555C69",
            "edge": "#8B857A",
            "idle": "#969085",
            "hatch": "#DAD4C8",
        }
    ),
    roles=MappingProxyType(
        {
            "x": ("#3F78F0", "#1B67DC", "#EEF3FE"),
            "h": ("#0B8F72", "#067B62", "#E9F5F2"),
            "c": ("#B98200", "#906400", "#F9F4E8"),
            "f": ("#C8432F", "#C23D2A", "#FAEEEC"),
            "i": ("#651A82", "#651A82", "#F1EAF4"),
            "g": ("#466776", "#466776", "#EEF1F3"),
            "o": ("#4D4E00", "#4D4E00", "#EFEFE8"),
            "r": ("#A81F4A", "#A81F4A", "#F7EBEF"),
            "z": ("#553780", "#553780", "#F0EDF4"),
            "a": ("#A6611A", "#8F5213", "#F8F1E9"),
            "gradient": ("#C2187E", "#C2187E", "#FAEAF3"),
            "prediction": ("#0E6F8A", "#0E6F8A", "#E9F2F4"),
        }
    ),
    values=tuple(
        (
            "#045792 #2266A5 #3676B8 #4786CB #6496D6 #81A6DD #9BB7E3 "
            "#B4C7E8 #CAD5EA #DFE3EC #F4F2EE #F2DFDC #EFCDCA #EBBAB9 "
            "#E5A6A5 #DD9090 #D47B7C #CA6569 #BF4F56 #B33745 #A61834"
        ).split()
    ),
    gates=tuple(
        (
            "#EDF5F6 #DFEEF0 #D1E8E9 #C4E1E3 #B6DADD #A9D3D6 #9BCDD0 "
            "#8EC5CA #80BEC2 #72B6BB #64AFB4 #58A7AC #4B9EA4 #3D969C "
            "#308D93 #238389 #137A80 #037076 #03666B #035B61 #035156"
        ).split()
    ),
)
DARK = Palette(
    surfaces=MappingProxyType(
        {
            "paper": "#14161B",
            "card": "#1D2027",
            "sunken": "#262A33",
            "line": "#363B46",
            "on": "#14161B",
            "ink": "#ECEAE4",
            "ink2": "#A9AFBB",
            "edge": "#7D8594",
            "idle": "#6B7281",
            "hatch": "#3C424E",
        }
    ),
    roles=MappingProxyType(
        {
            "x": ("#5288FF", "#5E8CFE", "#25314A"),
            "h": ("#4FE3B8", "#4FE3B8", "#253F3E"),
            "c": ("#FFBF2E", "#FFBF2E", "#413928"),
            "f": ("#F8532C", "#FF5931", "#402828"),
            "i": ("#B780AE", "#B780AE", "#362F3D"),
            "g": ("#C1E0EC", "#C1E0EC", "#373F47"),
            "o": ("#A5B27A", "#A5B27A", "#333734"),
            "r": ("#F0556C", "#F65B71", "#3F2832"),
            "z": ("#C6ACFA", "#C6ACFA", "#383649"),
            "a": ("#E8A15C", "#E8A15C", "#3D3128"),
            "gradient": ("#FF8AD0", "#FF8AD0", "#413142"),
            "prediction": ("#5CC8E6", "#5CC8E6", "#273B46"),
        }
    ),
    values=tuple(
        (
            "#89BFFE #76B2F4 #62A6EB #4C99E1 #428CD1 #3E80BD #3B73AA "
            "#396693 #3A5677 #38475C #333842 #534148 #72494F #915155 "
            "#A7595D #BA6267 #CD6B71 #DE767C #E9858A #F49398 #FFA2A6"
        ).split()
    ),
    gates=tuple(
        (
            "#303B3B #314343 #314B4C #305354 #315C5D #326566 #336E70 "
            "#357779 #388082 #3B8A8C #3E9395 #449C9E #4AA5A7 #50AEB1 "
            "#59B7BA #64C0C3 #6EC9CC #7AD2D5 #8ADBDD #99E3E5 #A8ECED"
        ).split()
    ),
)
PALETTES: Mapping[str, Palette] = MappingProxyType({"light": LIGHT, "dark": DARK})

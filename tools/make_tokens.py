"""Writes every colour, size and duration of the look, light and dark: static/css/tokens.css, and
the colours again for the figures, app/figures/colours.json.

The role colours stand as chosen; the value and gate scales are interpolated here in CIELAB
(D65) from 7 stops to 21, and each stop gets the number colour with the better contrast.
Run: python tools/make_tokens.py
"""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STYLES, FIGURES = ROOT / "static/css/tokens.css", ROOT / "app/figures/colours.json"
STOPS = 21
NUMBER_INKS = ("#15181E", "#FFFFFF")

SURFACES = {  # name: (light, dark)
    "paper": ("#FAF8F4", "#14161B"),
    "card": ("#FFFFFF", "#1D2027"),
    "sunken": ("#F3F0EA", "#262A33"),
    "line": ("#E3DED4", "#363B46"),
    "on": ("#FFFFFF", "#14161B"),
    "ink": ("#1B1F27", "#ECEAE4"),
    "ink2": ("#555C69", "#A9AFBB"),
    "edge": ("#8B857A", "#7D8594"),
    "idle": ("#969085", "#6B7281"),
    "hatch": ("#DAD4C8", "#3C424E"),
}
ROLES = {  # name: light (line, ink, tint), dark (line, ink, tint)
    "x": (("#3F78F0", "#1B67DC", "#EEF3FE"), ("#5288FF", "#5E8CFE", "#25314A")),
    "h": (("#0B8F72", "#067B62", "#E9F5F2"), ("#4FE3B8", "#4FE3B8", "#253F3E")),
    "c": (("#B98200", "#906400", "#F9F4E8"), ("#FFBF2E", "#FFBF2E", "#413928")),
    "f": (("#C8432F", "#C23D2A", "#FAEEEC"), ("#F8532C", "#FF5931", "#402828")),
    "i": (("#651A82", "#651A82", "#F1EAF4"), ("#B780AE", "#B780AE", "#362F3D")),
    "g": (("#466776", "#466776", "#EEF1F3"), ("#C1E0EC", "#C1E0EC", "#373F47")),
    "o": (("#4D4E00", "#4D4E00", "#EFEFE8"), ("#A5B27A", "#A5B27A", "#333734")),
    "r": (("#A81F4A", "#A81F4A", "#F7EBEF"), ("#F0556C", "#F65B71", "#3F2832")),
    "z": (("#553780", "#553780", "#F0EDF4"), ("#C6ACFA", "#C6ACFA", "#383649")),
    "a": (("#A6611A", "#8F5213", "#F8F1E9"), ("#E8A15C", "#E8A15C", "#3D3128")),
    "gradient": (("#C2187E", "#C2187E", "#FAEAF3"), ("#FF8AD0", "#FF8AD0", "#413142")),
    "prediction": (("#0E6F8A", "#0E6F8A", "#E9F2F4"), ("#5CC8E6", "#5CC8E6", "#273B46")),
    "warning": (("#B3261E", "#B3261E", "#F8EBEB"), ("#FF8A7A", "#FF8A7A", "#413134")),
}
SCALES = {  # name: (light, dark), 7 stops each
    "v": (
        "#045792 #4D8CD2 #ACC2E7 #F4F2EE #EAB4B3 #CE6C6F #A61834".split(),
        "#89BFFE #4495DE #386B9D #333842 #9B5357 #DA7178 #FFA2A6".split(),
    ),
    "g": (
        "#EDF5F6 #BFDFE1 #92C8CC #64AFB4 #389399 #03747A #035156".split(),
        "#303B3B #305657 #347476 #3E9395 #52B1B4 #75CFD2 #A8ECED".split(),
    ),
}
SHADOWS = {
    "shadow": ("0 1px 2px rgb(60 48 28 / .05), 0 6px 20px rgb(60 48 28 / .05)", "none"),
    "shadow-over": ("0 12px 40px rgb(0 0 0 / .16)", "0 12px 40px rgb(0 0 0 / .5)"),
}
CONSTANT = """\
  --font-text: "Inter Variable", system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --font-math: "STIX Two Text", "STIX Two Math", "Cambria Math", Georgia, serif;
  --font-mathml: "STIX Two Math", "Cambria Math", "Latin Modern Math", math;
  --size-display: 44px;
  --size-title: 36px;
  --size-section: 26px;
  --size-prose: 18px;
  --size-narrator: 17px;
  --size-text: 15px;
  --size-small: 13px;
  --size-chart: 12.5px;
  --size-stage: 11.5px;
  --s1: 4px;
  --s2: 8px;
  --s3: 12px;
  --s4: 16px;
  --s5: 20px;
  --s6: 28px;
  --s7: 44px;
  --s8: 64px;
  --radius-card: 14px;
  --radius-field: 9px;
  --radius-affine: 4px;
  --radius-cell: 2px;
  --fast: 120ms;
  --panel: 200ms;
  --dialog: 180ms;
  --ease: cubic-bezier(.2, 0, 0, 1);
  --target: 34px;
"""


def to_linear(hex_colour: str) -> list[float]:
    channels = [int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def to_lab(hex_colour: str) -> list[float]:
    r, g, b = to_linear(hex_colour)
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)
    )
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]


def from_lab(lab: list[float]) -> str:
    fy = (lab[0] + 16) / 116
    fx, fz = fy + lab[1] / 500, fy - lab[2] / 200
    x, y, z = (
        white * (f**3 if f**3 > 216 / 24389 else (116 * f - 16) * 27 / 24389)
        for f, white in ((fx, 0.95047), (fy, 1.0), (fz, 1.08883))
    )
    linear = (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )
    channels = []
    for c in linear:
        c = min(max(c, 0.0), 1.0)
        channels.append(c * 12.92 if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * c):02X}" for c in channels)


def luminance(hex_colour: str) -> float:
    r, g, b = to_linear(hex_colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def expand(stops: list[str], count: int = STOPS) -> list[str]:
    """`count` colours along the stops, straight lines between neighbours in CIELAB."""
    labs = [to_lab(stop) for stop in stops]
    colours = []
    for k in range(count):
        position = k * (len(stops) - 1) / (count - 1)
        left = min(int(position), len(stops) - 2)
        part = position - left
        colours.append(
            stops[round(position)]
            if abs(position - round(position)) < 1e-9
            else from_lab([a + part * (b - a) for a, b in zip(labs[left], labs[left + 1])])
        )
    return colours


def colours(which: int) -> dict[str, str]:
    """Of one theme, 0 light and 1 dark, by the names of the style sheet."""
    found = {name: pair[which] for name, pair in SURFACES.items()}
    for name, themes in ROLES.items():
        found |= zip([f"{name}-{part}" for part in ("line", "ink", "tint")], themes[which])
    for name, themes in SCALES.items():
        for k, colour in enumerate(expand(themes[which])):
            best = max(NUMBER_INKS, key=lambda ink: contrast(ink, colour))
            found |= {f"{name}{k}": colour, f"{name}{k}-on": best}
    return found


def theme(which: int) -> str:
    every = colours(which) | {name: pair[which] for name, pair in SHADOWS.items()}
    rows = "\n".join(f"--{name}: {value};" for name, value in every.items())
    return re.sub(r"\n(?=--\w+-on:)", " ", rows)


def block(selector: str, body: str, indent: str = "") -> str:
    inner = "\n".join(f"{indent}  {line}" for line in body.splitlines())
    return f"{indent}{selector} {{\n{inner}\n{indent}}}\n"


def stylesheet() -> str:
    light, dark = (f"color-scheme: {n};\n{theme(k)}" for k, n in enumerate(("light", "dark")))
    hues = "".join(
        f".hue-{n} {{ --hue-line: var(--{n}-line); --hue-ink: var(--{n}-ink); "
        f"--hue-tint: var(--{n}-tint); }}\n"
        for n in ROLES
    )
    return (
        "/* Written by tools/make_tokens.py: change it there. Print keeps the light theme. */\n"
        + f":root {{\n{CONSTANT}}}\n"
        + block(":root", light)
        + "@media screen and (prefers-color-scheme: dark) {\n"
        + block(":root:not([data-theme=light])", dark, "  ")
        + "}\n@media screen {\n"
        + block(":root[data-theme=dark]", dark, "  ")
        + "}\n@media (pointer: coarse) {\n  :root { --target: 44px; }\n}\n"
        + "@media (prefers-reduced-motion: reduce) {\n"
        + "  :root { --fast: 0ms; --panel: 0ms; --dialog: 0ms; }\n}\n"
        + ":root { --hue-line: var(--ink2); --hue-ink: var(--ink2); --hue-tint: var(--sunken); }\n"
        + hues
    )


def figures() -> str:
    return json.dumps({"light": colours(0), "dark": colours(1)}, indent=0) + "\n"


if __name__ == "__main__":
    STYLES.write_text(stylesheet(), encoding="utf-8")
    FIGURES.write_text(figures(), encoding="utf-8")

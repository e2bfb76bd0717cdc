"""What a figure is told besides the trace: language, theme, tokens, size; the layout all share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..core.trace import Trace
from ..i18n import Catalogue, catalogue
from .theme import FONT, FONT_MATH, PALETTES, Palette

Dict = dict[str, Any]
WIDTH = 640
LETTER = 7.2  # px, a letter of the tick labels
NUMBER = 34  # px from one numbered step to the next
BLANKS = {" ": "␣", "\n": "↵", "\t": "⇥"}


@dataclass(frozen=True)
class Look:
    """animated: frames (one a timestep), a slider, a play button, a title: a figure on its own."""

    lang: str = "en"
    theme: str = "light"
    tokens: Sequence[str] = ()
    width: int | None = None
    height: int | None = None
    animated: bool = False

    @property
    def t(self) -> Catalogue:
        return catalogue(self.lang)

    @cached_property
    def palette(self) -> Palette:
        return PALETTES[self.theme]

    def names(self, steps: int) -> list[str]:
        """What stands for each step: its token, else its number, from 1."""
        tokens = self.tokens if len(self.tokens) == steps else range(1, steps + 1)
        return [BLANKS.get(str(token), str(token)) for token in tokens]

    def ticks(self, steps: int, width: float) -> Dict:
        """Tick labels of a time axis: the tokens where they fit, else the numbers of some steps."""
        pitch = width / steps
        room = int(pitch / LETTER)
        numbered = len(self.tokens) != steps  # a number cut short would be another
        if pitch < 1.4 * LETTER or (numbered and len(str(steps)) > room):
            every = next((k for k in (5, 10, 20, 50, 100, 200) if k * pitch >= NUMBER), 500)
            numbers = [1, *range(every, steps + 1, every)]
            return {"tickvals": numbers, "ticktext": list(map(str, numbers))}
        names = [
            n if len(n) <= room else n[: max(1, room - 1)] + "…"[: room - 1]
            for n in self.names(steps)
        ]
        return {"tickvals": list(range(1, steps + 1)), "ticktext": names}

    def hover(self, **values: str) -> str:
        """A label of one line, without markup."""
        return self.t("figures.hover", **values) + "<extra></extra>"


def bound(*arrays: Any) -> float:
    """The m of the scale -m ... m: 1, or the largest value where that is more."""
    return max(1.0, *(float(abs(a).max(initial=0.0)) for a in arrays))


def area_width(look: Look, margin: Dict) -> float:
    return float((look.width or WIDTH) - margin["l"] - margin["r"])


def layout(look: Look, view: str, trace: Trace, margin: Dict, height: float, **more: Any) -> Dict:
    """The layout that all figures have; meta says what the page must know of the whole figure."""
    p, separators = look.palette, look.t("number.decimal") + look.t("figures.thousands")
    meta = {"view": view, "cell": trace.cell.id, "steps": trace.steps, "hidden": trace.hidden}
    return {
        "template": {},
        "meta": meta | more.pop("meta", {}),
        "font": {"family": FONT, "size": 12.5, "color": p["ink2"]},
        "paper_bgcolor": p["card"] if look.animated else "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {**margin, "autoexpand": False},
        "width": look.width or WIDTH,
        "height": round(look.height or height),
        "separators": separators,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": p["ink"],
            "bordercolor": p["ink"],
            "font": {"family": FONT, "size": 13, "color": p["card"]},
        },
        **more,
    }


def axis(look: Look, **more: Any) -> Dict:
    """An axis without ticks, line or vertical grid that the reader cannot drag."""
    p = look.palette
    return {
        "gridcolor": p["line"],
        "gridwidth": 1,
        "zerolinecolor": p["edge"],
        "zerolinewidth": 1.2,
        "zeroline": False,
        "showgrid": False,
        "linewidth": 0,
        "ticks": "",
        "tickfont": {"size": 11.5},
        "nticks": 4,
        "fixedrange": True,
        **more,
    }


def label(text: str, **more: Any) -> Dict:
    """Words in the figure; named, so that a page that writes them in HTML can take them out."""
    return {
        "name": "label",
        "text": text,
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
    } | more


def letter(look: Look, symbol: str, hue: str, **more: Any) -> Dict:
    """A letter of mathematics in its role's ink."""
    font = {"family": FONT_MATH, "style": "italic", "size": 16, "color": look.palette.ink(hue)}
    return label(symbol, **{"font": font, "yanchor": "middle", **more})

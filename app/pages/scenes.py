"""Scenes as pages: a declared scene and an address in, everything its template draws out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..api.inputs import tokenise
from ..api.numbers import dumps
from ..cells import EVERY
from ..i18n import Catalogue, catalogue
from ..scenes import SCENES, Control, Part, Scene, Stop, position
from . import lab as laboratory
from . import query, scene_figures
from .lab import Lab, Said
from .scene_future import Future
from .site import Site, with_query

MODES = ("tour", "free")
END = 10**6
PARTS = ("head", "controls", "narrator", "player", "tour", "link", "table")
TABLES = ("seeds", "measured", "cost", "split")
LAB_KEYS = ("text", "seed", "scale", "init", "hidden", "model")
HEIGHTS = {"stage": 860, "pair": 1180, "bets": 700}
VIEWING = ("theme", "hide", "speed", "unit", "id")


@dataclass(frozen=True)
class Shown:
    """A scene at a place of its tour, or as the reader has set it."""

    scene: Scene
    t: Catalogue
    mode: str
    stop: int
    values: Mapping[str, str]
    at: int
    unit: int
    hide: frozenset[str]
    lab: Lab | None = None
    beside: Lab | None = None
    figure: Any = None
    future: Future | None = None
    base: str = ""
    keep: tuple[tuple[str, str], ...] = ()
    longest: int = 0  # how much of a text that was too long is read

    @property
    def id(self) -> str:
        return self.scene.id

    @property
    def title(self) -> str:
        return self.t(f"scenes.{self.id}.title")

    @property
    def lead(self) -> str:
        return self.t(f"scenes.{self.id}.lead")

    @property
    def path(self) -> str:
        return f"/{self.t.lang}/scenes/{self.id}"

    @cached_property
    def stops(self) -> list[str]:
        """The tour's sentences, each with the numbers of what its stop sets."""
        return [self._sentence(stop) for stop in self.scene.tour]

    def _sentence(self, stop: Stop) -> str:
        figure = self._figure(stop)
        facts = {} if figure is None else figure.facts()
        return self.t(f"scenes.{self.id}.stop.{stop.key}", **{**facts, **self._named(stop)})

    def _figure(self, stop: Stop) -> Any:
        """The drawing as a stop sets it."""
        if self.figure is None:
            return None
        return _drawn(self.id, self.t.lang, _key({**defaults(self.scene, self.t), **stop.values}))

    def _named(self, stop: Stop) -> dict[str, str]:
        """What a stop sets, as the language writes it."""
        found: dict[str, str] = {}
        for name, value in stop.values.items():
            fraction = value.replace(".", "", 1).isdigit() and "." in value
            found[name] = self.t.number(float(value)) if fraction else value
        return found

    def link(self, **query: str) -> str:
        """This scene where it is shown now, its page or its frame, with these keys."""
        return self.base + with_query(dict(self.keep) | query)

    def to_stop(self, number: int) -> str:
        """The address of a stop, counted from 1."""
        return self.link(stop=str(number))

    def piece(self, name: str) -> Markup:
        """Attributes of a piece of the picture that a stop of the tour may leave out."""
        shows = self.scene.tour[self.stop].shows if self.mode == "tour" else ()
        hidden = " hidden" if shows and name not in shows else ""
        if name in TABLES and "table" in self.hide:
            hidden = " hidden data-away"
        return Markup('data-piece="{}"').format(name) + hidden

    def light(self, *names: str) -> Markup:
        """Attributes of what a stop may point at, under any of these names."""
        lit = self.scene.tour[self.stop].lit if self.mode == "tour" else ()
        mark = " data-lit" if set(lit) & set(names) else ""
        return Markup('data-light="{}"').format(" ".join(names)) + mark

    def positions(self) -> list[int]:
        if self.figure is not None:
            return [self._figure(s).place(s.at) for s in self.scene.tour]
        assert self.lab is not None
        last = self.lab.steps * self.lab.beats
        return [min(position(s.at, self.lab.cell), last) for s in self.scene.tour]

    def part_span(self, part: Part) -> tuple[int, int]:
        assert self.lab is not None
        ids = self.lab.cell.ids
        return ids.index(part.nodes[0]), ids.index(part.nodes[-1]) + 1

    def label(self, control: Control) -> str:
        return self.t.first(
            f"scenes.{self.id}.control.{control.name}", f"scenes.control.{control.name}"
        )

    def choice(self, control: Control, choice: str) -> str:
        keys = [f"scenes.{self.id}.choice.{control.name}.{choice or 'none'}"]
        keys.append(f"scenes.choice.{control.name}.{choice or 'none'}")
        found = next((key for key in keys if self.t.has(key)), None)
        if found is None and self.lab is not None and choice in self.lab.cell.ids:
            symbol = self.lab.cell.node(choice).symbol or choice
            return f"{symbol} · {self.t.node(self.lab.cell.id, choice)}"
        return choice if found is None else self.t(found)

    @property
    def frame(self) -> int:
        """A height for frames of usual width, where the host does not listen."""
        return HEIGHTS.get(self.scene.kind, 640)

    @property
    def lab_address(self) -> str:
        """The same network in the laboratory."""
        shown = self.lab or getattr(self.figure, "lab", None)
        if shown is None:
            return ""
        return f"/{self.t.lang}/lab{with_query(shown.values | {'at': str(shown.at)})}"

    @cached_property
    def page_data(self) -> Markup:
        data: dict[str, Any] = {
            "id": self.id,
            "kind": self.scene.kind,
            "mode": self.mode,
            "stop": self.stop,
            "values": dict(self.values),
            "at": self.at,
            "unit": self.unit,
            "controls": defaults(self.scene, self.t),
            "stops": [
                {
                    "at": at,
                    "text": text,
                    "unit": s.unit,
                    "values": dict(s.values),
                    "shows": s.shows,
                    "lit": s.lit,
                }
                for s, at, text in zip(self.scene.tour, self.positions(), self.stops, strict=True)
            ],
            "shared": dict(self.scene.shared),
        }
        if self.lab is not None:
            data["run"] = run_data(self.lab)
        if self.beside is not None:
            data["beside"] = run_data(self.beside)
        if self.figure is not None:
            data["figure"] = self.figure.data()
        return Markup(dumps(data).decode().replace("<", "\\u003c"))


def run_data(lab: Lab) -> dict[str, Any]:
    """What the laboratory's views read, without its settings and texts."""
    return {
        "lang": lab.t.lang,
        "cell": lab.entry,
        "diagram": lab.entry["diagram"],
        "request": lab.request,
        "trace": lab.response,
        "tokens": lab.tokens,
        "narration": lab.narration,
        "values": lab.values,
    }


def defaults(scene: Scene, t: Catalogue) -> dict[str, str]:
    """What every control begins with; a text may begin with one of the page's language."""
    return {
        c.name: t.texts.get(f"scenes.{scene.id}.default.{c.name}", c.default)
        for c in scene.controls
    }


def show(scene: Scene, asked: Mapping[str, str], t: Catalogue) -> Shown:
    """Never fails: what cannot be taken is replaced by the nearest sensible value."""
    given = {c.name: asked[c.name] for c in scene.controls if c.name in asked}
    mode = asked.get("mode", "")
    if mode not in MODES:
        mode = "free" if given or "at" in asked else "tour"
    stop = _whole(asked.get("stop", ""), 1, 1, len(scene.tour)) - 1
    values = defaults(scene, t)
    if mode == "tour":
        values |= scene.tour[stop].values
    else:
        values |= {
            c.name: _taken(c, given[c.name]) or values[c.name] * (c.kind == "text")
            for c in scene.controls
            if c.name in given
        }
    hide = frozenset(asked.get("hide", "").split(",")) & frozenset(PARTS)
    place = _whole(asked["at"], 0, 0, END) if "at" in asked and mode == "free" else None
    if mode == "free" and place is None and scene.kind in scene_figures.KINDS:
        place = END
    unit = _whole(asked.get("unit", ""), 0, 0, 31)
    if mode == "tour" and scene.tour[stop].unit is not None:
        unit = scene.tour[stop].unit or 0
    shown = _build(scene.id, t.lang, mode, stop, _key(values), place, unit, hide)
    if mode == "free" and (longest := _too_long(scene, given)):
        shown = replace(shown, longest=longest)
    return shown


def _too_long(scene: Scene, given: Mapping[str, str]) -> int:
    texts = [c for c in scene.controls if c.kind == "text" and c.name in given]
    cut = [int(c.high) for c in texts if len(tokenise(given[c.name].strip("\r\n"))) > c.high]
    return max(cut, default=0)


def _key(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(values.items()))


@lru_cache(maxsize=128)
def _drawn(id: str, lang: str, values: tuple[tuple[str, str], ...]) -> Any:
    scene = SCENES[id]
    return scene_figures.KINDS[scene.kind](scene, dict(values), catalogue(lang))


@lru_cache(maxsize=64)
def _build(
    id: str,
    lang: str,
    mode: str,
    stop: int,
    values: tuple[tuple[str, str], ...],
    place: int | None,
    unit: int,
    hide: frozenset[str],
) -> Shown:
    scene, t, chosen = SCENES[id], catalogue(lang), dict(values)
    at = scene.tour[stop].at if place is None else place
    if scene.kind in scene_figures.KINDS:
        figure = _drawn(id, lang, values)
        where = figure.place(at)
        return Shown(scene, t, mode, stop, chosen, where, unit, hide, figure=figure)
    first = _lab(scene.network, chosen, t, at, unit)
    beside = None
    if scene.beside:
        step = first.step if first.at else 0
        plain = {k: v for k, v in chosen.items() if not k.startswith("clamp")}
        beside = _lab(scene.beside, plain, t, (step, "handover") if first.at else 0, unit)
    return Shown(
        scene, t, mode, stop, chosen, first.at, first.unit, hide,
        lab=first, beside=beside, future=_future(first, chosen, t),
    )  # fmt: skip


def _lab(
    network: Mapping[str, str], chosen: Mapping[str, str], t: Catalogue,
    at: tuple[int, str] | int, unit: int,
) -> Lab:  # fmt: skip
    asked = dict(network) | {k: v for k, v in chosen.items() if k in LAB_KEYS}
    if unit:
        asked["unit"] = str(unit)
    if override := _clamp(chosen):
        asked["overrides"] = override
    settings = query.parse(asked)
    cell = EVERY[settings["cell"]]
    where = position(at, cell)
    last = len(tokenise(settings["text"])) * cell.beats
    return laboratory.build(query.parse(asked | {"at": str(min(where, last))}), t)


def _clamp(chosen: Mapping[str, str]) -> str:
    """The reader's clamp as the laboratory's address writes it; people count from 1."""
    node = chosen.get("clamp", "")
    if not node:
        return ""
    steps = len(tokenise(chosen["text"]))
    step = min(int(chosen["clamp_step"]), steps) - 1
    unit = int(chosen["clamp_unit"])
    return f"{node}:{step}:{unit - 1 if unit else '*'}:{float(chosen['clamp_value']):g}"


def _future(clamped: Lab, chosen: Mapping[str, str], t: Catalogue) -> Future | None:
    """The run as it was beside the run as it is once something is clamped."""
    if not _clamp(chosen) or not clamped.asked["overrides"]:
        return None
    plain = query.parse({k: v for k, v in clamped.values.items() if k != "overrides"})
    return Future(laboratory.build(plain, t).trace, clamped)


def _whole(text: str, default: int, low: int, high: int) -> int:
    try:
        return min(max(int(text), low), high)
    except ValueError:
        return default


def _taken(control: Control, text: str) -> str:
    """A control's value within its limits, as text."""
    if control.kind == "choice":
        return text if text in control.choices else control.default
    if control.kind == "switch":
        return "1" if text == "1" else ""
    if control.kind == "text":
        tokens = tokenise(text.strip("\r\n"))[: int(control.high)]
        return "".join(tokens) if len(tokens) >= control.low else control.default
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return control.default
    if number != number:
        return control.default
    return f"{min(max(number, control.low), control.high):g}"


def known(id: str) -> Scene:
    if id not in SCENES:
        raise HTTPException(404)
    return SCENES[id]


def context(shown: Shown, site: Site) -> dict[str, Any]:
    """What _scene.html draws one scene from."""
    stages = {
        name: laboratory.stage(one, site.templates)
        for name, one in (("first", shown.lab), ("beside", shown.beside))
        if one is not None
    }
    return {"shown": shown, "stages": stages, "said": Said(shown.t)}


def texts(t: Catalogue) -> Markup:
    """The browser's texts, once a page, as JSON for a script element."""
    data = dumps({"lang": t.lang, "texts": t.js()}).decode()
    return Markup(data.replace("<", "\\u003c"))


def page(site: Site, request: Request, lang: str, id: str) -> Response:
    t = catalogue(lang)
    shown = show(known(id), request.query_params, t)
    shown = replace(shown, base=shown.path, keep=kept(request, ("theme", "hide")))
    return site.render(request, "scene.html", lang, texts=texts(t), **context(shown, site))


def kept(request: Request, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    given = request.query_params
    return tuple((name, given[name]) for name in names if given.get(name))

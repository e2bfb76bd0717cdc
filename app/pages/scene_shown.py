"""A scene at a place of its tour, or as the reader has set it: everything its template draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from ..figures.scale import largest
from ..i18n import Catalogue
from ..scenes import Control, Part, Scene, Stop, position, set_by
from . import colour_key
from .lab import Lab
from .lab_data import run_data
from .scene_asked import Asked, at_stop, defaults
from .scene_figures import HEIGHTS, RETOLD, TABLES, USUAL_HEIGHT, drawn
from .scene_future import Future
from .scene_numbers import facts as cell_facts
from .site import script_data, with_query


@dataclass(frozen=True)
class Shown:
    """A scene at a place of its tour, or as the reader has set it."""

    scene: Scene
    t: Catalogue
    asked: Asked
    at: int
    unit: int
    lab: Lab | None = None
    beside: Lab | None = None
    figure: Any = None
    future: Future | None = None
    base: str = ""
    keep: tuple[tuple[str, str], ...] = ()

    mode = property(lambda self: self.asked.mode)
    stop = property(lambda self: self.asked.stop)
    hide = property(lambda self: self.asked.hide)
    longest = property(lambda self: self.asked.longest)
    shortest = property(lambda self: self.asked.shortest)

    @cached_property
    def values(self) -> dict[str, str]:
        return dict(self.asked.values)

    @cached_property
    def most(self) -> float:
        """Where the colours of two cells beside each other end; 0: of one, where its own do."""
        if self.lab is None or self.beside is None:
            return 0
        return largest(self.lab.trace, self.beside.trace)

    @property
    def colours(self) -> colour_key.Key | None:
        """The key of what its stages show."""
        if self.lab is None:
            return None
        cells = (one.cell for one in (self.lab, self.beside) if one)
        return colour_key.key(self.t, self.most or largest(self.lab.trace), *cells)

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
        return [self._sentence(k) for k in range(len(self.scene.tour))]

    def _sentence(self, number: int) -> str:
        stop = self.scene.tour[number]
        own = self.figure is None
        facts = cell_facts(self.id, self.t.lang, number) if own else self._figure(number).facts()
        return self.t(f"scenes.{self.id}.stop.{stop.key}", **{**facts, **self._named(stop)})

    def _figure(self, number: int) -> Any:
        """The drawing as a stop sets it."""
        return drawn(self.id, self.t.lang, at_stop(self.scene, number, self.t))

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

    @property
    def here(self) -> dict[str, str]:
        """The keys of an address that show this again."""
        if self.mode == "tour":
            return {"stop": str(self.stop + 1)} if self.stop else {}
        usual = defaults(self.scene, self.t)
        mine = {name: value for name, value in self.values.items() if value != usual[name]}
        at = {} if self.asked.at is None else {"at": str(self.at)}
        return {"mode": "free"} | mine | at | ({"unit": str(self.unit)} if self.unit else {})

    def snippet(self, origin: str) -> str:
        """The line that embeds this, where it stands now, in another page."""
        address = f"{origin}/embed/{self.id}{with_query({'lang': self.t.lang} | self.here)}"
        return str(
            Markup(
                '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"'
                ' frameborder="0"></iframe>'
            ).format(address, self.title, self.frame)
        )

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
            return [self._figure(k).place(s.at) for k, s in enumerate(self.scene.tour)]
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
        return HEIGHTS.get(self.scene.kind, USUAL_HEIGHT)

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
            "retold": self.scene.kind in RETOLD,
            "mode": self.mode,
            "stop": self.stop,
            "values": self.values,
            "at": self.at,
            "unit": self.unit,
            "controls": defaults(self.scene, self.t),
            "stops": [
                {
                    "at": at,
                    "text": text,
                    "unit": s.unit,
                    "values": set_by(self.scene, s, self.t.texts),
                    "shows": s.shows,
                    "lit": s.lit,
                }
                for s, at, text in zip(self.scene.tour, self.positions(), self.stops, strict=True)
            ],
            "shared": dict(self.scene.shared),
        }
        if self.lab is not None:
            data["run"] = run_data(self.lab) | {"most": self.most}
        if self.beside is not None:
            data["beside"] = run_data(self.beside) | {"most": self.most}
        if self.figure is not None:
            data["figure"] = self.figure.data()
        return script_data(data)

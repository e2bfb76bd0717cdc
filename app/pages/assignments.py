"""An assignment as a page: what to reach, the prepared state, and what is handed in, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..i18n import Catalogue, catalogue
from ..scenes.assignment import Assignment, Frame
from ..scenes.assignments import ASSIGNMENTS
from .assignment_checks import check
from .assignment_hand import SHEETS, Sheet
from .assignment_points import Point, Unread, handed_keys
from .query import BY_NAME
from .site import Site, with_query

LARGEST = 20_000


@dataclass(frozen=True)
class Verdict:
    """How a point stands, in words."""

    ok: bool
    said: str


@dataclass(frozen=True)
class Place:
    """A prepared state: its name, its own page and its frame."""

    name: str
    page: str
    frame: str


class Shown:
    """An assignment with what was handed in; given is empty before that."""

    def __init__(self, assignment: Assignment, asked: Mapping[str, str], t: Catalogue) -> None:
        self.assignment, self.t = assignment, t
        self.given = {f.name: asked.get(f.name, "") for f in assignment.fields}
        self.handed = bool(self.given.keys() & asked.keys())
        self.missing = ""
        points: list[Point] = []
        if self.handed:
            try:
                points = check(assignment, self.given, t)
            except Unread as unread:
                self.missing = str(unread)
        self.verdicts = [self._verdict(point) for point in points]

    @property
    def id(self) -> str:
        return self.assignment.id

    @property
    def sheet(self) -> Sheet | None:
        """What is given to work with, where the assignment gives something."""
        return SHEETS[self.assignment.sheet]() if self.assignment.sheet else None

    @property
    def passed(self) -> bool:
        return bool(self.verdicts) and all(v.ok for v in self.verdicts)

    @property
    def right(self) -> int:
        return sum(v.ok for v in self.verdicts)

    def _verdict(self, point: Point) -> Verdict:
        answer = "yes" if point.ok else "no"
        key = f"assignments.{self.id}.point.{point.key}.{answer}"
        return Verdict(point.ok, self.t(key, **point.values))

    def text(self, key: str, **values: Any) -> str:
        return self.t(f"assignments.{self.id}.{key}", **values)

    def choice(self, field: str, choice: str) -> str:
        own = f"assignments.{self.id}.choice.{choice}"
        if self.t.has(own):
            return self.t(own)
        kind = "sign" if field.endswith("signs") else "remedy"
        joint = "_" if kind == "sign" else "."
        key = f"scenes.exploding-vanishing.{kind}{joint}{choice}"
        return self.t(key) if self.t.has(key) else choice

    def frames(self, after: bool) -> list[Place]:
        """The prepared states that stand above what is handed in, or below the verdict."""
        return [
            self._place(frame, k)
            for k, frame in enumerate(self.assignment.frames, start=1)
            if frame.after == after
        ]

    def _place(self, frame: Frame, k: int) -> Place:
        lang = self.t.lang
        keys = {
            name: self.given[value[1:-1]].strip() if value.startswith("{") else value
            for name, value in frame.keys.items()
        }
        if self.given.keys() == {"link"}:
            keys |= {k: v for k, v in handed_keys(self.given["link"]).items() if k in BY_NAME}
        here = keys | {"lang": lang, "id": f"frame-{k}"}
        own = {name: value for name, value in keys.items() if name != "hide"}
        if "table" in keys.get("hide", "").split(","):  # what would tell the answer stays away
            own["hide"] = "table"
        return Place(
            self.text(f"frame_{k}"),
            f"/{lang}/{frame.page}{with_query(own)}",
            f"/embed/{frame.page.removeprefix('scenes/')}{with_query(here)}",
        )

    @property
    def answer(self) -> str:
        """The address of this answer: what a reader hands in, and a teacher opens."""
        return f"/{self.t.lang}/assignments/{self.id}{with_query(self.given)}"

    @property
    def solution(self) -> str:
        return f"/{self.t.lang}/assignments/{self.id}{with_query(self.assignment.solution)}"


def of_chapter(id: str, t: Catalogue) -> list[Shown]:
    return [Shown(a, {}, t) for a in ASSIGNMENTS.values() if a.chapter == id]


def page(site: Site, request: Request, lang: str, id: str) -> Response:
    if id not in ASSIGNMENTS or len(request.url.query) > LARGEST:
        raise HTTPException(404)
    params = request.query_params
    asked = {name: ",".join(params.getlist(name)) for name in params}
    shown = Shown(ASSIGNMENTS[id], asked, catalogue(lang))
    return site.render(request, "assignment.html", lang, shown=shown)

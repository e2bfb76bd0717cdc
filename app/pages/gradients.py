"""The way back: the laboratory's address plus a loss and a cut, as a page of gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..api.errors import Problem
from ..api.gradients import ComputedGradients, compute
from ..api.numbers import dumps
from ..api.schemas_gradients import GradientRequest
from ..core.ops import Array
from ..core.run import Trace
from ..figures.gradient_attribution import MEASURES, shares
from ..i18n import LANGS, Catalogue, catalogue
from ..learning.flows import cuts, flows, handed
from ..narrator import narrate_back
from . import lab, query
from .gradient_drawing import Drawing, Sizes
from .lab import Lab
from .site import Site, with_query

TOLD = 600  # beats whose sentences come with the page
LOSSES = ("last", "every", "node")
OWN = ("loss", "node", "step", "truncate")
SHARED = (
    "memory",
    "cell",
    "input",
    "params",
    "state",
    "overrides",
)  # of a trace and a gradient request
FOREIGN = query.VIEWED


@dataclass(frozen=True)
class Choice:
    """Where the loss is and where the way back is cut; step from 0, of the loss by a node."""

    loss: str
    node: str
    step: int
    truncate: int | None


def router(site: Site) -> APIRouter:
    pages = APIRouter()
    limiter = CapacityLimiter(1)

    @pages.api_route("/{lang}/gradients", methods=["GET", "HEAD"])
    async def gradients(request: Request, lang: str) -> Response:
        if lang not in LANGS:
            raise HTTPException(404)
        return await to_thread.run_sync(page, site, request, lang, limiter=limiter)

    return pages


def page(site: Site, request: Request, lang: str) -> Response:
    asked = request.query_params
    forward = {k: v for k, v in asked.items() if k not in (*FOREIGN, *OWN)}
    t = catalogue(lang)
    content = build(lab.build(query.parse(forward), t), asked)
    shared = lab.context(content.lab, site.templates)
    kept = {k: shared[k] for k in ("lab", "settings", "wrong", "short", "said", "back")}
    return site.render(request, "gradients.html", lang, wave=content, **kept)


def build(at_rest: Lab, asked: Mapping[str, str]) -> Wave:
    """Whatever is asked for, something sensible is shown: what cannot be taken is left out."""
    offered = LOSSES if _right_answers(at_rest) else LOSSES[-1:]
    choice = _choice(at_rest, asked, offered)
    problem = None
    try:
        found = compute(_request(at_rest, choice))
    except Problem as error:
        if error.kind != "overflow":
            raise
        problem = error
        choice = Choice("node", choice.node, choice.step, 1)
        found = compute(_request(at_rest, choice, jacobians=False))
    return Wave(at_rest, found, choice, offered, _whole(asked.get("at"), 0), problem)


def _right_answers(shown: Lab) -> bool:
    model = shown.model
    learned = model is not None and model.card.get("task") == "next-character"
    answers = shown.computed.prepared.readout is not None and not shown.layers
    return learned and answers and "model" in shown.request["params"]


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else otherwise


def _choice(shown: Lab, asked: Mapping[str, str], offered: tuple[str, ...]) -> Choice:
    cell = shown.cell
    known = [n.id for n in cell.nodes if not n.op.joins and cell.axes[n.id] != "SH"]
    node = asked.get("node", "h")
    step = min(_whole(asked.get("step"), shown.steps) or 1, shown.steps) - 1
    truncate = _whole(asked.get("truncate"), 0)
    loss = asked.get("loss", "")
    return Choice(
        loss if loss in offered else offered[0],
        node if node in known else "h",
        step,
        truncate if 0 < truncate < shown.steps else None,
    )


def _request(shown: Lab, choice: Choice, jacobians: bool = True) -> GradientRequest:
    asked = shown.request
    body: dict[str, Any] = {k: asked[k] for k in SHARED if k in asked}
    body |= {"loss": _loss(shown, choice), "attribution": list(MEASURES), "jacobians": jacobians}
    body |= {"truncate": choice.truncate} if choice.truncate else {}
    return GradientRequest.model_validate(body | {"digits": 17})


def _loss(shown: Lab, choice: Choice) -> dict[str, Any]:
    if choice.loss == "node":
        weights = [1.0] * len(shown.trace[choice.node][0])
        return {"node": choice.node, "step": choice.step, "weights": weights}
    outputs = shown.computed.prepared.outputs
    wanted = [*shown.tokens[1:], outputs[-1]]
    targets = [token if token in outputs else None for token in wanted]
    if choice.loss == "last":
        targets[:-1] = [None] * (len(targets) - 1)
    return {"targets": targets}


@dataclass(frozen=True)
class Player:
    """What the player's partial is drawn from: the steps as the wave meets them, the last first."""

    tokens: tuple[str, ...]
    numbers: tuple[int, ...]
    steps: int
    beats: int
    hidden: int
    at: int
    step: int
    values: dict[str, str]


@dataclass(frozen=True)
class Wave:
    """What the page is drawn from. steps: those that the wave passes, up to the loss's last one."""

    lab: Lab
    found: ComputedGradients
    choice: Choice
    offered: tuple[str, ...]
    asked_at: int
    problem: Problem | None

    @property
    def t(self) -> Catalogue:
        return self.lab.t

    @property
    def trace(self) -> Trace:
        return self.found.computed.trace

    @property
    def beats(self) -> int:
        return self.lab.beats

    @cached_property
    def read(self) -> tuple[int, ...]:
        """The steps that the loss reads."""
        if self.choice.loss == "node":
            return (self.choice.step,)
        targets = _loss(self.lab, self.choice)["targets"]
        return tuple(t for t, target in enumerate(targets) if target is not None)

    @property
    def steps(self) -> int:
        return self.read[-1] + 1

    @property
    def at(self) -> int:
        return min(self.asked_at, self.steps * self.beats)

    @property
    def step(self) -> int:
        """The timestep where the gradient is."""
        return self.steps - 1 - max(0, self.at - 1) // self.beats

    @cached_property
    def cuts(self) -> tuple[int, ...]:
        return cuts(self.lab.steps, self.choice.truncate)

    @cached_property
    def nodes(self) -> dict[str, Array]:
        return {id: self.found.gradients.nodes[id] for id in self.lab.cell.ids}

    @cached_property
    def wires(self) -> dict[tuple[str, str], Array]:
        """{(value, reader): (T,)} norms of what goes back along a wire; ">s" the next step."""
        along = flows(self.trace, self.found.gradients)
        later = handed(self.trace, along, self.choice.truncate)
        every = along | {(s, f">{s}"): g for s, g in later.items()}
        return {wire: np.linalg.norm(g.reshape(len(g), -1), axis=1) for wire, g in every.items()}

    @cached_property
    def norms(self) -> dict[str, Array]:
        return {id: np.linalg.norm(g.reshape(len(g), -1), axis=1) for id, g in self.nodes.items()}

    @cached_property
    def sizes(self) -> Sizes:
        every = [*self.norms.values(), *self.wires.values()]
        return Sizes(max(float(v.max()) for v in every) or 1.0, self.t)

    @cached_property
    def drawing(self) -> Drawing:
        return Drawing(self)

    @cached_property
    def player(self) -> Player:
        back = range(self.steps - 1, -1, -1)
        return Player(
            tuple(self.lab.tokens[t] for t in back),
            tuple(t + 1 for t in back),
            self.steps, self.beats, self.lab.hidden, self.at, self.steps - 1 - self.step,
            self.values,
        )  # fmt: skip

    @cached_property
    def values(self) -> dict[str, str]:
        """The address that shows this."""
        forward = {k: v for k, v in self.lab.values.items() if k not in FOREIGN}
        own = {"loss": self.choice.loss if self.choice.loss != self.offered[0] else ""}
        if self.choice.loss == "node":
            last = self.choice.step == self.lab.steps - 1
            own["node"] = "" if self.choice.node == "h" else self.choice.node
            own["step"] = "" if last else str(self.choice.step + 1)
        own["truncate"] = str(self.choice.truncate or "")
        own["at"] = str(self.at or "")
        return forward | {k: v for k, v in own.items() if v}

    @property
    def to_lab(self) -> str:
        return with_query({k: v for k, v in self.values.items() if k not in (*OWN, "at")})

    @property
    def loss(self) -> str:
        return self.sizes.written(self.found.loss)

    @property
    def start(self) -> str:
        c = self.choice
        if c.loss == "node":
            node = self.t.node(self.lab.cell.id, c.node)
            return self.t("gradients.start_node", node=node, step=c.step + 1, v=self.loss)
        return self.t("gradients.start", v=self.loss)

    @cached_property
    def narration(self) -> dict[str, Any]:
        """{"from": first step of the wave told, "steps": [[{sentence, spoken}…]…], "start"}."""
        most = max(4, TOLD // self.beats)
        first = max(0, min(self.steps - 1 - self.step - most // 4, self.steps - most))
        told = [self.steps - 1 - j for j in range(first, min(first + most, self.steps))]
        said = narrate_back(
            self.trace, self.found.gradients, self.t.lang,
            tokens=self.found.computed.tokens, steps=told,
        )  # fmt: skip
        steps = []
        for t, beats in zip(told, said, strict=True):
            made = [{"sentence": b.sentence, "spoken": b.spoken} for b in beats]
            if t in self.cuts:
                cut = self.t("narration.back.cut")
                made[-1] = {"sentence": cut, "spoken": cut}
            steps.append(made)
        return {"from": first, "steps": steps, "start": self.start}

    @property
    def sentence(self) -> str:
        if not self.at:
            return self.start
        j, beat = divmod(self.at - 1, self.beats)
        told = self.narration
        return str(told["steps"][j - told["from"]][beat]["sentence"])

    @property
    def spectra(self) -> list[tuple[float, float]] | None:
        """(norm of the product, spectral radius) a step."""
        j = self.found.jacobians
        if j is None:
            return None
        return list(zip(j["norms"].tolist(), j["spectral_radii"].tolist(), strict=True))

    @property
    def attribution(self) -> list[tuple[str, list[tuple[str, str, int]]]]:
        """(measure, [(token, value, colour 0 … 20)])."""
        rows = []
        for m in MEASURES:
            values = self.found.attribution[m]
            levels = np.rint(10 + 10 * shares(values)).astype(int).tolist()
            said = [self.sizes.written(v) for v in values.tolist()]
            rows.append((m, list(zip(self.lab.tokens, said, levels, strict=True))))
        return rows

    @cached_property
    def page_data(self) -> Markup:
        readers: dict[str, list[str]] = {}
        for value, reader in self.wires:
            if reader[0] != ">":
                readers.setdefault(value, []).append(reader)
        back = [
            {"id": n.id, "op": n.op.name, "args": readers.get(n.id, []), "hue": n.hue,
             "name": self.t.node(self.lab.cell.id, n.id), "sends": list(n.args)}
            for n in reversed(self.lab.cell.nodes)
        ]  # fmt: skip
        request = _request(self.lab, self.choice, jacobians=self.found.jacobians is not None)
        asked = request.model_dump(mode="json", exclude_unset=True)
        table = [row for row in query.table() if row["name"] not in FOREIGN]
        own = [{"name": n, "default": ""} for n in ("node", "step", "truncate", "at")]
        data = {
            "lang": self.t.lang,
            "cell": {"id": self.lab.cell.id, "states": self.lab.cell.states, "nodes": back},
            "tokens": self.lab.tokens, "steps": self.steps, "beats": self.beats, "at": self.at,
            "nodes": {id: g.tolist() for id, g in self.nodes.items()},
            "norms": {id: v.tolist() for id, v in self.norms.items()},
            "wires": {f"{v} {r}": g.tolist() for (v, r), g in self.wires.items()},
            "names": {i: self.drawing.name(i) for i in (*self.lab.cell.inputs,)},
            "cuts": self.cuts, "read": self.read,
            "largest": self.sizes.largest,
            "request": {k: v for k, v in asked.items() if k not in ("digits", "attribution")},
            "narration": self.narration,
            "settings": [*table, {"name": "loss", "default": self.offered[0]}, *own],
            "values": self.values, "text": self.t.js(),
        }  # fmt: skip
        return Markup(dumps(data).decode().replace("<", "\\u003c"))

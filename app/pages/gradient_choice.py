"""Where the loss of the way back is: what may be chosen, what an address chose, what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..api import networks
from ..api.schemas import TraceRequest
from ..api.schemas_gradients import GradientRequest
from ..api.traces import ComputedTrace
from ..core.cell import Cell
from ..figures.gradient_attribution import MEASURES
from ..learning.answers import Answers, dictation, right_answers
from . import lab
from .lab import Lab
from .setting import Trouble, Wrong

LAST, EVERY, SAID, NODE = "last", "every", "said", "node"
OWN = ("loss", "node", "step", "truncate")
SHARED = ("memory", "cell", "input", "params", "state", "overrides", "target")


@dataclass(frozen=True)
class Choice:
    """Where the loss is and where the way back is cut; step from 0, of the loss by a node."""

    loss: str
    node: str
    step: int
    truncate: int | None


@dataclass(frozen=True)
class Ground:
    """What a loss may be of. body: the request without one; network: its name, "" of one cell.

    top: the trace that answers; right: its right answers, where they are known.
    """

    body: dict[str, Any]
    network: str
    top: ComputedTrace
    right: Answers | None

    @property
    def steps(self) -> int:
        return self.top.trace.steps

    @property
    def decodes(self) -> bool:
        return "target" in self.body

    @property
    def asked(self) -> list[int]:
        """Timesteps with a right answer."""
        return [t for t, answer in enumerate(self.right or ()) if answer is not None]

    @property
    def offered(self) -> tuple[str, ...]:
        """The losses to choose from, the usual first."""
        found = [EVERY, LAST] if self.decodes else [LAST, EVERY]
        found = found if len(self.asked) > 1 else [LAST] if self.asked else []
        return (*found, *([SAID] if self.top.probabilities is not None else []), NODE)

    @property
    def cell(self) -> Cell:
        return self.top.prepared.cell

    @property
    def nodes(self) -> list[str]:
        """Values whose units a loss may sum."""
        axes = self.cell.axes
        return [n.id for n in self.cell.nodes if not n.op.joins and axes[n.id] != "SH"]


def ground(shown: Lab) -> Ground:
    """The whole network of a page's layer, or its one cell; with changed values a layer alone."""
    if shown.model and shown.opened.network and not shown.changed:
        return _of_network(lab.request_of(shown), shown)
    top, card = shown.computed, shown.model.card if shown.model else None
    vectors = None if top.tokens else top.trace.inputs.tolist()
    known = card is not None and top.said is not None and "model" in shown.request["params"]
    right = right_answers(card, top.tokens, vectors) if card and known else None
    return Ground(_body(shown.request), "", top, _within(right, top))


def _of_network(asked: TraceRequest, shown: Lab) -> Ground:
    """A decoder reads the right answers where they are known, else what it says itself."""
    name, card = shown.opened.network, shown.model.card
    body = _body(asked.model_dump(mode="json", exclude_unset=True))
    found = networks.compute(asked, name)
    read = found.layers[0].computed
    if found.words is not None:
        told = dictation(card, read.tokens)
        body["target"] = {"tokens": list(found.words[:-1]) if told is None else told}
        if told is not None and told != list(found.words[:-1]):
            found = networks.compute(TraceRequest.model_validate(body), name)
        if not body["target"]["tokens"]:
            del body["target"]
    vectors = None if read.tokens else read.trace.inputs.tolist()
    right = right_answers(card, read.tokens, vectors)
    return Ground(body, name, found.top, _within(right, found.top))


def _body(request: Mapping[str, Any]) -> dict[str, Any]:
    return {k: request[k] for k in SHARED if k in request}


def _within(right: Answers | None, top: ComputedTrace) -> Answers | None:
    fits = right is not None and len(right) == top.trace.steps
    return right if right and fits and any(answer is not None for answer in right) else None


def chosen(on: Ground, asked: Mapping[str, str]) -> Choice:
    """Whatever is asked for, something sensible: what cannot be taken is left out."""
    node, loss = asked.get("node", "h"), asked.get("loss", "")
    step = min(whole(asked.get("step"), on.steps) or 1, on.steps) - 1
    truncate = whole(asked.get("truncate"), 0)
    return Choice(
        loss if loss in on.offered else on.offered[0],
        node if node in on.nodes else "h",
        step,
        truncate if 0 < truncate < on.steps else None,
    )


def troubles(on: Ground, asked: Mapping[str, str]) -> tuple[Trouble, ...]:
    """What was asked for and could not be taken."""
    found, loss = list[Trouble](), asked.get("loss", "")
    sizes = (
        {"step": on.steps, "truncate": on.steps - 1} if loss == NODE else {"truncate": on.steps - 1}
    )
    offered = {"loss": on.offered} | ({"node": on.nodes} if loss == NODE else {})
    for name, choices in offered.items():
        given = asked.get(name, "")
        if given and given not in choices:
            wrong = Wrong("choice", "choice_fix", given=given[:40], choices=", ".join(choices))
            found.append(Trouble(name, wrong, None))
    for name, most in sizes.items():
        given = asked.get(name, "").strip()
        if given and not 1 <= whole(given, 0) <= most:
            key = "range" if given.lstrip("-").isdecimal() else "number"
            fix = "number_fix" if most else "truncate_fix"
            wrong = Wrong(key, fix, given=given[:40], low=min(1, most), high=most)
            found.append(Trouble(name, wrong, None))
    return tuple(found)


def whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 8 else otherwise


def targets(on: Ground, choice: Choice) -> Answers:
    """The right answer of every timestep that the loss reads."""
    if choice.loss == SAID:
        said = _said(on.top)
        return said if on.decodes else [*[None] * (on.steps - 1), said[-1]]
    right = list(on.right or ())
    if choice.loss == LAST:
        right = [answer if t == on.asked[-1] else None for t, answer in enumerate(right)]
    return right


def _said(top: ComputedTrace) -> Answers:
    """The likeliest output of every timestep, or one for each question."""
    p, readout = top.probabilities, top.prepared.readout
    assert p is not None and readout is not None
    best = [[a + int(row[a:b].argmax()) for a, b in readout.parts] for row in p]
    return best if readout.groups else [row[0] for row in best]


def request(on: Ground, choice: Choice, jacobians: bool = True) -> GradientRequest:
    loss: dict[str, Any] = {"targets": targets(on, choice)} if choice.loss != NODE else {}
    if choice.loss == NODE:
        weights = [1.0] * len(on.top.trace[choice.node][0])
        loss = {"node": choice.node, "step": choice.step, "weights": weights}
    body: dict[str, Any] = on.body | {"loss": loss, "jacobians": jacobians}
    body |= {"attribution": list(MEASURES if jacobians else MEASURES[:2])}
    body |= {"truncate": choice.truncate} if choice.truncate else {}
    return GradientRequest.model_validate(body | {"digits": 17})


def read_by(on: Ground, choice: Choice) -> tuple[int, ...]:
    """The timesteps that the loss reads, of the cell that answers."""
    if choice.loss == NODE:
        return (choice.step,)
    return tuple(t for t, answer in enumerate(targets(on, choice)) if answer is not None)

"""What the laboratory sends to its scripts: the run, its sentences, and what another run needs."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..api.limits import LIMITS
from ..api.traces import response_dict
from ..narrator import page_data as narrated
from . import predict, query, reweighed
from .lab import Lab
from .said import Said
from .site import script_data

TOLD_ANEW = 8  # timesteps whose sentences are told at once after a change


def page_data(lab: Lab) -> Markup:
    return script_data(
        run_data(lab)
        | {
            "readout": lab.readout,
            "base": _base(lab),
            "weights": _weights(lab),
            "model": lab.model and lab.model.card,
            "questions": lab.predicting and predict.questions(lab.cell, lab.t),
            "settings": query.table(cell=lab.cell.id if lab.opened.model else ""),
            "text": lab.t.js(),
            "limits": LIMITS.public(),
        }
    )


def run_data(lab: Lab) -> dict[str, Any]:
    """What the laboratory's views read, without its settings and texts."""
    return {
        "lang": lab.t.lang,
        "cell": lab.entry,
        "diagram": lab.entry["diagram"],
        "request": lab.request,
        "trace": lab.response,
        "tokens": lab.tokens,
        "narration": _narration(lab),
        "values": lab.values,
    }


def answer(lab: Lab) -> dict[str, Any]:
    """What a page that stays needs to show this run instead."""
    said = Said(lab.t)
    wrong = [[said.problem(trouble), said.fix(trouble)] for trouble in lab.troubles]
    return {
        "request": lab.request, "trace": lab.response, "tokens": lab.tokens,
        "values": lab.values, "troubles": wrong, "weights": _weights(lab),
    }  # fmt: skip


def sentences(lab: Lab) -> dict[str, Any]:
    """The narration of the few steps about this position, for a page that stays."""
    return {"narration": _narration(lab, most=TOLD_ANEW)}


def _narration(lab: Lab, **most: int) -> dict[str, Any]:
    return narrated(
        lab.trace, lab.t.lang, tokens=lab.computed.tokens, around=lab.step, unit=lab.unit, **most
    )


def _base(lab: Lab) -> dict[str, Any] | None:
    """What the changed run is compared with."""
    if not lab.changed:
        return None
    return {
        "request": lab.base.request, "trace": response_dict(lab.base, inputs=True),
        "weights": reweighed.told(lab.learned, lab.weights, (), lab.t),
    }  # fmt: skip


def _weights(lab: Lab) -> dict[str, Any]:
    return reweighed.told(lab.learned, lab.weights, lab.asked["changes"], lab.t)

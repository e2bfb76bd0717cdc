"""What the way back's page sends to its scripts: gradients, sizes of every wire, sentences."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ..narrator import narrate_back
from . import query
from .gradient_choice import request
from .gradient_drawing import Drawing
from .gradient_wave import Wave
from .site import script_data

TOLD = 600  # beats whose sentences come with the page


def narration(wave: Wave) -> dict[str, Any]:
    """{"from": first step of the wave told, "steps": [[{sentence, spoken}…]…], "start"}."""
    most = max(4, TOLD // wave.beats)
    first = max(0, min(wave.steps - 1 - wave.step - most // 4, wave.steps - most))
    told = [wave.steps - 1 - j for j in range(first, min(first + most, wave.steps))]
    said = narrate_back(
        wave.trace, wave.found.gradients, wave.t.lang,
        tokens=wave.found.computed.tokens, steps=told,
    )  # fmt: skip
    steps = []
    for t, beats in zip(told, said, strict=True):
        made = [{"sentence": b.sentence, "spoken": b.spoken} for b in beats]
        if t in wave.cuts:
            cut = wave.t("narration.back.cut")
            made[-1] = {"sentence": cut, "spoken": cut}
        steps.append(made)
    return {"from": first, "steps": steps, "start": wave.start}


def sentence(wave: Wave, told: dict[str, Any]) -> str:
    """What is said of the operation that the gradient has just passed."""
    if not wave.at:
        return wave.start
    j, beat = divmod(wave.at - 1, wave.beats)
    return str(told["steps"][j - told["from"]][beat]["sentence"])


def page_data(wave: Wave, drawing: Drawing, told: dict[str, Any]) -> Markup:
    """What its scripts read of the page."""
    readers: dict[str, list[str]] = {}
    for value, reader in wave.wires:
        if reader[0] != ">":
            readers.setdefault(value, []).append(reader)
    back = [
        {"id": n.id, "op": n.op.name, "args": readers.get(n.id, []), "hue": n.hue,
         "name": wave.t.node(wave.cell.id, n.id), "sends": list(n.args),
         "opens": not n.op.joins and wave.cell.axes[n.id] == "H"}
        for n in reversed(wave.cell.nodes)
    ]  # fmt: skip
    body = request(wave.ground, wave.choice, jacobians=wave.found.jacobians is not None)
    asked = body.model_dump(mode="json", exclude_unset=True)
    asked |= {"layer": wave.layer.name} if wave.ground.network else {}
    table = [row for row in query.table() if row["name"] not in query.VIEWED]
    own = [{"name": n, "default": ""} for n in ("node", "step", "truncate", "at", "made")]
    data = {
        "lang": wave.t.lang,
        "cell": {"id": wave.cell.id, "states": wave.cell.states, "nodes": back},
        "tokens": wave.tokens, "heads": wave.heads,
            "steps": wave.steps, "beats": wave.beats, "at": wave.at,
        "nodes": {id: g.tolist() for id, g in wave.nodes.items()},
        "norms": {id: v.tolist() for id, v in wave.norms.items()},
        "wires": {f"{v} {r}": g.tolist() for (v, r), g in wave.wires.items()},
        "names": {i: drawing.name(i) for i in (*wave.cell.inputs,)},
        "cuts": wave.cuts, "read": wave.read,
        "largest": wave.sizes.largest,
        "request": {k: v for k, v in asked.items() if k not in ("digits", "attribution")},
        "narration": told,
        "settings": [*table, {"name": "loss", "default": wave.offered[0]}, *own],
        "values": wave.values, "text": wave.t.js(),
    }  # fmt: skip
    return script_data(data)

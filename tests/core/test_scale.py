"""Promises of the colours: equal numbers of a trace look alike, larger ones never paler."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from app import models
from app.cells import CELLS, EVERY
from app.core.params import initial
from app.core.run import run
from app.core.trace import Memory, Override, Trace
from app.figures.scale import Scale, is_gate, largest
from app.figures.theme import PALETTES
from app.i18n import catalogue
from app.pages.site import environment
from app.pages.stage import draw
from app.settings import assets

WORD = "NEURONAL"
TABLE = json.loads((Path(__file__).parents[1] / "colours.json").read_text())  # the browser's too


def trained(cell: str) -> Trace:
    model = models.load(f"neuronal-{cell.replace('_', '-')}")
    columns = [list(model.inputs).index(letter) for letter in WORD]
    return run(model.cell, model.params, np.eye(len(model.inputs))[columns])


def test_colours_are_those_of_the_table_that_the_browser_keeps_to():
    for case in TABLE["signed"]:
        values, levels = np.array(case["levels"]).T
        assert Scale("v", case["most"]).levels(values).tolist() == levels.tolist()
    values, levels = np.array(TABLE["gate"]).T
    assert Scale("g").levels(values).tolist() == levels.tolist()


@pytest.mark.parametrize("most", [2.0, 3.2, 1e3, 1e12])
def test_a_larger_size_is_never_paler_and_plotly_has_the_same_colours(most):
    of, sizes = Scale("v", most), np.geomspace(1e-3, 2 * most, 999)
    up, down = of.levels(sizes) - 10, 10 - of.levels(-sizes)
    assert (np.diff(up) >= 0).all() and (up == down).all()
    places, colours = zip(*of.stops(PALETTES["light"]), strict=True)
    assert of.levels((2 * np.array(places) - 1) * most).tolist() == [*range(21)]
    assert colours == PALETTES["light"].values and (np.diff(places) > 0).all()


@pytest.mark.parametrize("cell", EVERY)
def test_on_the_stage_equal_numbers_have_one_colour_whatever_they_are(cell):
    declared = EVERY[cell]
    held = [Override(n.id, 0.75, None, 1) for n in declared.nodes if not n.op.joins]
    params = initial(declared, 2, 3, seed=4, scale=6.0)
    memory = Memory(np.full((3, 3), 0.25)) if declared.attends else None
    trace = run(declared, params, np.eye(2), overrides=held, memory=memory)
    at = 2 * declared.beats - 1
    drawn = str(draw(declared, environment(assets("templates")), catalogue("es"), trace, at=at))
    colours: dict[bool, set[str]] = {True: set(), False: set()}
    for id, column in re.findall(r'data-values="(\w+)"(.*?)</g>', drawn, re.DOTALL):
        fill = re.search(r'fill="([^"]+)" data-unit="1" data-number="0.75"', column)
        if fill:
            colours[is_gate(declared, id)].add(fill[1])
    assert colours[False] == {"var(--v15)"}
    assert colours[True] <= {"var(--g15)"}


def test_where_the_last_steps_outgrow_the_others_the_first_still_have_colour():
    trace = trained("rnn_relu")
    assert largest(trace) == max(np.abs(trace[id]).max() for id in ("h", "h_pre")) > 10
    by_step = np.abs(Scale("v", largest(trace)).levels(trace["h"]) - 10).max(axis=-1)
    assert by_step[0] >= 2
    assert (np.diff(np.sort(by_step)) >= 0).all() and by_step[-1] > by_step[0]


@pytest.mark.parametrize("cell", CELLS)
def test_every_size_but_a_gates_is_within_the_ends(cell):
    trace = trained(cell)
    free = [id for id in (*trace.cell.inputs, *trace.cell.ids) if not is_gate(trace.cell, id)]
    assert largest(trace) == max(2.0, *(float(np.abs(trace[id]).max()) for id in free))

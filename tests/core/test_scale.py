"""Promises of the colours: equal numbers of a family look alike; no step is left without."""

import re

import numpy as np
import pytest

from app import models
from app.cells import CELLS
from app.core.params import initial
from app.core.run import run
from app.core.trace import Override, Trace
from app.figures.scale import Scale, families, scale
from app.i18n import catalogue
from app.pages.site import environment
from app.pages.stage import draw
from app.settings import assets

WORD = "NEURONAL"
BY_HAND = {  # what is added up or handed on, read off the cells' papers
    "rnn": [{"h", "h_prev"}],
    "rnn_relu": [{"h", "h_prev", "h_pre"}],
    "lstm": [{"c", "c_prev", "kept", "written"}, {"h", "h_prev"}],
    "lstm_peephole": [
        {"c", "c_prev", "kept", "written"}, {"h", "h_prev"}, {"f_pre", "f_lin", "f_peep"},
        {"i_pre", "i_lin", "i_peep"}, {"o_pre", "o_lin", "o_peep"},
    ],
    "lstm_coupled": [{"c", "c_prev", "kept", "written"}, {"h", "h_prev"}],
    "gru": [{"h", "h_prev", "kept", "written"}, {"n_pre", "n_in", "n_rec", "reset"}],
    "gru_reset_before": [{"h", "h_prev", "kept", "written", "reset"}],
    "min_gru": [{"h", "h_prev", "kept", "written", "n"}],
}  # fmt: skip


def trained(cell: str) -> Trace:
    model = models.load(f"neuronal-{cell.replace('_', '-')}")
    columns = [list(model.inputs).index(letter) for letter in WORD]
    return run(model.cell, model.params, np.eye(len(model.inputs))[columns])


@pytest.mark.parametrize("cell", CELLS)
def test_values_that_are_added_or_handed_on_are_one_family(cell):
    found: dict[str, set[str]] = {}
    for id, family in families(CELLS[cell]).items():
        found.setdefault(family, set()).add(id)
    assert all(family in members for family, members in found.items())
    several = [members for members in found.values() if len(members) > 1]
    assert sorted(map(sorted, several)) == sorted(map(sorted, BY_HAND[cell]))


@pytest.mark.parametrize("cell", CELLS)
def test_on_the_stage_equal_numbers_of_a_family_have_one_colour(cell):
    held = [Override(n.id, 0.75, None, 1) for n in CELLS[cell].nodes if not n.op.joins]
    params = initial(CELLS[cell], 2, 3, seed=4, scale=6.0)
    trace = run(CELLS[cell], params, np.eye(2), overrides=held)
    at = 2 * CELLS[cell].beats - 1
    drawn = str(draw(CELLS[cell], environment(assets("templates")), catalogue("es"), trace, at=at))
    colours: dict[str, set[str]] = {}
    for id, column in re.findall(r'data-values="(\w+)"(.*?)</g>', drawn, re.DOTALL):
        fill = re.search(r'fill="([^"]+)" data-unit="1" data-number="0.75"', column)
        if fill:
            colours.setdefault(families(CELLS[cell])[id], set()).add(fill[1])
    assert set(colours) == {families(CELLS[cell])[id] for id in CELLS[cell].ids if id != "xh"}
    assert all(len(fills) == 1 for fills in colours.values())


def test_where_the_last_steps_outgrow_the_others_the_first_still_have_colour():
    trace = trained("rnn_relu")
    of = scale(trace, "h")
    assert of.name == "l"
    assert of.most == np.abs(np.concatenate([trace["h"], trace["h_pre"]])).max()
    by_step = np.abs(of.levels(trace["h"]) - 10).max(axis=-1)
    assert by_step[0] >= 2
    assert (np.diff(np.sort(by_step)) >= 0).all()
    proportional = np.abs(Scale("v", of.most).levels(trace["h"]) - 10).max(axis=-1)
    assert proportional[:3].max() == 0


@pytest.mark.parametrize("cell", [c for c in CELLS if c != "rnn_relu"])
def test_colours_stay_in_proportion_where_the_range_allows_it(cell):
    trace = trained(cell)
    assert "l" not in {scale(trace, n.id).name for n in trace.cell.nodes}


def test_a_logarithmic_scale_gives_the_same_step_for_every_ten_times():
    of = Scale("l", 999.0)
    assert of.levels(np.array([-999, -99, -9, 0, 9, 99, 999])).tolist() == [0, 3, 7, 10, 13, 17, 20]
    assert [of.low, of.most, of.colours] == [-999.0, 999.0, "v"]

"""A declaration is checked when it is made, and says what it is."""

import pytest

from app.cells import CELLS, EVERY
from app.core import ops
from app.core.cell import Cell, CellError, affine, apply

CELL = pytest.mark.parametrize("cell", EVERY.values(), ids=EVERY)


def build(*nodes, states=("h",)):
    return Cell("odd", "nobody", states, nodes, grid="")


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([apply(ops.tanh, "h", "later")], "odd.h: reads 'later'"),
        (
            [apply(ops.tanh, "h", "h_prev"), apply(ops.tanh, "h", "h_prev")],
            "odd.h: the id is taken",
        ),
        ([apply(ops.add, "h", "h_prev")], "odd.h: add takes 2 arguments"),
        ([apply(ops.tanh, "n", "h_prev")], "state 'h' is no node"),
    ],
)
def test_a_wrong_declaration_names_cell_node_and_fix(nodes, said):
    with pytest.raises(CellError, match=said):
        build(*nodes)


@CELL
def test_waves_hold_every_node_once_and_nothing_reads_its_own_wave(cell):
    assert sorted(i for wave in cell.waves for i in wave) == sorted(cell.ids)
    made = set(cell.inputs)
    for wave in cell.waves:
        assert all(a in made for i in wave for a in cell.node(i).args)
        made.update(wave)


@CELL
def test_one_timestep_has_a_beat_for_every_operation_and_one_to_hand_over(cell):
    assert cell.beats == len(cell.nodes) + 1


def test_the_lstm_tells_its_story_in_the_document_s_order():
    assert CELLS["lstm"].ids[1:] == (
        "f_pre", "f", "i_pre", "i", "g_pre", "g", "kept", "written", "c",
        "o_pre", "o", "c_squashed", "h",
    )  # fmt: skip


def test_an_affine_sees_through_a_concat_to_its_parts():
    cell = CELLS["lstm"]
    assert cell.factors(cell.node("f_pre")) == (("xh", (("x", "W_f"), ("h_prev", "U_f"))),)
    assert affine("n_pre", "x", "reset", owner="n").args == ("x", "reset")

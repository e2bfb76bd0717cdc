"""Parameters: named views, seeded draws that do not disturb each other, clear refusals."""

import numpy as np
import pytest

from app.cells import CELLS, EVERY
from app.core.params import INITS, Params, ParamsError, from_values, initial, shapes

CELL = pytest.mark.parametrize("cell", EVERY.values(), ids=EVERY)


@CELL
def test_every_parameter_is_a_view_of_one_vector(cell):
    made = Params(cell, 3, 4)
    made.flat[:] = np.arange(made.flat.size)
    assert sorted(v for a in made.values() for v in a.ravel()) == list(range(made.flat.size))
    assert {n: a.shape for n, a in made.items()} == shapes(cell, 3, 4)


def test_names_and_shapes_are_the_documented_ones():
    gates = lambda letters: {f"{k}_{g}" for g in letters for k in ("W", "U", "b")}  # noqa: E731
    expected = {
        "rnn": gates("h"), "rnn_relu": gates("h"), "lstm": gates("figo"),
        "lstm_peephole": gates("figo") | {"p_f", "p_i", "p_o"}, "lstm_coupled": gates("igo"),
        "gru": gates("rzn") | {"bU_n"}, "gru_reset_before": gates("rzn"),
        "min_gru": {"W_z", "b_z", "W_n", "b_n"},
    }  # fmt: skip
    assert {id: set(shapes(cell, 3, 2)) for id, cell in CELLS.items()} == expected
    assert shapes(CELLS["gru"], 3, 2)["W_n"] == (2, 3) and shapes(CELLS["gru"], 3, 2)["bU_n"] == (
        2,
    )


@CELL
@pytest.mark.parametrize("init", [i for i in INITS if i != "glorot"])
def test_another_letter_adds_a_column_and_changes_nothing_else(cell, init):
    small, large = (initial(cell, x, 4, seed=5, init=init) for x in (3, 4))
    for name in small:
        reads_x = large[name].shape != small[name].shape
        shared = large[name][:, :3] if reads_x else large[name]
        assert np.array_equal(small[name], shared)


def test_two_cells_with_one_seed_share_the_parameters_they_both_have():
    one, two = (initial(CELLS[id], 3, 4, seed=5) for id in ("lstm", "lstm_peephole"))
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_orthogonal_u_is_orthogonal_and_identity_is_the_identity():
    u = initial(CELLS["rnn"], 3, 6, init="orthogonal")["U_h"]
    assert np.allclose(u @ u.T, np.eye(6))
    assert np.array_equal(initial(CELLS["rnn"], 3, 6, init="identity")["U_h"], np.eye(6))


@pytest.mark.parametrize(
    ("id", "name", "sign"), [("lstm", "b_f", 1), ("gru", "b_z", 1), ("min_gru", "b_z", -1),
                             ("lstm_coupled", "b_i", -1)]
)  # fmt: skip
def test_forget_bias_goes_where_it_makes_the_cell_keep(id, name, sign):
    plain, kept = (initial(CELLS[id], 3, 4, forget_bias=b) for b in (0, 2))
    assert np.allclose(kept[name] - plain[name], 2 * sign)
    assert all(np.array_equal(plain[n], kept[n]) for n in plain if n != name)


def test_forget_bias_on_a_cell_without_gates_is_refused():
    with pytest.raises(ParamsError, match="no gate that keeps"):
        initial(CELLS["rnn"], 3, 4, forget_bias=1)


@pytest.mark.parametrize(
    ("change", "name", "said"),
    [
        ({"W_h": None}, "W_h", "missing"),
        ({"W_q": [[1.0]]}, "W_q", "no such parameter"),
        ({"U_h": [[1.0, 2.0]]}, "U_h", "must be"),
        ({"U_h": [[1.0, 2.0], [3.0]]}, "U_h", "rows differ"),
        ({"b_h": [[1.0, 2.0]]}, "b_h", "1 dimensions"),
        ({"W_h": [[]]}, "W_h", "empty"),
        ({"b_h": [1.0, float("nan")]}, "b_h", "not finite"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_name(change, name, said):
    good = {"W_h": [[1.0], [2.0]], "U_h": [[1.0, 2.0], [3.0, 4.0]], "b_h": [0.0, 0.0]} | change
    with pytest.raises(ParamsError, match=said) as caught:
        from_values(CELLS["rnn"], {k: v for k, v in good.items() if v is not None})
    assert caught.value.name == name

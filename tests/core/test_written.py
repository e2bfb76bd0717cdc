"""Promises of the written-out line: the signs are right, and the numbers are the trace's."""

import re

import numpy as np
import pytest

from app.cells import EVERY
from app.core.params import from_values, initial
from app.core.trace import Override, Trace
from app.i18n import LANGS, catalogue
from app.narrator.written import DECIMALS, Line, addends
from tests.core.looking import run


def written_out(trace: Trace, node: str, step: int, unit: int) -> list[dict]:
    return Line(trace, node).at(step, unit)


def words(tokens: list[dict]) -> str:
    """A line as plain text, as the page would print it."""
    shown = []
    for token in tokens:
        if "value" in token:
            shown.append(f"{token['value']:.{DECIMALS}f}".replace("-", "−"))
        else:
            shown.append(f"{token['text']}{token['sub']}" if "text" in token else token["op"])
    text = " ".join(shown).replace("( ", "(").replace(" )", ")")
    return re.sub(r"(σ|tanh|ReLU) \(", r"\1(", text)


def traced(cell: str, **more) -> Trace:
    params = initial(EVERY[cell], 5, 4, seed=3, scale=3.0)
    return run(EVERY[cell], params, np.eye(5)[[0, 1, 2, 3, 4, 0]], **more)


def one_unit(cell: str, values: dict, x: float, **state: float) -> Trace:
    """A cell of one unit and one input, so that every number can be reckoned by hand."""
    shaped = {k: [[v]] if k[0] in "WU" else [v] for k, v in values.items()}
    start = {k: np.array([v]) for k, v in state.items()}
    return run(EVERY[cell], from_values(EVERY[cell], shaped), np.array([[x]]), state=start)


def test_an_rnn_unit_by_hand():
    trace = one_unit("rnn", {"W_h": 0.5, "U_h": -2.0, "b_h": 0.25}, x=2.0, h=0.5)
    assert words(written_out(trace, "h_pre", 0, 0)) == "1.00 − 1.00 + 0.25 = 0.25"
    assert words(written_out(trace, "h", 0, 0)) == (
        "h1 = tanh(1.00 − 1.00 + 0.25) = tanh(0.25) ≈ 0.24"
        if round(float(np.tanh(0.25)), 2) != 0.24
        else "h1 = tanh(1.00 − 1.00 + 0.25) = tanh(0.25) = 0.24"
    )


def test_the_letter_s_subscript_is_the_timestep_whatever_the_unit():
    trace = traced("lstm")
    for step, unit in ((0, 3), (4, 0), (5, 2)):
        assert written_out(trace, "f", step, unit)[0]["sub"] == step + 1


def test_an_lstm_unit_by_hand():
    gates = {f"{kind}_{gate}": 0.0 for kind in "WUb" for gate in "figo"}
    gates |= {"b_f": 20.0, "b_i": -20.0, "b_o": 20.0, "b_g": 1.0}
    trace = one_unit("lstm", gates, x=1.0, h=0.0, c=-0.75)
    assert words(written_out(trace, "kept", 0, 0)) == "1.00 × −0.75 = −0.75"
    assert words(written_out(trace, "c", 0, 0)) == (
        "c1 = 1.00 × −0.75 + 0.00 × 0.76 = −0.75 + 0.00 = −0.75"
    )
    assert words(written_out(trace, "h", 0, 0)) == (
        f"h1 = 1.00 × tanh(−0.75) = 1.00 × {np.tanh(-0.75):.2f} = {np.tanh(-0.75):.2f}".replace(
            "-", "−"
        )
    )


def test_a_gru_unit_by_hand():
    values = {f"{kind}_{gate}": 0.0 for kind in "WUb" for gate in "rzn"} | {
        "bU_n": 2.0,
        "W_n": -3.0,
    }
    trace = one_unit("gru", values, x=1.0, h=0.5)
    assert words(written_out(trace, "reset", 0, 0)) == "0.50 × (0.00 + 2.00) = 0.50 × 2.00 = 1.00"
    assert words(written_out(trace, "n_pre", 0, 0)) == (
        "−3.00 + 0.00 + 0.50 × (0.00 + 2.00) = −3.00 + 1.00 = −2.00"
    )
    assert words(written_out(trace, "written", 0, 0)).startswith(
        "(1 − 0.50) × −0.96 = 0.50 × −0.96"
    )


def test_rounded_addends_that_do_not_add_up_are_marked():
    trace = one_unit("rnn", {"W_h": 0.004, "U_h": 0.0, "b_h": 0.004}, x=1.0, h=0.0)
    assert words(written_out(trace, "h_pre", 0, 0)) == "0.00 + 0.00 + 0.00 ≈ 0.01"


def test_a_clamped_value_is_not_called_equal():
    trace = traced("lstm", overrides=[Override("f", 1.0, 2, 1)])
    assert words(written_out(trace, "f", 2, 1)).endswith("→ 1.00")
    assert "→" not in words(written_out(trace, "f", 2, 0))
    assert "→" not in words(written_out(trace, "f", 1, 1))


@pytest.mark.parametrize("cell", EVERY)
def test_every_line_ends_in_the_value_of_its_node(cell):
    trace = traced(cell)
    for node in EVERY[cell].nodes:
        line = Line(trace, node.id)
        wide = node.op.joins or EVERY[cell].axes[node.id] == "SH"
        assert bool(line.tokens) != wide
        for step in range(trace.steps) if line.tokens else ():
            for unit in range(trace[node.id].shape[1]):
                last = line.at(step, unit)[-1]
                assert last["result"]
                assert last["value"] == pytest.approx(trace[node.id][step, unit], abs=0.0051)
                assert not any(
                    "slot" in token or "relation" in token for token in line.at(step, unit)
                )


@pytest.mark.parametrize("cell", EVERY)
def test_equal_signs_hold_for_the_rounded_numbers(cell):
    """What stands left of =, reckoned by Python itself, gives what stands right of it."""
    names = {"σ": lambda v: 1 / (1 + np.exp(-v)), "tanh": np.tanh, "ReLU": lambda v: max(v, 0.0)}
    trace = traced(cell)
    for node in EVERY[cell].nodes:
        for unit in range(0 if node.op.joins else trace.hidden):
            text = words(written_out(trace, node.id, 3, unit)).replace("×", "*").replace("−", "-")
            sides = text.split(" = ")[1 if node.symbol else 0 :]
            if "≈" not in text and len(sides) > 1:
                left = eval(sides[-2], names)
                assert round(left, DECIMALS) == pytest.approx(float(sides[-1]), abs=0.0101)


@pytest.mark.parametrize("cell", EVERY)
def test_addends_add_up_to_the_sum(cell):
    trace = traced(cell)
    for node in EVERY[cell].nodes:
        if node.op.linear:
            assert sum(addends(trace, node.id).values()) == pytest.approx(trace[node.id])


@pytest.mark.parametrize("cell", EVERY)
def test_every_addend_is_called_by_what_met_the_weights_and_named_apart(cell):
    trace = traced(cell)
    for node in (n for n in EVERY[cell].nodes if n.op.linear):
        named = [token for token in written_out(trace, node.id, 2, 1) if "addend" in token]
        for token in named:
            letters = {"x": "W", "context": "C"}.get(token["addend"], "U")
            by_hand = (
                trace.params[node.vector][1]
                if token["addend"] == "bias"
                else trace.params[f"{letters}_{node.owner}"][1] @ trace[token["addend"]][2]
            )
            assert abs(token["value"]) == pytest.approx(abs(by_hand), abs=0.0051)
        for lang in LANGS:
            said = [catalogue(lang)(f"js.narrator.addend.{token['addend']}") for token in named]
            assert len(set(said)) == len(said)

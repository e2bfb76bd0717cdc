"""Every operation: its gradient is its derivative, and extreme inputs stay finite."""

import numpy as np
import pytest

from app.core.ops import OPS

ELEMENTWISE = [op for op in OPS.values() if op.steps]
CALCULATED = [op for op in OPS.values() if op.vjp]
SHAPES = {  # of the arguments where they are not all (H): H units, S rows of a memory
    "score": ("H", "SH"), "match": ("H", "SH"), "softmax": ("S",), "weigh": ("S", "SH"),
}  # fmt: skip


def arguments(op, rng):
    axes = {"H": (3, 5), "S": (3, 4), "SH": (3, 4, 5)}
    args = tuple(rng.normal(size=axes[a]) for a in SHAPES.get(op.name, "H" * op.arity))
    return args, rng.normal(size=5) if op.param else None


@pytest.mark.parametrize("op", CALCULATED, ids=lambda op: op.name)
def test_vjp_equals_a_directional_difference(op):
    rng = np.random.default_rng(4)
    args, p = arguments(op, rng)
    wanted = (*args, p) if op.param else args
    y = op.forward(*args, p=p)
    g = rng.normal(size=y.shape)
    sent = op.vjp(g, y, args, p)
    directions = [rng.normal(size=a.shape) for a in wanted]

    def moved(e):
        now = [a + e * d for a, d in zip(wanted, directions, strict=True)]
        y = op.forward(*now[: op.arity], p=now[-1] if op.param else None)
        return float((g * y).sum())

    numeric = (moved(1e-6) - moved(-1e-6)) / 2e-6
    analytic = sum(float((s * d).sum()) for s, d in zip(sent, directions, strict=True))
    assert analytic == pytest.approx(numeric, rel=1e-7)


def test_softmax_shares_one_among_what_is_there_at_the_type_s_limit():
    present = np.array([True, True, False])
    shares = OPS["softmax"].forward(np.array([1e300, -1e300, 1e308]), p=present)
    assert shares.tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize("op", [o for o in ELEMENTWISE if o.slope], ids=lambda op: op.name)
def test_slope_of_an_activation_is_its_derivative(op):
    x = np.linspace(-3, 3, 13) + 0.01
    numeric = (op.forward(x + 1e-6) - op.forward(x - 1e-6)) / 2e-6
    assert np.allclose(op.slope(op.forward(x)), numeric, atol=1e-9)


@pytest.mark.parametrize("op", [o for o in ELEMENTWISE if o.range], ids=lambda op: op.name)
@pytest.mark.parametrize("huge", [1e300, -1e300, np.finfo(np.float64).max])
def test_bounded_operations_stay_in_their_range_at_the_type_s_limit(op, huge):
    with np.errstate(over="ignore"):
        y = op.forward(np.array([huge]))
    assert op.range[0] <= y[0] <= op.range[1]


def test_sigmoid_keeps_its_relative_accuracy_far_from_zero():
    x = np.array([-700.0, -40.0, -5.0, 0.0, 5.0])
    exact = [9.859676543759770e-305, 4.248354255291589e-18, 0.0066928509242848554, 0.5]
    assert OPS["sigmoid"].forward(x)[:4] == pytest.approx(exact, rel=1e-13)

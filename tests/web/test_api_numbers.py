"""Rounding to significant digits is what Python's own formatting gives, for every double."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.numbers import dumps, npz, rounded, sig

EDGES = [0.0, -0.0, 5e-324, 1.797e308, 9.999995, 999999.5, 1e22, 1e23, 1e-17, 2.5, 1.0000005, -0.5]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.integers(1, 16))
def test_every_double_rounds_to_the_nearest_decimal(values, digits):
    expected = [float(f"{v:.{digits - 1}e}") for v in values]
    found = sig(np.array(values), digits)
    np.testing.assert_array_equal(found, expected)
    assert [math.copysign(1, v) for v in found] == [math.copysign(1, v) for v in values]


@pytest.mark.parametrize("digits", range(1, 18))
def test_edges_round_as_their_decimals_and_stay_so(digits):
    once = sig(EDGES, digits)
    expected = [float(f"{v:.{digits - 1}e}") for v in EDGES] if digits < 17 else EDGES
    np.testing.assert_array_equal(once, expected)
    np.testing.assert_array_equal(sig(once, digits), once)


@pytest.mark.parametrize("scale", [1e-300, 1e-20, 1.0, 1e20, 1e300])
def test_written_values_are_short_decimals(scale):
    values = np.random.default_rng(1).normal(size=5_000) * scale
    written = dumps(sig(values)).decode().strip("[]").split(",")
    mantissas = [v.split("e")[0].lstrip("-").replace(".", "").strip("0") for v in written]
    assert max(map(len, mantissas)) <= 6


def test_what_is_not_finite_is_left_for_the_caller_to_see():
    np.testing.assert_array_equal(
        sig([np.nan, np.inf, -np.inf, 1.23456789]), [np.nan, np.inf, -np.inf, 1.23457]
    )


def test_arrays_of_several_shapes_keep_names_order_and_values():
    draw = np.random.default_rng(2)
    arrays = {
        "a": draw.normal(size=(3, 2)),
        "b": draw.normal(size=4),
        "c": draw.normal(size=(3, 2)),
    }
    found = rounded(arrays, 3)
    assert list(found) == ["a", "b", "c"]
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], sig(array, 3))


def test_npz_is_the_same_bytes_at_any_hour():
    arrays = [("f", np.arange(6.0).reshape(2, 3)), ("tokens", np.array(["a", "ñ"]))]
    assert npz(arrays) == npz(arrays)
    assert b"f.npy" in npz(arrays)

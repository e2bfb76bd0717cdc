"""Updates against their papers' formulas worked by hand, and what clipping promises."""

import numpy as np
import pytest

from app.learning.optimisers import OPTIMISERS, Adam, RMSProp, clip_by_norm, clip_by_value


def test_sgd_with_momentum_adds_up_velocities() -> None:
    w, sgd = np.array([1.0]), OPTIMISERS["sgd"](0.1, 0.9)
    sgd.update([w], [np.array([2.0])])
    assert w[0] == pytest.approx(1 - 0.1 * 2)
    sgd.update([w], [np.array([1.0])])
    assert w[0] == pytest.approx(0.8 - 0.1 * (0.9 * 2 + 1))


def test_adams_first_step_is_its_rate_whatever_the_gradient() -> None:
    w = np.array([0.0, 0.0])
    Adam(0.01).update([w], [np.array([1e-3, -5e4])])
    np.testing.assert_allclose(w, [-0.01, 0.01], rtol=1e-4)


def test_rmsprop_divides_by_the_root_of_the_running_square() -> None:
    w, rms = np.array([0.0]), RMSProp(0.1, decay=0.9)
    rms.update([w], [np.array([2.0])])
    assert w[0] == pytest.approx(-0.1 * 2 / np.sqrt(0.1 * 4))


def test_clipping_by_norm_keeps_the_direction_of_all_gradients_together() -> None:
    gradients = [np.array([3.0]), np.array([[4.0]])]
    assert clip_by_norm(gradients, 1.0) == 5.0
    assert gradients[0][0] == pytest.approx(0.6) and gradients[1][0, 0] == pytest.approx(0.8)
    assert clip_by_norm(gradients, 2.0) == pytest.approx(1.0)
    assert gradients[0][0] == pytest.approx(0.6)


def test_clipping_by_value_touches_only_what_is_outside() -> None:
    g = np.array([0.5, -3.0])
    assert clip_by_value([g], 1.0)
    np.testing.assert_array_equal(g, [0.5, -1.0])
    assert not clip_by_value([g], 1.0)

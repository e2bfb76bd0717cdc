"""The logistic function of the gates, as the papers write it."""

from typing import Any

import numpy as np


def sigmoid(a: Any) -> Any:
    return 1 / (1 + np.exp(-a))

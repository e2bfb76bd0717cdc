"""Layer normalisation: Ba, Kiros & Hinton 2016, eq. 3; a gain s, no bias."""

from typing import Any

import numpy as np


def norm(a: Any, s: Any) -> Any:
    return s * (a - np.mean(a)) / np.sqrt(np.mean((a - np.mean(a)) ** 2) + 1e-5)

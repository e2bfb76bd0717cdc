"""How the loss is shared out among the steps: the products of Jacobians, the inputs' shares."""

from __future__ import annotations

import numpy as np

from ..figures.gradient_attribution import MEASURES, UNSIGNED, shares
from .gradient_wave import Wave

Inks = list[tuple[str, str, int]]


def spectra(wave: Wave) -> list[tuple[float, float]] | None:
    """(norm of the product, spectral radius) a step."""
    j = wave.found.jacobians
    if j is None:
        return None
    return list(zip(j["norms"].tolist(), j["spectral_radii"].tolist(), strict=True))


def ink_width(wave: Wave) -> int:
    """px of a step where the loss is shared out: less where there are many, not of words."""
    words = any(len(token) > 2 for token in wave.found.computed.tokens or ())
    return 62 if wave.length <= 10 or words else 30 if wave.length <= 40 else 11


def attribution(wave: Wave) -> list[tuple[str, str, Inks]]:
    """(measure, its scale, [(token, value, colour 0 … 20)]); of a norm, 0 is the palest."""
    rows = []
    for m in MEASURES:
        if m not in wave.found.attribution:
            continue
        values = wave.found.attribution[m]
        about = (0, 20) if m == UNSIGNED else (10, 10)
        levels = np.rint(about[0] + about[1] * shares(values)).astype(int).tolist()
        said = [wave.sizes.written(v) for v in values.tolist()]
        inks = list(zip(wave.tokens, said, levels, strict=True))
        rows.append((m, "g" if m == UNSIGNED else "v", inks))
    return rows

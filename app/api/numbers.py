"""Numbers on the wire: rounded to significant digits in one go, written by orjson, or as npz."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import orjson
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating[Any]]
NOT_ROUNDED = 17
_DOUBT = 2.0**-51  # of a scaled value: what its one rounding may have moved it by, and more
_POWERS = 10.0 ** np.arange(23)  # exact


def sig(a: ArrayLike, digits: int = 6) -> NDArray[np.float64]:
    """Each value as the double nearest to its decimal of so many significant digits.

    Scaled by an exact power of ten, rounded and scaled back, in one go. What that cannot decide
    (beyond 1e±17 or so, near the middle between two decimals) goes through its decimal.
    """
    a = np.array(a, np.float64)
    if digits >= NOT_ROUNDED:
        return a
    with np.errstate(all="ignore"):
        k = (digits - 1) - np.floor(np.log10(np.abs(a)))
        within = np.abs(k) <= 22
        k = np.where(within, k, 0).astype(np.intp)
        up, down = _POWERS[np.maximum(k, 0)], _POWERS[np.maximum(-k, 0)]
        scaled = a * up / down
        whole = np.rint(scaled)
        middle = np.abs(np.abs(scaled - whole) - 0.5) <= np.abs(scaled) * _DOUBT
        out: NDArray[np.float64] = whole / up * down
    rest = middle | ~(within | (a == 0))
    if rest.any():
        out[rest] = [float(f"{v:.{digits - 1}e}") for v in a[rest]]
    return out


def rounded(arrays: Mapping[str, Array], digits: int) -> dict[str, NDArray[np.float64]]:
    """The same arrays as float64, rounded; those of one shape are stacked and rounded once."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for name, a in arrays.items():
        groups.setdefault(a.shape, []).append(name)
    done: dict[str, NDArray[np.float64]] = {}
    for names in groups.values():
        done.update(zip(names, sig(np.stack([arrays[n] for n in names]), digits), strict=True))
    return {name: done[name] for name in arrays}


def exact(arrays: Mapping[str, Array]) -> dict[str, NDArray[np.float64]]:
    """The same arrays as float64, not rounded: states and parameters come back in requests."""
    return {name: np.array(a, np.float64, order="C") for name, a in arrays.items()}


def dumps(value: Any) -> bytes:
    """JSON; the caller has made sure that every number is finite (orjson would write null)."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def npz(arrays: Iterable[tuple[str, NDArray[Any]]]) -> bytes:
    """What np.load reads, uncompressed, the same bytes every time (np.savez writes the hour)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays:
            part = io.BytesIO()
            np.lib.format.write_array(part, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), part.getvalue())
    return file.getvalue()

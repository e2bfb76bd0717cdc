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
_EXACT = 15  # up to so many digits a scaled value is an integer that a double holds exactly
_POWERS = 10.0 ** np.arange(23)  # exact


def sig(a: ArrayLike, digits: int = 6) -> NDArray[np.float64]:
    """Each value as the double nearest to its decimal of so many significant digits.

    Scaling by an exact power of ten and back is correctly rounded; values outside 1e±17 or so,
    and more digits than a double can scale exactly, go through their decimal, one by one.
    """
    a = np.array(a, np.float64)
    if digits >= NOT_ROUNDED:
        return a
    with np.errstate(all="ignore"):
        k = (digits - 1) - np.floor(np.log10(np.abs(a)))
    ok = np.isfinite(k) & (np.abs(k) <= 22) & (digits <= _EXACT)
    if ok.all():
        return _scaled(a, k)
    out = a.copy()
    out[ok] = _scaled(a[ok], k[ok])
    rest = np.isfinite(a) & (a != 0) & ~ok
    if rest.any():
        out[rest] = [float(f"{v:.{digits - 1}e}") for v in a[rest]]
    return out


def _scaled(a: NDArray[np.float64], k: NDArray[np.float64]) -> NDArray[np.float64]:
    up = _POWERS[np.maximum(k, 0).astype(np.intp)]
    down = _POWERS[np.maximum(-k, 0).astype(np.intp)]
    scaled: NDArray[np.float64] = np.rint(a * up / down) / up * down
    return scaled


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

"""Named parameters as views into one flat vector, and the seeded ways to draw them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import prod
from typing import Any, cast
from zlib import crc32

import numpy as np

from .cell import Cell
from .ops import Array
from .plan import plan


class ParamsError(ValueError):
    """A parameter that does not fit its cell: .name says which, the message what to do."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}" if name else message)
        self.name, self.message = name, message


def shapes(cell: Cell, input_size: int, hidden: int) -> dict[str, tuple[int, ...]]:
    """Every parameter's shape, in the order of the nodes: W (H, X), U (H, H), b and p (H)."""
    found: dict[str, tuple[int, ...]] = {}
    for n in cell.nodes:
        found |= {m: (hidden, input_size if v == "x" else hidden) for v, m in cell.pairs(n)}
        found |= {n.vector: (hidden,)} if n.vector else {}
    return found


def by_input(cell: Cell) -> str:
    """The first matrix that multiplies x: its shape (H, X) says both sizes."""
    return next(matrix for n in cell.nodes for value, matrix in cell.pairs(n) if value == "x")


class Params(dict[str, Array]):
    """name -> array, each a contiguous view of .flat; the order there is the plan's.

    kept: what a training kept of a batch normalisation without training it: (2, T, H) by node, the
    mean and the variance at every timestep.
    """

    def __init__(self, cell: Cell, input_size: int, hidden: int, dtype: Any = np.float64) -> None:
        """All zeros."""
        self.cell, self.input_size, self.hidden = cell, input_size, hidden
        self.kept: dict[str, Array] = {}
        self.places = _places(cell, input_size, hidden)
        self.flat: Array = np.zeros(sum(prod(shape) for _, shape in self.places.values()), dtype)
        super().__init__((name, self.stack((name,))) for name in self.places)

    def stack(self, names: Sequence[str]) -> Array:
        """Consecutive parameters of one kind as one array, rows on top of each other."""
        first, (_, *width) = self.places[names[0]]
        rows = sum(self.places[name][1][0] for name in names)
        return self.flat[first : first + rows * prod(width)].reshape(rows, *width)

    def kept_at(self, node: str, t: int | None) -> Array | None:
        """(2, H); past the longest timestep that training met, the last one's."""
        kept = None if t is None else self.kept.get(node)
        return None if kept is None else kept[:, min(cast(int, t), kept.shape[1] - 1)]

    def like(self) -> Params:
        """Zeros of the same layout."""
        return Params(self.cell, self.input_size, self.hidden, self.flat.dtype)

    def __deepcopy__(self, memo: Mapping[int, Any]) -> Params:
        """The names stay views of .flat, which the default's copies would not be."""
        made = self.like()
        made.flat[...] = self.flat
        made.kept = {node: kept.copy() for node, kept in self.kept.items()}
        return made


@lru_cache(maxsize=256)
def _places(cell: Cell, input_size: int, hidden: int) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Every parameter's first number in the flat vector, and its shape."""
    found = shapes(cell, input_size, hidden)
    order = list(found)
    if cell.fuses:
        matrices = [m for id in plan(cell).affines for _, m in cell.pairs(cell.node(id))]
        order = sorted(dict.fromkeys(matrices), key=lambda name: "WU".index(name[0]))
        order += plan(cell).biases
        order += dict.fromkeys(n.vector for n in cell.nodes if n.vector and not n.op.linear)
    ends = accumulate(prod(found[name]) for name in order)
    first = dict(zip(order, (0, *ends), strict=False))
    return {name: (first[name], shape) for name, shape in found.items()}


def from_values(cell: Cell, values: Mapping[str, Any], dtype: Any = np.float64) -> Params:
    """Parameters from arrays or lists; sizes follow from their shapes. Raises ParamsError."""
    expected = shapes(cell, 1, 1)
    for name in expected:
        if name not in values:
            raise ParamsError(name, f"missing; {cell.id} needs {', '.join(expected)}")
    for name in values:
        if name not in expected:
            raise ParamsError(name, f"{cell.id} has no such parameter, only {', '.join(expected)}")
    arrays = {name: _rectangular(name, value, dtype) for name, value in values.items()}
    for name, shape in expected.items():
        if arrays[name].ndim != len(shape):
            raise ParamsError(name, f"needs {len(shape)} dimensions, has {arrays[name].ndim}")
    inputs = by_input(cell)
    hidden, input_size = arrays[inputs].shape
    made = Params(cell, input_size, hidden, dtype)
    for name, view in made.items():
        if arrays[name].shape != view.shape:
            raise ParamsError(
                name,
                f"has shape {arrays[name].shape}, but {inputs} says H = {hidden}, "
                f"X = {input_size}, so it must be {view.shape}",
            )
        view[...] = arrays[name]
    return made


def _rectangular(name: str, value: Any, dtype: Any) -> Array:
    try:
        array = np.asarray(value, dtype)
    except ValueError:
        raise ParamsError(name, "rows differ in length; give a rectangular array") from None
    if array.size == 0:
        raise ParamsError(name, "is empty; give at least one number")
    if not np.isfinite(array).all():
        raise ParamsError(name, "holds a value that is not finite")
    return array


def _even(rng: np.random.Generator, shape: tuple[int, ...], bound: float) -> Array:
    """Uniform in ±bound, input column by input column: one column more changes no other."""
    return rng.uniform(-bound, bound, shape[::-1]).T


def _orthogonal(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    q, r = np.linalg.qr(rng.standard_normal(shape))
    return cast(Array, q * np.sign(np.diag(r)))


# How the square matrices are drawn; beside them vectors are then zero, and the rest as PyTorch's.
INITS: dict[str, Callable[[np.random.Generator, tuple[int, ...]], Array] | None] = {
    "pytorch": None,  # uniform in ±1/sqrt(H), biases too, as torch.nn.RNNBase
    "orthogonal": _orthogonal,  # Saxe, McClelland & Ganguli 2014
    "identity": lambda rng, shape: np.eye(shape[0]),  # Le, Jaitly & Hinton 2015
    "glorot": lambda rng, shape: _even(rng, shape, np.sqrt(6 / sum(shape))),  # Glorot & Bengio 2010
}


def _drawn(rng: np.random.Generator, name: str, shape: tuple[int, ...], init: str) -> Array:
    square = INITS[init]
    if square and len(shape) == 1:
        return np.zeros(shape)
    if square and name.startswith("U"):
        return square(rng, shape)
    return _even(rng, shape, 1 / np.sqrt(shape[0]))


def initial(
    cell: Cell,
    input_size: int,
    hidden: int,
    *,
    seed: int = 1,
    init: str = "pytorch",
    scale: float = 1.0,
    forget_bias: float = 0.0,
    dtype: Any = np.float64,
) -> Params:
    """Seeded parameters, all times scale but for gains, which start at their op's number;
    forget_bias is then added where it makes the cell keep.

    Each is drawn from its own generator, seeded by (seed, crc32(name)): two cells with one seed
    share the parameters whose names they share. Raises ParamsError for a forget_bias on a cell
    without a gate that keeps.
    """
    made = Params(cell, input_size, hidden, dtype)
    starts = {n.vector: n.op.starts for n in cell.nodes}
    for name, view in made.items():
        if (start := starts.get(name)) is not None:
            view[...] = start
            continue
        rng = np.random.default_rng((seed, crc32(name.encode())))
        view[...] = _drawn(rng, name, view.shape, init) * scale
    if forget_bias:
        if not cell.keep:
            raise ParamsError("forget_bias", f"{cell.id} has no gate that keeps; leave it at 0")
        made[cell.keep.lstrip("-")] += -forget_bias if cell.keep.startswith("-") else forget_bias
    return made

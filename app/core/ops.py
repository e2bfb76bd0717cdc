"""The vocabulary: everything the app knows of an operation stands in its one row.

Letters: x input, g gradient of the loss by the result y, p the operation's own parameter,
H hidden units, X input size, S rows of a memory. Values are (..., H), but for the memory
(..., S, H) and what is said of each of its rows, (..., S); leading axes are free.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from .formula import RESULT, Formula, Local, Step, Vjp
from .formula import Array as Array

EPSILON = 1e-5  # added to a variance before its root
_nothing = Formula()


@dataclass(frozen=True, eq=False)
class Op:
    """One operation; frozen data, told apart by its columns and never by its name.

    forward: (*args, p) -> the result y; a Formula where core.plan may lay it out in place. The
           affine has none of its own: core.run multiplies.
    gives: the axes of y where they are not those of the first argument.
    masks: p says which rows of the memory there are, (..., S). settles: p has, beside its own, the
           statistics kept from training, or None.
    across: a number of the result depends on others than those at its own place.
    vjp:   (g, y, args, p) -> gradient of every argument, then of p if it has one; Local(…) where
           each number depends on its own alone.
    slope: of an activation, dy/dx as a function of y, for the words and the zoom.
    template: how it is written, {0} {1} its arguments; binds and needs place the parentheses.
    linear: a sum of matrix products (the affine). joins: sets vectors side by side (the concat).
    """

    name: str
    glyph: str
    shape: str  # of the box that draws it: affine | curve | circle | join
    template: str
    arity: int
    binds: int = 3  # 1 a sum, 2 a product, 3 an atom or a call
    needs: int = 0  # an argument that binds looser than this stands in parentheses
    range: tuple[float, float] | None = None
    param: str = ""  # the prefix of its own elementwise parameter, shape (H,)
    starts: float | None = None  # what that parameter is before training; None: drawn as any
    forward: Callable[..., Array] = _nothing
    vjp: Vjp | None = None
    slope: Formula | None = None
    gives: str = ""  # "S" | "H"
    masks: bool = False
    settles: bool = False
    across: bool = False
    linear: bool = False
    joins: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """The forward as ufunc calls; none of an op that core.plan cannot lay out."""
        return self.forward.steps if isinstance(self.forward, Formula) else ()


def _rectify(x: Array, y: Array) -> None:
    np.maximum(x, 0.0, out=y)  # NumPy deprecates its third operand without the keyword


_sigmoid_slope = Formula((np.subtract, 1.0, 0), (np.multiply, RESULT, 0))
_tanh_slope = Formula((np.square, 0), (np.subtract, 1.0, RESULT))
_relu_slope = Formula((np.sign, 0))


def _beside(*args: Array, p: Any) -> Array:
    return np.concatenate(args, axis=-1)


def _apart(g: Array, y: Array, args: tuple[Array, ...], p: Any) -> tuple[Array, ...]:
    return tuple(np.split(g, np.cumsum([a.shape[-1] for a in args])[:-1], axis=-1))


def _each(q: Array, m: Array) -> Array:
    """The dot product of q (..., H) with every row of m (..., S, H)."""
    return cast(Array, (m @ q[..., None])[..., 0])


def _mix(w: Array, m: Array) -> Array:
    """The sum of the rows of m (..., S, H), times w (..., S)."""
    return cast(Array, (w[..., None, :] @ m)[..., 0, :])


def _matched(q: Array, keys: Array) -> Array:
    return cast(Array, np.tanh(q[..., None, :] + keys))


def _match_back(g: Array, y: Array, args: tuple[Array, ...], v: Any) -> tuple[Array, ...]:
    t = _matched(*args)
    flow = g[..., None] * v * _tanh_slope(t)
    return flow.sum(axis=-2), flow, g[..., None] * t


def _standard(x: Array, axes: Any) -> tuple[Array, Array]:
    """(x at mean 0 and variance 1 over these axes, 1 / its deviation)."""
    off = x - x.mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt((off * off).mean(axis=axes, keepdims=True) + EPSILON)
    return off * inverse, inverse


def _standard_back(g: Array, x: Array, s: Any, axes: Any) -> tuple[Array, Array]:
    unit, inverse = _standard(x, axes)
    flow = g * s
    mean = flow.mean(axis=axes, keepdims=True)
    along = (flow * unit).mean(axis=axes, keepdims=True)
    return inverse * (flow - mean - unit * along), g * unit


def _layer_normed(x: Array, s: Array, y: Array) -> None:
    np.multiply(_standard(x, -1)[0], s, out=y)


def _batch(x: Array) -> tuple[int, ...]:
    return tuple(range(x.ndim - 1))


def _batch_normed(x: Array, p: Any, y: Array) -> None:
    s, kept = p if isinstance(p, tuple) else (p, None)
    if kept is None:
        unit = _standard(x, _batch(x))[0]
    else:
        unit = (x - kept[0]) / np.sqrt(kept[1] + EPSILON)
    np.multiply(unit, s, out=y)


def _shares(x: Array, p: Any) -> Array:
    x = x if p is None else np.where(p, x, -np.inf)
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return cast(Array, powers / powers.sum(axis=-1, keepdims=True))


concat = Op(
    "concat", "[:]", "join", "[ {0} ; {1} ]", 2, joins=True, forward=_beside, vjp=_apart
)  # fmt: skip
affine = Op("affine", "W", "affine", "", 1, binds=1, linear=True)
scale = Op(
    "scale", "×", "circle", "{p} ⊙ {0}", 1, binds=2, needs=2, param="p",
    forward=Formula((np.multiply, "p", 0)), vjp=Local("p", 0),
)  # fmt: skip
sigmoid = Op(
    "sigmoid", "σ", "curve", "σ ( {0} )", 1, range=(0.0, 1.0),
    # exp(-x) may overflow to infinity, whose reciprocal is the right answer: 0
    forward=Formula(
        (np.negative, 0), (np.exp, RESULT), (np.add, RESULT, 1.0), (np.divide, 1.0, RESULT)
    ),
    vjp=Local(_sigmoid_slope), slope=_sigmoid_slope,
)  # fmt: skip
tanh = Op(
    "tanh", "tanh", "curve", "tanh ( {0} )", 1, range=(-1.0, 1.0),
    forward=Formula((np.tanh, 0)),
    vjp=Local(_tanh_slope), slope=_tanh_slope,
)  # fmt: skip
relu = Op(
    "relu", "ReLU", "curve", "ReLU ( {0} )", 1,
    forward=Formula((_rectify, 0)),
    vjp=Local(_relu_slope), slope=_relu_slope,
)  # fmt: skip
add = Op(
    "add", "+", "circle", "{0} + {1}", 2, binds=1,
    forward=Formula((np.add, 0, 1)), vjp=Local(1.0, 1.0),
)  # fmt: skip
mul = Op(
    "mul", "×", "circle", "{0} ⊙ {1}", 2, binds=2, needs=2,
    forward=Formula((np.multiply, 0, 1)), vjp=Local(1, 0),
)  # fmt: skip
one_minus = Op(
    "one_minus", "1−", "circle", "1 − {0}", 1, binds=1, needs=2,
    forward=Formula((np.subtract, 1.0, 0)), vjp=Local(-1.0),
)  # fmt: skip
shift = Op(
    "shift", "+", "circle", "{0} + {p}", 1, binds=1, param="b",
    forward=Formula((np.add, 0, "p")), vjp=Local(1.0, 1.0),
)  # fmt: skip
layer_norm = Op(  # Ba, Kiros & Hinton 2016, eq. 4: over the H units
    "layer_norm", "LN", "norm", "{p} ⊙ LN ( {0} )", 1, binds=2, param="s", starts=1.0,
    across=True, forward=Formula((_layer_normed, 0, "p")),
    vjp=lambda g, y, a, p: _standard_back(g, a[0], p, -1),
)  # fmt: skip
batch_norm = Op(  # Ioffe & Szegedy 2015, algorithm 1: over the batch, each unit apart
    "batch_norm", "BN", "norm", "{p} ⊙ BN ( {0} )", 1, binds=2, param="s", starts=0.1,
    across=True, settles=True, forward=Formula((_batch_normed, 0, "p")),
    vjp=lambda g, y, a, p: _standard_back(g, a[0], p, _batch(a[0])),
)  # fmt: skip
score = Op(  # Luong, Pham & Manning 2015, eq. 8
    "score", "·", "circle", "{1} · {0}", 2, binds=2, needs=2, gives="S", across=True,
    forward=lambda q, m, p: _each(q, m),
    vjp=lambda g, y, a, p: (_mix(g, a[1]), g[..., None] * a[0][..., None, :]),
)  # fmt: skip
match = Op(  # Bahdanau, Cho & Bengio 2015, appendix A.1.2
    "match", "v", "affine", "{p} · tanh ( {0} + {1} )", 2, binds=2, gives="S", param="v",
    across=True, forward=lambda q, k, p: cast(Array, _matched(q, k) @ p), vjp=_match_back,
)  # fmt: skip
softmax = Op(
    "softmax", "softmax", "word", "softmax_s ( {0} )", 1, range=(0.0, 1.0), masks=True,
    across=True, forward=_shares,
    vjp=lambda g, y, a, p: (y * (g - (g * y).sum(axis=-1, keepdims=True)),),
)  # fmt: skip
weigh = Op(
    "weigh", "Σ", "circle", "∑_s {0} {1}", 2, binds=1, needs=2, gives="H", across=True,
    forward=lambda w, m, p: _mix(w, m),
    vjp=lambda g, y, a, p: (_each(g, a[1]), a[0][..., None] * g[..., None, :]),
)  # fmt: skip

OPS = {op.name: op for op in tuple(vars().values()) if isinstance(op, Op)}

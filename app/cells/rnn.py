"""The plain recurrent cell."""

from ..core import ops
from ..core.cell import Cell, affine, apply, concat

RNN = Cell(
    id="rnn",
    source=(
        "Elman 1990, Finding Structure in Time, Cognitive Science 14(2), fig. 2; tanh as in "
        "Pascanu, Mikolov & Bengio 2013, eq. 2"
    ),
    states=("h",),
    nodes=(
        concat("xh", "x", "h_prev"),
        affine("h_pre", "xh", owner="h"),
        apply(ops.tanh, "h", "h_pre", symbol="h"),
    ),
    grid="""
        h_prev  xh  h_pre  h  >h
        .       x   .      .  .
    """,
)

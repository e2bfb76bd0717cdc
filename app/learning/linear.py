"""The plain RNN without its curve, for the study of gradients alone; it has no picture."""

from ..core.cell import Cell, affine, concat

LINEAR = Cell(
    id="rnn_linear",
    source="Elman 1990 with the identity for an activation: Saxe, McClelland & Ganguli 2014",
    states=("h",),
    nodes=(
        concat("xh", "x", "h_prev"),
        affine("h", "xh", owner="h", symbol="h", role="state", hue="h"),
    ),
    grid="",
)

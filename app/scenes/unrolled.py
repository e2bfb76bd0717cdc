"""rnn_rolled.png and rnn_unrolled.png: one cell, T copies; the wave forwards and the wave back."""

from .scene import Control, Scene, Stop

SCENE = Scene(
    id="unrolled",
    chapter="bptt",
    kind="unrolled",
    figures=("rnn_rolled.png", "rnn_unrolled.png"),
    network={"cell": "rnn", "model": "neuronal-rnn"},
    controls=(
        Control("text", "text", "NEURONAL", 2, 8),
        Control("loss", "choice", "last", choices=("last", "all")),
        Control("truncate", "number", "0", 0, 8),
        Control("rolled", "switch", ""),
    ),
    tour=(
        Stop("rolled", 0, values={"rolled": "1"}),
        Stop("unrolled", 0),
        Stop("forward", 1),
        Stop("whole", 8),
        Stop("loss", 9),
        Stop("back", 12),
        Stop("whole_back", 17),
        Stop("sum", 18),
        Stop("truncated", 18, values={"truncate": "3"}),
    ),
)

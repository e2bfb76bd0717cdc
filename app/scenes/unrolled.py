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
        Stop("rolled", 0, values={"rolled": "1"}, shows=("way",)),
        Stop("unrolled", 0, shows=("way",)),
        Stop("forward", 1, shows=("way",)),
        Stop("whole", 8, shows=("way",)),
        Stop("loss", 9, shows=("way", "back")),
        Stop("back", 12, shows=("way", "back")),
        Stop("whole_back", 17, shows=("way", "back")),
        Stop("sum", 18, shows=("way", "back")),
        Stop("truncated", 18, values={"truncate": "3"}),
    ),
)

"""rnn_long_dependencies.png: the gap between a cue and where it is needed."""

from .scene import Control, Scene, Stop

SCENE = Scene(
    id="long-dependencies",
    chapter="gradients",
    kind="gap",
    figures=("rnn_long_dependencies.png",),
    network={"cell": "lstm"},
    controls=(
        Control("length", "choice", "20", choices=("10", "20", "40", "80")),
        Control("draw", "number", "1", 1, 20),
        Control("bias", "number", "1", 0, 6, 0.5),
        Control("curriculum", "switch", ""),
    ),
    tour=(
        Stop("task", 0),
        Stop("path", 1000),
        Stop("ten", 1000, values={"length": "10"}),
        Stop("forty", 1000, values={"length": "40"}),
        Stop("eighty", 1000, values={"length": "80"}),
        Stop("curve", 1000, values={"length": "80"}),
        Stop("bias", 1000, values={"length": "80"}),
        Stop("curriculum", 1000, values={"curriculum": "1", "length": "80"}),
    ),
)

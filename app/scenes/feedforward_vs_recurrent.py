"""ffvsrnn.png: the same layer with and without its loop, on the same sequence."""

from .scene import Control, Scene, Stop

SCENE = Scene(
    id="feedforward-vs-recurrent",
    chapter="intuition",
    kind="loop",
    figures=("ffvsrnn.png",),
    network={"cell": "rnn", "seed": "5", "hidden": "4", "init": "orthogonal"},
    controls=(
        Control("text", "text", "PATO", 2, 12),
        Control("first", "text", "G", 1, 1),
        Control("changed", "switch", ""),
        Control("cut", "switch", ""),
    ),
    tour=(
        Stop("same", 0),
        Stop("one", 1),
        Stop("two", 2),
        Stop("all", 4),
        Stop("change", 4, values={"changed": "1"}),
        Stop("cut", 4, values={"changed": "1", "cut": "1"}),
    ),
)

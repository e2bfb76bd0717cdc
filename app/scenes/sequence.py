"""rnn_procesamiento.gif: characters become one-hot vectors and enter one by one."""

from .scene import Control, Scene, Stop

SCENE = Scene(
    id="sequence",
    chapter="intuition",
    kind="sequence",
    figures=("rnn_procesamiento.gif",),
    network={"cell": "rnn", "seed": "3", "hidden": "4"},
    controls=(Control("text", "text", "NEURONAL", 1, 16),),
    tour=(
        Stop("letters", 0),
        Stop("vector", 1),
        Stop("first", 2),
        Stop("second", 4),
        Stop("third", 6),
        Stop("repeated", 12),
        Stop("end", 16),
    ),
)

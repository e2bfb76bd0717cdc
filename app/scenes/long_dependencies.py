"""rnn_long_dependencies.png: the gap between a cue and where it is needed."""

from .own_gap import LONGEST
from .scene import Control, Scene, Stop

PATHS = ("paths",)
BOTH = ("paths", "accuracy")

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
        Control("own", "number", "0", 0, LONGEST, inside=True),
    ),
    tour=(
        Stop("task", 0, shows=PATHS),
        Stop("path", 1000, shows=PATHS),
        Stop("ten", 1000, values={"length": "10"}, shows=BOTH),
        Stop("forty", 1000, values={"length": "40"}, shows=BOTH),
        Stop("eighty", 1000, values={"length": "80"}, shows=BOTH),
        Stop("curve", 1000, values={"length": "80"}, shows=("accuracy", "seeds", "budget", "own")),
        Stop("bias", 1000, values={"length": "80"}, shows=("decay", "budget")),
        Stop("curriculum", 1000, values={"curriculum": "1", "length": "80"}),
    ),
)

"""The two problems: one training with remedies and without, the same seed on both sides."""

from .scene import Control, Scene, Stop

EXPLODES = {"radius": "1.6"}
VANISHES = {"radius": "0.48"}
END = 100
START = ("back", "signs")
WHOLE = ("back", "charts", "signs")

SCENE = Scene(
    id="exploding-vanishing",
    chapter="gradients",
    kind="training",
    figures=(),
    network={"cell": "rnn"},
    controls=(
        Control("cell", "choice", "rnn", choices=("rnn", "rnn_relu", "rnn_linear", "lstm")),
        Control("radius", "number", "1.6", 0.2, 2.5, 0.01),
        Control("gap", "choice", "30", choices=("10", "20", "30")),
        Control("clip", "switch", "1"),
        Control("decay", "switch", ""),
        Control("norm", "choice", "none", choices=("none", "layer", "batch")),
        Control("orthogonal", "switch", ""),
    ),
    tour=(
        Stop("task", 0, values={**VANISHES, "clip": ""}, shows=START),
        Stop("steps", 0, values={**VANISHES, "clip": ""}, shows=START),
        Stop("flat", END, values={**VANISHES, "clip": ""}, shows=WHOLE),
        Stop("clip_no", END, values={**VANISHES, "clip": "1"}, shows=WHOLE),
        Stop("orthogonal", END, values={**VANISHES, "clip": "1", "orthogonal": "1"}, shows=WHOLE),
        Stop("grows", 0, values={**EXPLODES, "clip": ""}, shows=START),
        Stop("explodes", END, values={**EXPLODES, "clip": ""}, shows=WHOLE),
        Stop("clip_yes", END, values={**EXPLODES, "clip": "1"}, shows=WHOLE),
        Stop("decay", END, values={**EXPLODES, "clip": "", "decay": "1"}, shows=WHOLE),
        Stop("norm", END, values={**EXPLODES, "clip": "1", "norm": "layer"}, shows=WHOLE),
        Stop("relu", END, values={"cell": "rnn_relu", "radius": "1.1", "clip": ""}, shows=WHOLE),
        Stop("seeds", END, values={**EXPLODES, "clip": "1"}, shows=("seeds",)),
    ),
)

"""The NEURONAL example: the same two nets learn a word, one without its loop."""

from .scene import Control, Scene, Stop
from .two_nets import EARLY

SCENE = Scene(
    id="neuronal",
    chapter="intuition",
    kind="bets",
    figures=(),
    network={"cell": "rnn", "hidden": "6", "seed": "3"},
    controls=(Control("text", "text", "NEURONAL", 2, 16),),
    tour=(
        Stop("question", 0, shows=("nets",), lit=("first", "last")),
        Stop("start", 0, shows=("nets",)),
        Stop("learning", EARLY, shows=("nets",), lit=("sure-feedforward",)),
        Stop("end", 40, shows=("nets",), lit=("torn-feedforward",)),
        Stop("u", 40, shows=("nets",), lit=("u-feedforward",)),
        Stop("n", 40, lit=("torn-feedforward",)),
        Stop("optimum", 40, lit=("torn-recurrent",)),
        Stop("tie", 40, values={"text": "LUNES"}),
    ),
)

"""The NEURONAL example: the same two nets learn a word, one without its loop."""

from .scene import Control, Scene, Stop

SCENE = Scene(
    id="neuronal",
    chapter="intuition",
    kind="bets",
    figures=(),
    network={"cell": "rnn", "hidden": "6", "seed": "3"},
    controls=(Control("text", "text", "NEURONAL", 2, 16),),
    tour=(
        Stop("question", 0),
        Stop("start", 0),
        Stop("learning", 6),
        Stop("end", 40),
        Stop("n", 40),
        Stop("u", 40),
        Stop("optimum", 40),
        Stop("tie", 40, values={"text": "LUNES"}),
    ),
)

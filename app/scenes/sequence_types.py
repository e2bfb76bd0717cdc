"""rnn_types.jpeg: the five shapes, each a small trained net at work."""

from .scene import Control, Scene, Stop

TYPES = ("one_one", "one_many", "many_one", "aligned", "coded", "dates")
END = 1_000

SCENE = Scene(
    id="sequence-types",
    chapter="applications",
    kind="types",
    figures=("rnn_types.jpeg",),
    network={"cell": "gru"},
    controls=(
        Control("type", "choice", "one_many", choices=TYPES),
        Control("given", "text", "", 0, 60),
    ),
    tour=(
        Stop("one_one", END, values={"type": "one_one"}),
        Stop("one_many", END, values={"type": "one_many"}),
        Stop("many_one", END, values={"type": "many_one"}),
        Stop("aligned", END, values={"type": "aligned"}, shows=("net",)),
        Stop("carry", END, values={"type": "aligned"}, lit=("carry",)),
        Stop("coded", END, values={"type": "coded"}),
        Stop("dates", END, values={"type": "dates"}),
        Stop("outside", END, values={"type": "dates", "given": "9 de julio de 1816"}),
    ),
)

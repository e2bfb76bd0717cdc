"""notebook_rnn.png: a description, read word by word; what the last state still answers."""

from .scene import Control, Scene, Stop

QUESTIONS = ("all", "kind", "brand", "screen", "ram", "disk", "use", "price", "colour")
END = 1_000

SCENE = Scene(
    id="memory",
    chapter="intuition",
    kind="memory",
    figures=("notebook_rnn.png",),
    network={"cell": "lstm", "model": "memory-lstm"},
    controls=(
        Control("text", "text", "", 0, 600),
        Control("cell", "choice", "lstm", choices=("rnn", "rnn_long", "lstm", "gru")),
        Control("question", "choice", "all", choices=QUESTIONS),
        Control("measure", "choice", "unknown", choices=("unknown", "gradient")),
    ),
    tour=(
        Stop("read", 0, shows=("text",)),
        Stop("end", END, shows=("text",)),
        Stop("ink", END, shows=("text",)),
        Stop("brand", END, values={"question": "brand"}, shows=("text",)),
        Stop("use", END, values={"question": "use"}, shows=("text",)),
        Stop("rnn", END, values={"cell": "rnn"}),
        Stop("rnn_long", END, values={"cell": "rnn_long"}),
        Stop("gru", END, values={"cell": "gru"}),
    ),
)

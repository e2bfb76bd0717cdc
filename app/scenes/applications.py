"""The five examples of the document, each with its shape and the smallest stand-in that ships."""

from .scene import Control, Scene, Stop

EXAMPLES = ("speech", "captions", "translation", "sentiment", "video")

SCENE = Scene(
    id="applications",
    chapter="applications",
    kind="types",
    figures=(),
    network={"cell": "gru"},
    controls=(
        Control("example", "choice", "translation", choices=EXAMPLES),
        Control("given", "text", "", 0, 60),
    ),
    tour=tuple(Stop(example, 1_000, values={"example": example}) for example in EXAMPLES),
)

"""The shapes of the API's answers: what the docs show and what the client returns."""

from __future__ import annotations

from typing import Any

from typing_extensions import NotRequired, TypedDict  # noqa: UP035  (pydantic needs these)

Vector = list[float]
Matrix = list[Vector]


class Node(TypedDict):
    """One operation of a cell.

    across: a number of its result comes of whole vectors; vector: its own parameter (H), or "".
    """

    id: str
    op: str
    args: list[str]
    symbol: str
    range: tuple[float, float] | None
    role: str
    hue: str
    depth: int
    template: str
    glyph: str
    across: bool
    owner: str
    vector: str


class Parameter(TypedDict):
    """A parameter's shape in symbols (X, H); size: in numbers, where both were asked for."""

    name: str
    shape: list[str]
    size: NotRequired[list[int]]


class Equation(TypedDict):
    """A line of the cell's equations."""

    node: str
    tex: str
    mathml: str


class Cell(TypedDict):
    """Everything a cell is."""

    id: str
    source: str
    inputs: list[str]
    states: list[str]
    nodes: list[Node]
    parameters: list[Parameter]
    equations: list[Equation]
    beats: list[str]
    waves: list[list[str]]
    diagram: dict[str, Any]


class Cells(TypedDict):
    """Every cell there is."""

    cells: list[Cell]


class Models(TypedDict):
    """The card of every shipped trained model."""

    models: list[dict[str, Any]]


class StepOutputs(TypedDict):
    """A trained model's answer: a probability a word, or a value a number."""

    probabilities: NotRequired[Vector]
    values: NotRequired[Vector]
    vocabulary: list[str]


class Step(TypedDict):
    """Every value of one timestep; the state is not rounded."""

    nodes: dict[str, Vector]
    state: dict[str, Vector]
    outputs: NotRequired[StepOutputs]


class TraceOutputs(TypedDict):
    """A trained model's answers at every timestep: a probability a word, or a value a number.

    words: of an encoder-decoder, the likeliest ones.
    """

    probabilities: NotRequired[Matrix]
    values: NotRequired[Matrix]
    vocabulary: list[str]
    words: NotRequired[list[str]]


class CellTrace(TypedDict):
    """Every value of a sequence, (T, H) a node; state and params are not rounded."""

    cell: str
    steps: int
    hidden: int
    input_size: int
    tokens: list[str] | None
    dtype: str
    beats: int
    nodes: dict[str, Matrix]
    state: dict[str, Vector]
    outputs: NotRequired[TraceOutputs]
    params: NotRequired[dict[str, Any]]


class LayerTrace(CellTrace):
    """A trace of one cell of a network; reversed: what it read first, the last token, is first."""

    name: str
    reversed: bool


class Trace(CellTrace):
    """A trace; of a network, with every layer's, the first to read first.

    The rest then is that of the layer that answers.
    """

    layers: NotRequired[list[LayerTrace]]


class Jacobians(TypedDict):
    """Over all states s: 2-norms of ∂s_T/∂s_t; radii and eigenvalues of ∂s_t/∂s_{t-1}."""

    norms: Vector
    spectral_radii: Vector
    spectrum: list[list[tuple[float, float]]]


class CellGradient(TypedDict):
    """The gradient of a loss by everything before it; state: by the initial one."""

    cell: str
    loss: float
    nodes: dict[str, Matrix]
    inputs: Matrix
    state: dict[str, Vector]
    params: dict[str, Any]
    norms: dict[str, Vector]
    tokens: list[str] | None
    memory: NotRequired[Matrix]
    jacobians: NotRequired[Jacobians]
    attribution: NotRequired[dict[str, Vector]]


class LayerGradient(CellGradient):
    """A gradient of one cell of a network; reversed: as of its trace."""

    name: str
    reversed: bool


class Gradient(CellGradient):
    """A gradient; of a network, with every layer's, as of its trace."""

    layers: NotRequired[list[LayerGradient]]


class TrainingEvent(TypedDict, total=False):
    """The data of one event: a place in the queue, the start, an update, the end, or an error."""

    queued: dict[str, int]
    start: dict[str, Any]
    update: dict[str, Any]
    end: dict[str, Any]
    error: Problem


class StreamLine(TypedDict, total=False):
    """One line of a stream: a start, a step (step, token, nodes, state), an end, or an error."""

    start: dict[str, Any]
    step: int
    token: str | None
    nodes: dict[str, Vector]
    state: dict[str, Vector]
    outputs: dict[str, Vector]
    end: dict[str, Any]
    error: Problem


class Wrong(TypedDict):
    """One thing wrong with a request."""

    pointer: str
    message: str


class Problem(TypedDict):
    """Problem details, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[Wrong]]
    step: NotRequired[int]
    node: NotRequired[str]
    limit: NotRequired[int]

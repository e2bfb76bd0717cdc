"""The sequence that a request sends, as what its cell or network reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import models
from .errors import Fault, Problem, invalid
from .inputs import normalise, one_hot, respelled, tokenise, vocabulary_of
from .limits import LIMITS
from .numbers import Array
from .schemas import TraceRequest
from .weights import cast

SHOWN = 60  # characters of a text in a message
Path = tuple[str | int, ...]


def _where(request: TraceRequest) -> Path:
    return "input", next(iter(request.input.model_fields_set))


def _tokens(request: TraceRequest) -> tuple[str, ...] | None:
    given = request.input
    if given.vectors is not None:
        return None
    tokens = tuple(map(normalise, given.tokens)) if given.tokens else tokenise(given.text or "")
    if len(tokens) > LIMITS.steps:
        raise invalid(*_where(request), key="steps", has=len(tokens), limit=LIMITS.steps)
    longest = max(map(len, tokens))
    if longest > LIMITS.token:
        raise invalid(*_where(request), key="token", has=longest, limit=LIMITS.token)
    return tokens


@dataclass(frozen=True)
class Read:
    """The sequence of a request; vocabulary: what its columns stand for. width: X."""

    tokens: tuple[str, ...] | None
    vocabulary: tuple[str, ...] | None
    steps: int
    width: int


def sequence_of(request: TraceRequest, model: models.Model | None) -> Read:
    """What a request's cell or, of a network, the first of its layers reads."""
    tokens, told = _tokens(request), request.params.vocabulary
    if tokens and model and not model.inputs:
        key = "no_vocabulary" if request.params.values else "reads_states"
        raise invalid(*_where(request), key=key, model=model.id)
    vocabulary = tuple(model.inputs) or None if model else tokens and vocabulary_of(tokens)
    if model is None and told and told.inputs:
        vocabulary = tuple(told.inputs)
    steps = len(tokens or request.input.vectors or ())
    return Read(tokens, vocabulary, steps, _width(request, tokens, vocabulary))


def _width(
    request: TraceRequest, tokens: Sequence[str] | None, vocabulary: Sequence[str] | None
) -> int:
    """X, the numbers of one input vector."""
    if tokens is None or vocabulary is None:
        vectors = request.input.vectors or [[]]
        for t, vector in enumerate(vectors):
            if len(vector) != len(vectors[0]):
                has, first = len(vector), len(vectors[0])
                raise invalid("input", "vectors", t, key="ragged", has=has, first=first)
        return len(vectors[0])
    if len(vocabulary) > LIMITS.input_size:
        limit = LIMITS.input_size
        raise invalid(*_where(request), key="vocabulary", has=len(vocabulary), limit=limit)
    return len(vocabulary)


def inputs_of(request: TraceRequest, read: Read, needs: int, dtype: np.dtype[Any]) -> Array:
    """(T, X), X as many as the parameters take."""
    if read.width != needs:
        raise invalid(*_where(request), key="input_size", has=read.width, needs=needs)
    tokens, vocabulary = read.tokens, read.vocabulary
    if tokens is None or vocabulary is None:
        return cast(request.input.vectors, dtype, "input", "vectors")
    for k, token in enumerate(tokens):
        if token not in vocabulary:
            raise _unknown_token(request, tokens, k, vocabulary)
    return one_hot(tokens, vocabulary, dtype)


def _unknown_token(
    request: TraceRequest, tokens: Sequence[str], k: int, vocabulary: Sequence[str]
) -> Problem:
    """The problem of token k; where other capitals would do, it says them, ready to be sent."""
    path = (*_where(request), k) if request.input.tokens else _where(request)
    spelling = respelled(tokens, vocabulary)
    if spelling is None:
        return invalid(*path, key="unknown_token", token=tokens[k], known=list(vocabulary[:50]))
    joined = (" " if request.input.tokens else "").join(spelling)
    text = joined if len(joined) <= SHOWN else f"{joined[:SHOWN]}…"
    said = {"token": tokens[k], "known": spelling[k], "text": text}
    instead = {"tokens": spelling} if request.input.tokens else {"text": joined}
    fault = Fault(path, "unknown_case", said)
    return Problem("invalid-request", fault, members={"instead": instead})

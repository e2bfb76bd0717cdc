"""Predict, then reveal: a question with its answers, each of which says why it is right or not."""

from __future__ import annotations

from typing import NamedTuple

from ..i18n import Catalogue


class Answer(NamedTuple):
    """right: whether it is; why is said once it was chosen."""

    right: bool
    answer: str
    why: str


class Question(NamedTuple):
    """As the chapters show it, and the laboratory where one predicts before it goes on."""

    key: str
    asked: str
    answers: list[Answer]


def question(key: str, t: Catalogue, turn: int) -> Question:
    """The catalogue has the right answer first; turn by turn it is shown in another place."""
    ask = f"questions.{key}"
    letters = [k for k in "abcd" if t.has(f"{ask}.{k}.answer")]
    turn %= len(letters)
    answers = [
        Answer(k == "a", t(f"{ask}.{k}.answer"), t(f"{ask}.{k}.why"))
        for k in letters[turn:] + letters[:turn]
    ]
    return Question(key, t(f"{ask}.ask"), answers)

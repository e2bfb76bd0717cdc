"""What the generators promise: the answers are right, and the same seed gives the same data."""

import re
from typing import Any

import numpy as np
import pytest

from app.learning.batch import Batch, Task
from app.learning.tasks import LIVE, TASKS, products, reber, words
from app.learning.tasks.sentiment import EN, ES, UNKNOWN, sentence, sentiment

SMALL: dict[str, dict[str, Any]] = {"adding": {"length": 12}, "counting": {"longest": 4}}
QUICK = sorted(TASKS.keys() - {"sentiment", "dates", "number-words-es", "number-words-en"})


def drawn(id: str, seed: int = 0, size: int = 16) -> tuple[Task, Batch]:
    task = TASKS[id](**SMALL.get(id, {}))
    return task, task.draw(np.random.default_rng(seed), size)


def words_of(task: Task, batch: Batch, row: int) -> list[str]:
    assert batch.read.tokens is not None
    return [task.inputs[k] for k in batch.read.tokens[: batch.read.lengths[row], row]]


@pytest.mark.parametrize("id", QUICK)
def test_a_seed_gives_the_same_batch_and_all_answers_are_in_range(id: str) -> None:
    (task, one), (_, two) = drawn(id), drawn(id)
    np.testing.assert_array_equal(one.read.inputs, two.read.inputs)
    np.testing.assert_array_equal(one.targets, two.targets)
    assert one.read.inputs.shape[-1] == len(task.inputs)
    assert (one.steps < one.read.lengths[one.rows]).all()
    if not task.values:
        for q, (first, end) in enumerate(task.parts):
            assert one.targets[:, q].max() < end - first


def test_every_live_task_takes_its_knobs() -> None:
    assert LIVE.keys() <= TASKS.keys()
    for id in LIVE.keys() & set(QUICK):
        task = TASKS[id](**{name: low for name, (low, _) in LIVE[id].items()})
        task.draw(np.random.default_rng(0), 4)


def test_binary_addition_adds() -> None:
    _, batch = drawn("binary-addition")
    place = 2 ** np.arange(len(batch.read.inputs))[:, None]
    total = np.zeros(batch.read.inputs.shape[:2], int)
    total[batch.steps, batch.rows] = batch.targets[:, 0]
    numbers = (batch.read.inputs * place[..., None]).sum(axis=0)
    np.testing.assert_array_equal((total * place).sum(axis=0), numbers.sum(axis=-1))


def test_the_marked_cue_is_the_symbol_under_the_only_mark() -> None:
    _, batch = drawn("marked-cue")
    x = batch.read.inputs
    assert (x[..., -1].sum(axis=0) == 1).all() and (x[5:, :, -1] == 0).all()
    marked = (x[..., :-1] * x[..., -1:]).sum(axis=0)
    np.testing.assert_array_equal(marked.argmax(axis=-1), batch.targets[:, 0])


def test_adding_marks_one_value_in_each_half() -> None:
    _, batch = drawn("adding")
    values, marks = np.moveaxis(batch.read.inputs, -1, 0)
    assert (marks[:6].sum(axis=0) == 1).all() and (marks[6:].sum(axis=0) == 1).all()
    np.testing.assert_allclose((values * marks).sum(axis=0), batch.targets[:, 0], rtol=1e-6)


def test_embedded_reber_strings_follow_the_grammar_and_repeat_their_second_letter() -> None:
    inner = r"B(TS*X|PT*V)(.*)E"
    for seed in range(50):
        text = reber.string(np.random.default_rng(seed))
        assert re.fullmatch(rf"B([TP]){inner}\1E", text), text


def test_counting_asks_for_as_many_of_each_letter() -> None:
    task, batch = drawn("counting")
    for row in range(4):
        read = "".join(words_of(task, batch, row))
        assert re.fullmatch(r"S(a+)(b+)", read) and read.count("a") == read.count("b")


@pytest.mark.parametrize(
    ("n", "es", "en"),
    [
        (0, "cero", "zero"),
        (100, "cien", "one hundred"),
        (101, "ciento uno", "one hundred and one"),
        (21_000, "veintiún mil", "twenty one thousand"),
        (31_031, "treinta y un mil treinta y uno", "thirty one thousand and thirty one"),
        (1_000, "mil", "one thousand"),
        (99_999, "noventa y nueve mil novecientos noventa y nueve",
         "ninety nine thousand nine hundred and ninety nine"),
    ],
)  # fmt: skip
def test_numbers_are_said_as_each_language_says_them(n: int, es: str, en: str) -> None:
    assert " ".join(words.spanish(n)) == es
    assert " ".join(words.english(n)) == en


def test_no_two_numbers_are_said_alike() -> None:
    for say in (words.spanish, words.english):
        assert len({tuple(say(n)) for n in range(0, 100_000, 7)}) == len(range(0, 100_000, 7))


def test_held_out_pairs_of_a_translation_were_never_learnt() -> None:
    task = TASKS["number-words-es"](digits=3)
    held = next(iter(task.held_out().values()))
    told = {_source(held, b) for b in range(len(held.read.lengths))}
    rng = np.random.default_rng(0)
    for _ in range(20):
        batch = task.draw(rng, 64)
        assert not told & {_source(batch, b) for b in range(64)}


def _source(batch: Batch, row: int) -> tuple[int, ...]:
    assert batch.source is not None and batch.source.tokens is not None
    return tuple(batch.source.tokens[: batch.source.lengths[row], row].tolist())


@pytest.mark.parametrize("language", products.LANGUAGES)
def test_an_answer_about_a_product_stands_in_its_description(language: str) -> None:
    rng, known = np.random.default_rng(3), set(products.vocabulary())
    for _ in range(40):
        said, answers = products.description(rng, language, 6)
        assert set(said) <= known
        for (_, values), answer in zip(products.VALUES.items(), answers, strict=True):
            if answer:
                assert values[language].split()[answer - 1] in said


def test_no_attribute_has_a_value_twice_and_languages_agree_in_number() -> None:
    for values in products.VALUES.values():
        sizes = {len(set(v.split())) for v in values.values()} | {
            len(v.split()) for v in values.values()
        }
        assert len(sizes) == 1


def test_sentiment_needs_order_the_same_words_can_say_both() -> None:
    rng = np.random.default_rng(0)
    verdicts: dict[tuple[str, ...], set[bool]] = {}
    for _ in range(30_000):
        good = bool(rng.integers(2))
        text, _ = sentence(rng, EN if rng.random() < 0.5 else ES, good)
        verdicts.setdefault(tuple(sorted(text.split())), set()).add(good)
    assert any(len(both) == 2 for both in verdicts.values())


def test_no_sentence_is_both_good_and_bad() -> None:
    rng, seen = np.random.default_rng(1), {}
    for _ in range(20_000):
        good = bool(rng.integers(2))
        text, _ = sentence(rng, ES, good)
        assert seen.setdefault(text, good) == good


def test_sentiments_vocabulary_has_a_place_for_the_unknown() -> None:
    assert sentiment(200, 20).inputs[0] == UNKNOWN

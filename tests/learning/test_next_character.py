"""The NEURONAL example: what memory is worth, and how learning is watched."""

import numpy as np
import pytest

from app.cells import CELLS
from app.learning.next_character import Settings, Word, bigram, moments, train

WORD = Word("NEURONAL")


@pytest.mark.parametrize("cell", CELLS)
def test_without_a_memory_every_cell_ends_at_the_bigram_split(cell: str) -> None:
    *_, last = moments(CELLS[cell], WORD, Settings(8, 1, most=600), recurrent=False)
    assert last.update == 600
    assert last.loss == pytest.approx(2 * np.log(2) / 8, abs=2e-3)
    np.testing.assert_allclose(last.probabilities, bigram(WORD), atol=0.03)


def test_bigrams_of_neuronal_split_only_after_n() -> None:
    shares = bigram(WORD)
    after = {WORD.outputs[k]: p for k, p in enumerate(shares[0]) if p}
    assert after == {"E": 0.5, "A": 0.5}
    assert (shares.max(axis=1) == 1).sum() == 6


def test_the_last_moment_is_what_training_gives() -> None:
    settings = Settings(8, 2)
    seen = [(m.update, m.loss) for m in moments(CELLS["gru"], WORD, settings)]
    trained = train(CELLS["gru"], WORD, settings)
    assert seen[-1] == (trained.updates, trained.loss)
    assert [update for update, _ in seen] == list(range(trained.updates + 1))


def test_a_word_without_repeated_letters_needs_no_memory() -> None:
    *_, last = moments(CELLS["rnn"], Word("MURCIELAGO"), Settings(8, 1), recurrent=False)
    assert last.update < 300 and last.loss < 0.1

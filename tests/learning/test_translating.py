"""Shipped encoder-decoders at work."""

import numpy as np
import pytest

from app.learning.tasks.words import english, spanish
from app.learning.translating import Translation, Unreadable, translate
from app.models import card, load, network


def translated(name: str, text: str) -> Translation:
    facts = card(name)
    return translate(network(name), facts["source"], facts["inputs"], facts["outputs"], [*text])


@pytest.mark.parametrize("number", [7, 16, 100, 345, 1998, 21_021, 77_777])
def test_numbers_are_written_in_both_languages(number: int) -> None:
    for language, say in (("es", spanish), ("en", english)):
        found = translated(f"number-words-{language}-gru", str(number))
        assert list(found.words) == [*say(number), "$"]


@pytest.mark.parametrize("name", ["dates-gru", "dates-gru-attention"])
@pytest.mark.parametrize("text", ["3 de marzo de 1998", "March 3, 1998", "03.03.1998"])
def test_dates_of_every_form_become_iso(name: str, text: str) -> None:
    assert "".join(translated(name, text).words) == "1998-03-03$"


def test_attention_is_a_share_of_the_source_for_every_word() -> None:
    found = translated("dates-gru-attention", "March 3, 1998")
    assert found.attention is not None and found.attention.shape == (11, 13)
    np.testing.assert_allclose(found.attention.sum(axis=1), 1)
    assert translated("dates-gru-plain", "March 3, 1998").attention is None


def test_the_decoder_starts_from_the_encoders_last_state() -> None:
    found = translated("dates-gru", "3/3/1998")
    np.testing.assert_array_equal(found.decoder.start["h"], found.encoder.state["h"])
    encoder = load("dates-gru/encoder")
    np.testing.assert_array_equal(encoder.params.flat, found.encoder.params.flat)


def test_characters_never_met_are_named() -> None:
    with pytest.raises(Unreadable) as found:
        translated("dates-gru", "3 § 1998 §")
    assert found.value.tokens == ("§",)

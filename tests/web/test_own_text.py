"""A reader's own text is learned on the spot: untrained weights are a choice, not a surprise."""

import httpx
import numpy as np
import pytest

from app import models
from app.api.inputs import tokenise
from app.models import own
from tests.web.test_pages import page_data

TEXT = "banana split"
NAME = f"own-lstm-4:{TEXT}"


@pytest.fixture(scope="module")
def site(address):
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def said(answer):
    """The likeliest output of every timestep."""
    words = answer["outputs"]["vocabulary"]
    return "".join(words[k] for k in np.argmax(answer["outputs"]["probabilities"], axis=1))


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru", "min_gru"])
def test_the_laboratory_spells_what_the_reader_wrote(site, cell):
    page = site.get("/es/lab", params={"text": TEXT, "cell": cell}).text
    data = page_data(page)
    assert 'data-note="learned"' in page and "data-problem" not in page
    assert data["request"]["params"] == {"model": f"own-{cell}-4:{TEXT}"}
    assert f"entrenados: {TEXT}" in page
    assert said(data["trace"]) == TEXT[1:] + "$"


def test_units_and_drawn_weights_stay_the_readers_choice(site):
    more = page_data(site.get("/en/lab", params={"text": "NEURONAL", "hidden": "8"}).text)
    assert more["request"]["params"] == {"model": "own-lstm-8:NEURONAL"}
    drawn = page_data(site.get("/en/lab", params={"text": TEXT, "model": "none"}).text)
    assert "model" not in drawn["request"]["params"] and drawn["model"] is None


@pytest.mark.parametrize(
    "text",
    ["a/b", "100 %", "$1, $2", "x", "añil", "👩\u200d👩\u200d👧" * 20 + "a", "o" * own.LETTERS],
)
def test_any_short_text_can_be_learned(site, text):
    page = site.get("/en/lab", params={"text": text, "hidden": "8"}).text
    data = page_data(page)
    assert said(data["trace"])[:-1] == "".join(tokenise(text)[1:])
    assert data["trace"]["outputs"]["vocabulary"][-1] not in text


def test_cells_beside_each_other_learn_the_same_text_and_say_so_once(site):
    page = site.get("/en/compare", params={"text": TEXT}).text
    assert page.count("just now") == 1 and f"trained: {TEXT}" in page


def test_the_api_traces_and_differentiates_it_and_repeats_itself(api):
    body = {"input": {"text": TEXT}, "params": {"model": NAME}, "nodes": ["h"]}
    first, second = (api.post("/traces", json=body | {"digits": 17}) for _ in range(2))
    assert first.status_code == 200 and first.content == second.content
    assert said(first.json()) == TEXT[1:] + "$"
    found = api.post("/gradients", json=body | {"loss": {"targets": [*TEXT[1:], "$"]}}).json()
    p = np.array(first.json()["outputs"]["probabilities"])
    words = first.json()["outputs"]["vocabulary"]
    right = [p[t, words.index(c)] for t, c in enumerate(TEXT[1:] + "$")]
    assert found["loss"] == pytest.approx(-np.log(right).mean(), rel=1e-4)


@pytest.mark.parametrize(
    "name", ["own-lstm-17:ab", "own-lstm-0:ab", "own-gru_luong-4:ab", f"own-lstm-4:{'ab' * 21}"]
)
def test_more_than_is_learned_on_the_spot_is_refused(api, name):
    body = {"input": {"text": "ab"}, "params": {"model": name}}
    refused = api.post("/traces", json=body)
    assert refused.status_code == 422
    [fault] = refused.json()["errors"]
    assert fault["pointer"] == "#/params/model"
    assert "1 to 16 units" in fault["message"] and "1 to 40 letters" in fault["message"]


@pytest.mark.parametrize("text", ["qp" * 20, "ab" * 20, "x" * 40])
def test_what_cannot_be_learned_better_ends_early_and_says_so(site, text):
    """Two symbols in turn: where the text ends can only be counted, and the loss stands still."""
    card = models.card(f"own-lstm-4:{text}")
    assert card["updates"] < 400 and card["accuracy"] == 1 - 1 / 40
    page = site.get("/en/lab", params={"text": text}).text
    assert 'data-note="half_learned"' in page and "97.5" in page

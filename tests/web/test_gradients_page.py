"""The page of the way back without a browser: it answers whatever is asked, in both languages."""

import re

import httpx
import pytest

from app.cells import EVERY
from tests.web.test_pages import page_data


@pytest.fixture(scope="module")
def client(address):
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("cell", EVERY)
def test_every_cell_has_its_way_back(client, cell, lang):
    answer = client.get(f"/{lang}/gradients?cell={cell}&at=9&made=h:5:1")
    assert answer.status_code == 200
    assert "made-sums" in answer.text
    assert " style=" not in answer.text
    assert answer.text.count('class="wave-tile"') == 8


@pytest.mark.parametrize(
    "query",
    [
        "loss=nothing&node=none&step=999&truncate=-3&at=99999999",
        "loss=node&node=c&step=1&at=3",
        "loss=every&truncate=2",
        "vectors=1,0;0.5,-1&loss=every",
        "text=x",
        "made=xh:1:1",
        "made=h:99:0",
        "made=h:-1",
        "model=adding-lstm&at=40",
        "model=adding-lstm&vectors=0.5,1;0.25,0;0.5,1&loss=said",
        "model=adding-lstm&vectors=0.5,0;0.25,0",
        "model=memory-gru&loss=said",
        "model=marked-cue-10-gru",
        "model=dates-gru-attention&layer=decoder&loss=node&node=weights&step=3",
        "model=dates-gru-attention&text=1/2/1999&truncate=4",
        "model=binary-addition-high-gru-both&layer=backwards&loss=every",
        "model=neuronal-lstm-stacked&changes=weight:W_f:0:1:2",
        "model=none&hidden=32&text=" + "ab" * 50,
        "cell=rnn_relu&model=none&scale=20&hidden=32&text=" + "ab" * 50,
    ],
)
def test_something_sensible_is_shown_whatever_is_asked(client, query):
    answer = client.get(f"/en/gradients?{query}")
    assert answer.status_code == 200
    tiles = re.findall(r'class="wave-tile"', answer.text)
    assert 1 <= len(tiles) <= 8


def test_the_whole_network_is_differentiated_a_layer_at_a_time(client):
    """Layer 1 gets what the API says, whichever layer the laboratory would show alone."""
    asked = {
        "input": {"text": "NEURONAL"}, "params": {"model": "neuronal-lstm-stacked"},
        "loss": {"targets": [*[None] * 7, "$"]}, "digits": 17,
    }  # fmt: skip
    layers = client.post("/api/v1/gradients", json=asked).json()["layers"]
    for layer, address in zip(layers, ("", "&layer=layer-2"), strict=True):
        text = client.get(f"/en/gradients?model=neuronal-lstm-stacked{address}").text
        assert page_data(text)["nodes"]["h"] == layer["nodes"]["h"]
        assert text.count('class="layer-bar"') == 16
        shown = re.search(r'aria-current="true"><b>(.*?)</b>', text)
        assert shown and shown[1] == layer["name"].replace("-", " ")


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(
    "query",
    [
        "loss=all",
        "truncate=zz",
        "truncate=99",
        "loss=node&node=q",
        "loss=node&step=99",
        "text=x&truncate=1",
    ],
)
def test_a_loss_or_a_cut_that_cannot_be_taken_is_told(client, lang, query):
    text = client.get(f"/{lang}/gradients?{query}").text
    assert text.count('class="problem"') == 1


def test_what_is_taken_is_not_told_as_a_trouble(client):
    text = client.get("/en/gradients?loss=node&node=c&step=8&truncate=7").text
    assert 'class="problem"' not in text


def test_tokens_that_are_words_stand_by_name_and_norms_on_their_own_scale(client):
    text = client.get("/en/gradients?model=memory-lstm").text
    named = re.findall(r'<text class="inked-token"[^>]*>([^<]+)', text)
    assert len(named) == text.count("data-token-share") > 60
    assert "finished" in named
    rows = text.split('class="inked-row"')[1:]
    assert ["var(--g" in row for row in rows] == [False, True, False]


def test_no_such_language(client):
    assert client.get("/xx/gradients").status_code == 404

"""The page of the way back without a browser: it answers whatever is asked, in both languages."""

import re

import httpx
import pytest

from app.cells import EVERY


@pytest.fixture(scope="module")
def client(address):
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("cell", EVERY)
def test_every_cell_has_its_way_back(client, cell, lang):
    answer = client.get(f"/{lang}/gradients?cell={cell}&at=9")
    assert answer.status_code == 200
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
        "model=none&hidden=32&text=" + "ab" * 50,
        "cell=rnn_relu&model=none&scale=20&hidden=32&text=" + "ab" * 50,
    ],
)
def test_something_sensible_is_shown_whatever_is_asked(client, query):
    answer = client.get(f"/en/gradients?{query}")
    assert answer.status_code == 200
    tiles = re.findall(r'class="wave-tile"', answer.text)
    assert 1 <= len(tiles) <= 8


def test_no_such_language(client):
    assert client.get("/xx/gradients").status_code == 404

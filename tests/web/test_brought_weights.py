"""Weights that a reader trained are the run itself, not changes of an untrained one."""

import json

import httpx
import numpy as np
import pytest

from app.cells import CELLS
from app.core.params import initial
from app.core.run import run
from tests.web.test_pages import page_data

CELL = CELLS["gru"]
TRAINED = initial(CELL, 2, 3, seed=11)
SENT = {
    "cell": "gru", "vectors": "1,0;0,1;0.5,-1", "hidden": "3", "model": "mine",
    "brought": json.dumps({name: v.tolist() for name, v in TRAINED.items()}),
}  # fmt: skip
X = np.array([[1, 0], [0, 1], [0.5, -1]])


@pytest.fixture(scope="module")
def site(address):
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def opened(site, **changes):
    text = site.post("/en/lab", data=SENT | changes).text
    return page_data(text), text


def test_the_weights_that_were_brought_run_and_are_called_so(site):
    data, text = opened(site)
    np.testing.assert_allclose(data["trace"]["nodes"]["h"], run(CELL, TRAINED, X)["h"], rtol=1e-12)
    assert data["base"] is None and 'data-note="brought"' in text
    assert '<option value="mine" selected>trained by you</option>' in text
    assert "&amp;brought=" not in text  # no link could hold them


def test_what_if_starts_from_the_weights_that_were_brought(site):
    data, _ = opened(site, changes="weight:U_z:1:2:0.5,scale:2")
    changed = initial(CELL, 2, 3, seed=11)
    changed.flat *= 2
    changed["U_z"][1, 2] = 0.5
    np.testing.assert_allclose(data["trace"]["nodes"]["h"], run(CELL, changed, X)["h"], rtol=1e-12)
    np.testing.assert_allclose(
        data["base"]["trace"]["nodes"]["h"], run(CELL, TRAINED, X)["h"], rtol=1e-12
    )


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"cell": "lstm"}, "brought_unread"), ({"brought": "{"}, "brought_unread"),
        ({"brought": "[1]"}, "brought_unread"), ({"brought": '{"W_z": "x"}'}, "brought_unread"),
        ({"vectors": "1,0,0"}, "brought_width"), ({"vectors": "", "text": "ABC"}, "brought_width"),
    ],
)  # fmt: skip
def test_weights_that_do_not_fit_are_named_and_something_sensible_is_shown(site, change, note):
    data, text = opened(site, **change)
    assert f'data-note="{note}"' in text
    assert "values" not in data["request"]["params"]

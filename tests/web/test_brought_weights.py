"""Weights that a reader trained are the run itself, not changes of an untrained one."""

import json

import httpx
import numpy as np
import pytest

from app.cells import CELLS
from app.core.params import initial
from app.core.run import run
from tests.web.test_brought_networks import sent
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
    assert data["base"] is None and 'data-note="brought_bare"' in text
    assert '<option value="mine" selected>your own weights</option>' in text
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


@pytest.mark.parametrize("layer", ["", "backwards"])
def test_a_network_that_was_brought_opens_with_its_layers_its_readout_and_its_way_back(site, layer):
    name = "binary-addition-high-gru-both"
    params = sent(name)["params"]
    form = {
        "vectors": "0,0;0,1;1,1", "model": "mine", "cell": "gru", "layer": layer,
        "brought": json.dumps(params),
    }  # fmt: skip
    shipped = f"model={name}&vectors=0,0;0,1;1,1&layer={layer}"
    mine, text = page_data(site.post("/en/lab", data=form).text), site.post("/en/lab", data=form)
    theirs = page_data(site.get(f"/en/lab?{shipped}").text)
    assert mine["trace"]["nodes"] == theirs["trace"]["nodes"]
    assert mine["trace"].get("outputs") == theirs["trace"].get("outputs")
    assert 'data-note="brought"' in text.text
    assert '<option value="backwards"' in text.text
    back = page_data(site.post("/en/gradients", data=form | {"loss": "said"}).text)
    whole = page_data(site.get(f"/en/gradients?{shipped}&loss=said").text)
    assert back["nodes"] == whole["nodes"] and back["norms"]["h"][0] > 0


def test_a_single_cell_that_was_brought_answers_through_its_readout(site):
    params = sent("neuronal-lstm")["params"]
    form = {"text": "NEURO", "model": "mine", "cell": "lstm", "brought": json.dumps(params)}
    data = page_data(site.post("/en/lab", data=form).text)
    theirs = page_data(site.get("/en/lab?model=neuronal-lstm&text=NEURO").text)
    assert data["trace"]["outputs"] == theirs["trace"]["outputs"]
    changed = page_data(site.post("/en/lab", data=form | {"changes": "weight:W_f:0:1:2"}).text)
    assert changed["trace"]["outputs"]["vocabulary"] == theirs["trace"]["outputs"]["vocabulary"]
    back = page_data(site.post("/en/gradients", data=form | {"loss": "said"}).text)
    whole = page_data(site.get("/en/gradients?model=neuronal-lstm&text=NEURO&loss=said").text)
    assert back["nodes"] == whole["nodes"]

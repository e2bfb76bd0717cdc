"""What if: a changed run is the API's answer to the same request, and an address says it all."""

import json
import re

import httpx
import numpy as np
import pytest

from app.api.schemas import TraceRequest
from app.cells import CELLS, EVERY
from app.i18n import catalogue
from app.pages import changes, lab, query

FORM = {"Accept": "application/json"}


@pytest.fixture
def site(address):
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def asked(site, **values):
    return site.post("/en/lab", data=values, headers=FORM).raise_for_status().json()


def built(**values):
    return lab.build(query.parse({k: str(v) for k, v in values.items()}), catalogue("en"))


@pytest.mark.parametrize("cell", EVERY)
@pytest.mark.parametrize(
    "values",
    [
        {"overrides": "h:2:1:0.5"},
        {"changes": "token:2:L"},
        {"changes": "state:h:1:0.75"},
        {"changes": "weight:b_{owner}:1:2"},
        {"changes": "seed:9"},
        {"changes": "scale:2"},
        {"changes": "token:0:L,state:h:0:-1,weight:W_{owner}:0:3:1.5", "overrides": "h:1:*:0"},
        {"changes": "token:1:L,seed:4", "model": "none"},
        {"changes": "weight:W_{owner}:0:0:3,seed:4,scale:2", "seed": "2"},
    ],
)  # fmt: skip
def test_the_imagined_run_is_the_api_s_answer_to_its_request(site, api, cell, values):
    owner = next(n.owner for n in EVERY[cell].nodes if n.op.linear and n.bias)
    values = {k: v.format(owner=owner) for k, v in values.items()}
    answer = asked(site, cell=cell, **values)
    assert not answer["troubles"]
    trace = api.post("/traces", json=answer["request"]).raise_for_status().json()
    assert trace["nodes"] == answer["trace"]["nodes"]
    assert trace["params"] == answer["trace"]["params"]
    real = built(cell=cell, **without(values)).trace
    assert (np.array(trace["nodes"]["h"]) != real["h"]).any()


def without(values):
    return {k: v for k, v in values.items() if k not in ("overrides", "changes")}


def test_a_changed_letter_changes_nothing_before_it_and_no_weight():
    real, other = built(seed=3), built(seed=3, changes="token:4:L")
    assert other.tokens == tuple("NEURLNAL")
    assert (real.trace["h"][:4] == other.trace["h"][:4]).all()
    assert (real.trace["h"][4] != other.trace["h"][4]).any()
    assert all((real.params[name] == other.params[name]).all() for name in real.params)


def test_a_trained_network_with_one_weight_changed_still_answers():
    real, other = built(), built(changes="weight:W_f:0:0:2")
    assert other.computed.probabilities.shape == real.computed.probabilities.shape
    assert other.tokens == real.tokens


def test_the_base_is_sent_beside_the_changed_run_and_only_then(site):
    def data(path):
        page = site.get(path).text
        return json.loads(re.search(r'id="page-data"[^>]*>(.*?)</script>', page, re.S)[1])

    assert data("/en/lab")["base"] is None
    changed = data("/en/lab?overrides=f:0:0:1")
    assert changed["base"]["trace"]["nodes"] == data("/en/lab")["trace"]["nodes"]


@pytest.mark.parametrize(
    "text",
    ["token:2:%2C%3A", "state:c:0:-1.5", "weight:W_f:0:3:1.25,weight:b_f:1:0", "seed:8,scale:0.5"],
)  # fmt: skip
def test_changes_are_read_and_written_back_the_same(text):
    assert changes.write([changes.read(part) for part in text.split(",")]) == text


@pytest.mark.parametrize(
    "text", ["token:2", "weight:W_f:1", "seed:x", "seed:-1", "scale:nan", "q:1", ":"]
)
def test_what_is_no_change_is_named(site, text):
    assert 'data-problem="changes"' in site.get("/en/lab", params={"changes": text}).text


@pytest.mark.parametrize("text", ["token:99:N", "token:0:Q", "weight:W_f:0:99:1", "state:q:0:1"])
def test_a_change_that_does_not_fit_is_left_out_and_said(site, text):
    answer = asked(site, changes=text)
    assert answer["troubles"]
    assert "changes" not in answer["values"]


def test_an_overflow_of_a_change_is_said_and_the_real_run_shown(site):
    answer = asked(site, cell="rnn_relu", changes="scale:100,weight:U_h:0:0:1e308")
    assert answer["troubles"]
    assert np.isfinite(answer["trace"]["nodes"]["h"]).all()


def test_a_form_too_long_is_refused(site):
    assert site.post("/en/lab", data={"text": "a" * 400_000}).status_code == 413


def test_every_request_of_a_changed_run_is_one_that_the_api_takes():
    request = built(changes="weight:W_f:0:0:2,token:1:L").request
    assert TraceRequest.model_validate(request).input.tokens == [*"NLURONAL"]
    redrawn = built(changes="weight:W_f:0:0:2,seed:4").request
    assert TraceRequest.model_validate(redrawn).input.vectors is not None


@pytest.mark.parametrize("cell", CELLS)
def test_a_trained_network_with_edited_weights_keeps_its_readout_in_the_api(site, api, cell):
    owner = next(n.owner for n in EVERY[cell].nodes if n.op.linear and n.bias)
    answer = asked(
        site, cell=cell, changes=f"weight:W_{owner}:0:0:3,weight:b_{owner}:1:2,scale:0.5"
    )
    trace = api.post("/traces", json=answer["request"]).raise_for_status().json()
    assert trace["outputs"] == answer["trace"]["outputs"]
    real = built(cell=cell).computed.probabilities
    assert np.abs(np.array(trace["outputs"]["probabilities"]) - real).max() > 0.01
    figure = {k: v for k, v in answer["request"].items() if k != "nodes"}
    assert api.post("/figures/outputs", json=figure).is_success


def test_weights_drawn_anew_have_no_trained_readout(site):
    assert "outputs" not in asked(site, changes="seed:4")["trace"]


def test_weights_drawn_anew_are_not_said_to_be_trained(site):
    page, real = (
        site.get(f"/en/lab{query}").text.partition('id="page-data"')[0]
        for query in ("?changes=seed:99", "")
    )
    assert 'data-note="drawn"' in page and "seed 99" in page
    assert not re.search(r'<option value="[^"]*" selected>trained', page)
    assert "seeds learnt" not in page and "seeds learnt" in real
    told = asked(site, changes="seed:99")["weights"]
    assert told["note"] and "seeds learnt" not in told["line"]
    assert "note" not in asked(site, changes="weight:W_f:0:0:2")["weights"]

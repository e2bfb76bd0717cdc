"""Promises of the shipped models on the web: all are told, traced, differentiated and opened."""

import json
import re

import httpx
import numpy as np
import pytest
from safetensors.numpy import load as from_bytes

from app import models
from app.api.inputs import one_hot
from app.core.run import run
from app.i18n import LANGS, catalogue
from app.learning import published
from app.models import card, load, names
from app.pages import shelf

PARTS = [f"{name}/{part.name}" for name in names() for part in models.parts(name) if part.name]
EVERY = [*names(), *PARTS]


@pytest.fixture(scope="module")
def site(address):
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


def request_of(name, **more):
    """A trace of the model's own example, as the API takes it."""
    base, _, part = name.partition("/")
    found = card(base)["example"]["en"]
    reads = "source" in found and part != "decoder"
    inputs = {"tokens": found["source"]} if reads else {
        key: found[key] for key in ("tokens", "vectors") if key in found
    }  # fmt: skip
    if load(name).cell.attends and part:
        more |= {"memory": run_encoder(base, found["source"])}
    return {"cell": load(name).cell.id, "input": inputs, "params": {"model": name}, **more}


def run_encoder(name, source):
    """Every h of a decoder's encoder, which is what the decoder looks at."""
    encoder = load(f"{name}/encoder")
    return run(encoder.cell, encoder.params, one_hot(source, encoder.inputs))["h"].tolist()


def page_data(text):
    found = re.search(
        r'<script type="application/json" id="page-data"[^>]*>(.*?)</script>', text, re.S
    )
    return json.loads(found[1])


@pytest.mark.parametrize("name", EVERY)
def test_every_model_is_traced_and_answers_its_example(site, name):
    answer = site.post("/api/v1/traces", json=request_of(name))
    assert answer.status_code == 200
    found, model = answer.json(), load(name)
    if model.readout is None:
        assert "outputs" not in found
        return
    kind = "values" if model.card["values"] else "probabilities"
    said = np.array(found["outputs"][kind])
    assert said.shape == (found["steps"], len(model.outputs))
    facts = model.card
    if facts["success"]["learned"] == facts["success"]["of"] and "source" not in facts:
        right = [
            _right(model, row, wanted)
            for row, wanted in zip(said, facts["example"]["en"]["answers"], strict=True)
            if wanted is not None
        ]
        assert np.mean(right) > 0.75


def _right(model, row, wanted):
    if model.card["values"]:
        return abs(row[0] - wanted) < model.card["tolerance"]
    parts = model.readout.parts if isinstance(wanted, list) else [(0, len(row))]
    best = [model.outputs[a + int(row[a:b].argmax())] for a, b in parts]
    return best == (wanted if isinstance(wanted, list) else [wanted])


@pytest.mark.parametrize("name", EVERY)
def test_every_model_is_differentiated(site, name):
    hidden = card(name.partition("/")[0])["hidden"]
    loss = {"node": "h", "step": -1, "weights": [1.0] * hidden}
    asked = request_of(name, loss=loss, jacobians=False, attribution=["gradient_input"])
    answer = site.post("/api/v1/gradients", json=asked)
    assert answer.status_code == 200
    assert np.isfinite(answer.json()["inputs"]).all()


@pytest.mark.parametrize("name", EVERY)
def test_every_model_opens_in_the_laboratory_with_an_input_it_reads(site, name):
    """A link to what opened is its menu's choice; a decoder that attends has what it looks at."""
    text = site.get("/es/lab", params={"model": name}).text
    opened = load(name).id
    data, found = page_data(text), card(name.partition("/")[0])["example"]["es"]
    assert data["request"]["params"] == {"model": opened} and 'class="problem' not in text
    if load(name).cell.attends:
        assert data["request"]["memory"] == run_encoder(load(name).card["id"], found["source"])
    if opened.endswith("/encoder"):
        assert data["tokens"] == found["source"]
    elif "tokens" in found:
        assert data["tokens"] == found["tokens"]
    else:
        assert data["request"]["input"]["vectors"] == found["vectors"]
    first = f"neuronal-{load(opened).cell.id.replace('_', '-')}"
    assert f'value="{"" if opened == first else opened}" selected' in text


def test_another_cell_of_the_same_task_takes_its_place(site):
    data = page_data(site.get("/en/lab?model=embedded-reber-lstm&cell=gru").text)
    assert data["request"]["params"] == {"model": "embedded-reber-gru"}


def test_an_input_that_a_model_cannot_read_is_told_and_replaced(site):
    text = site.get("/en/lab?model=embedded-reber-lstm&text=NEURONAL").text
    data = page_data(text)
    assert 'data-note="unread"' in text
    assert data["tokens"] == card("embedded-reber-lstm")["example"]["en"]["tokens"]


def test_words_that_a_model_never_met_are_the_unknown_word(site):
    data = page_data(site.get("/en/lab?model=sentiment-gru&text=the+zebra+is+good").text)
    assert data["tokens"] == ["the", "<unk>", "is", "good"]


def test_a_decoder_starts_from_what_its_encoder_made(site):
    data = page_data(site.get("/en/lab?model=dates-gru").text)
    asked = request_of("dates-gru/encoder", digits=17)
    encoded = site.post("/api/v1/traces", json=asked).json()["state"]
    np.testing.assert_allclose(data["request"]["state"]["h"], encoded["h"])


def test_the_file_is_what_is_downloaded(site):
    answer = site.get("/api/v1/models/parity-rnn/weights")
    assert "parity-rnn.safetensors" in answer.headers["content-disposition"]
    arrays = from_bytes(answer.content)
    np.testing.assert_allclose(arrays["W_h"], load("parity-rnn").params["W_h"])
    assert site.get("/api/v1/models/nothing/weights").status_code == 404


@pytest.mark.parametrize("lang", LANGS)
def test_the_api_tells_cards_in_words_with_what_is_published(site, lang):
    t = catalogue(lang)
    headers = {"Accept-Language": lang}
    listed = site.get("/api/v1/models", headers=headers).json()["models"]
    assert [entry["id"] for entry in listed] == list(names())
    one = site.get("/api/v1/models/adding-lstm", headers=headers).json()
    assert one in listed
    assert one["note"] == t("models.note.equal")
    assert len(one["published"]) == len(published.of("adding"))
    assert one["published_differs"] == t("models.differs.adding")


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_lists_every_model_with_its_numbers(site, lang):
    t, text = catalogue(lang), site.get(f"/{lang}/models").text
    for name in models.names():
        facts = models.card(name)
        assert f'id="{name}"' in text and facts["command"] in text
        assert f"/api/v1/models/{name}/weights" in text
        assert f'data-number="{facts["accuracy"]}"' in text
        assert shelf.name(facts, t) in text
    for result in published.results():
        assert result.source.reference.split(",")[0].replace("&", "&amp;") in text
    assert not re.search(r"<[^>]+\sstyle\s*=", text)
    assert "/models" in site.get(f"/{lang}/train").text

"""Promises of the shipped models on the web: all are told, traced, differentiated and opened."""

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
from tests.web.test_pages import page_data

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
    if part and load(name).part.height:
        inputs = {"vectors": run_below(base, found["tokens"])}
    if load(name).cell.attends and part:
        more |= {"memory": run_encoder(base, found["source"])}
    return {"cell": load(name).cell.id, "input": inputs, "params": {"model": name}, **more}


def run_encoder(name, source):
    """Every h of a decoder's encoder, which is what the decoder looks at."""
    encoder = load(f"{name}/encoder")
    return run(encoder.cell, encoder.params, one_hot(source, encoder.inputs))["h"].tolist()


def run_below(name, tokens):
    """Every h of the first layer, which is what the second reads."""
    below = load(f"{name}/layer-1")
    return run(below.cell, below.params, one_hot(tokens, below.inputs))["h"].tolist()


@pytest.mark.parametrize("name", EVERY)
def test_every_model_is_traced_and_answers_its_example(site, name):
    answer = site.post("/api/v1/traces", json=request_of(name))
    assert answer.status_code == 200
    found, model = answer.json(), load(name)
    if "/" in name and model.readout is None:
        assert "outputs" not in found
        return
    facts = model.card
    kind = "values" if facts["values"] else "probabilities"
    said = np.array(found["outputs"][kind])
    assert said.shape == (found["steps"], len(facts["outputs"]))
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
    best = [model.card["outputs"][a + int(row[a:b].argmax())] for a, b in parts]
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
    """Of a network its first layer, or the one named, with what the others hand to it."""
    base, _, part = name.partition("/")
    text = site.get("/es/lab", params={"model": base, "layer": part}).text
    first = models.parts(base)[0].name
    opened = f"{base}/{part or first}".rstrip("/")
    data, found = page_data(text), card(base)["example"]["es"]
    assert data["request"]["params"] == {"model": opened} and 'class="problem' not in text
    if "source" in found:
        assert f'value="{"".join(found["source"])}"' in text
    elif "vectors" in found:
        turned = -1 if load(opened).part.reversed else 1
        assert data["request"]["input"]["vectors"] == found["vectors"][::turned]
    else:
        assert data["tokens"] == found["tokens"]
    usual = f"neuronal-{load(opened).cell.id.replace('_', '-')}"
    assert f'value="{"" if base == usual else base}" selected' in text


@pytest.mark.parametrize("name", PARTS)
def test_the_page_of_a_layer_shows_what_it_does_in_its_network(site, name):
    """The request on the page, asked of the API, and the layer in the network's trace: the same."""
    base, _, part = name.partition("/")
    data = page_data(site.get("/en/lab", params={"model": base, "layer": part}).text)
    alone = site.post("/api/v1/traces", json=data["request"]).json()
    asked = request_of(base, digits=17)
    layers = site.post("/api/v1/traces", json=asked).json()["layers"]
    layer = next(layer for layer in layers if layer["name"] == part)
    assert data["trace"]["tokens"] == layer["tokens"]
    for id, values in layer["nodes"].items():
        np.testing.assert_allclose(data["trace"]["nodes"][id], values, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(alone["nodes"][id], values, rtol=1e-9, atol=1e-12)


def test_a_layer_that_a_network_does_not_have_is_told(site):
    text = site.get("/es/lab?model=dates-gru&layer=layer-7").text
    assert 'data-problem="layer"' in text and "layer-7" in text
    assert page_data(text)["request"]["params"] == {"model": "dates-gru/encoder"}


def test_a_cell_of_the_network_chooses_its_layer(site):
    text = site.get("/es/lab?model=dates-gru-attention&cell=gru_luong").text
    assert page_data(text)["request"]["params"] == {"model": "dates-gru-attention/decoder"}
    assert '<option value="decoder" selected>decodificador</option>' in text


def test_the_gradient_page_goes_through_one_layer_alone_only_where_its_values_were_changed(site):
    address = "/es/gradients?model=dates-gru-attention&layer=decoder"
    assert "una sola capa" not in site.get(address).text
    assert "una sola capa: decodificador" in site.get(f"{address}&overrides=z:0:0:1").text


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
    assert one["published_differs"] == t("models.differs.adding", batch=32, hidden=32, length=50)


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

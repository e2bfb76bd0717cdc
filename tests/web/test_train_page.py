"""Promises of the training page: any address has one, what was not taken is named, all is said."""

import html
import json
import re
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.api.errors import Problem
from app.api.schemas_trainings import TrainingRequest
from app.api.trainings import checked
from app.cells import CELLS
from app.core.params import INITS
from app.i18n import LANGS, catalogue
from app.learning import live
from app.learning.optimisers import OPTIMISERS
from app.learning.tasks import LIVE
from app.models import card, names
from app.pages import shelf, training
from app.pages.training_examples import COMPARISONS, SIGNS, of_card
from app.pages.training_settings import MORE, ORDER, RULES, refused
from app.pages.training_settings import settings as settings_of


@pytest.fixture(scope="module")
def site(address):
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def data_of(text):
    found = re.search(r'<script type="application/json" id="page-data">(.*?)</script>', text, re.S)
    return json.loads(found[1])


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_can_be_read_without_scripts(site, lang):
    text = site.get(f"/{lang}/train").text
    assert f'<html lang="{lang}"' in text
    for length in training.LENGTHS:
        shown = catalogue(lang).percent(card(f"marked-cue-{length}-gru")["accuracy"])
        assert re.search(rf'data-card="marked-cue-{length}-gru"><b>{re.escape(shown)}</b>', text)
    assert not re.search(r"<[^>]+\sstyle\s*=", text)


@pytest.mark.parametrize(("lang", "words"), [("es", "al menos 2"), ("en", "at least 2")])
def test_a_single_letter_is_told_how_many_are_needed(site, lang, words):
    assert words in site.get(f"/{lang}/train?task=next-character&text=a").text


@pytest.mark.parametrize("lang", LANGS)
def test_every_choice_has_a_name(lang):
    t = catalogue(lang)
    for task in LIVE:
        assert t(f"train.task.{task}")
        assert t(f"js.train.task_line.{task}").endswith((".", "?"))
    for init in (*INITS, "gauss"):
        assert t(f"train.init.{init}")
    for optimiser in OPTIMISERS:
        assert t(f"train.optimiser.{optimiser}")
    for name in ORDER:
        assert t(f"js.train.field.{name}") and t(f"js.train.field_short.{name}")
    for name in MORE:
        assert t(f"js.train.about.{name}").endswith((".", ")"))
    for reason in {rule.reason for rule in RULES} - {"knob"}:
        assert t(f"js.train.refused.{reason}")
    for kind, examples in (("comparison", COMPARISONS), ("sign_of", SIGNS)):
        for id in examples:
            assert t(f"train.{kind}.{id}") and t(f"train.{kind}_line.{id}")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"task": "chess"}, "task"), ({"cell": "gnu"}, "cell"), ({"gap": "0"}, "gap"),
        ({"task": "marked-cue", "length": "4"}, "length"), ({"hidden": "1000"}, "hidden"),
        ({"rate": "x"}, "rate"), ({"clip": "-1"}, "clip"), ({"text": "a"}, "text"),
        ({"changes": "20:seed:1"}, "changes"), ({"versus": "seed:2"}, "versus"),
        ({"changes": "20:rate:x"}, "changes"), ({"versus": "cell:gnu"}, "versus"),
        ({"changes": "rate:0.1"}, "changes"), ({"versus": "hidden:0"}, "versus"),
        ({"updates": "1e9"}, "updates"), ({"text": "a" * 101}, "text"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_taken_is_named_and_replaced(site, query, field):
    for lang in LANGS:
        page = site.get(f"/{lang}/train", params=query)
        assert page.status_code == 200
        assert f'data-problem="{field}"' in page.text


def test_a_field_takes_every_number_that_its_setting_takes(site):
    text = site.get("/en/train").text
    fields = re.findall(r'<input type="number" name="(\w+)" [^>]*?min="(.*?)" max="(.*?)"', text)
    known = settings_of("delayed-cue")
    assert {"momentum", "dropout", "rate", "seed"} <= {name for name, *_ in fields}
    for name, low, high in fields:
        assert (float(low), float(high)) == (known[name].low, known[name].high), name


def test_what_the_address_says_stands_in_the_form(site):
    query = {
        "task": "marked-cue", "length": "30", "cell": "gru", "clip": "none", "rate": "0.25",
        "versus": "cell:rnn", "changes": "20:clip:1",
    }  # fmt: skip
    text = site.get("/es/train", params=query).text
    for name, value in query.items():
        if name in ("task", "cell"):
            assert f'<option value="{value}" selected>' in text
        else:
            shown = "" if value == "none" else value
            assert re.search(rf'name="{name}" value="{re.escape(shown)}"', text)
    assert "data-problem" not in text


@given(st.fixed_dictionaries({}, optional={name: st.text(max_size=30) for name in ORDER}))
@settings(max_examples=150, deadline=None)
def test_any_address_is_parsed_and_written_back_the_same(query):
    page = training.parse(query, catalogue("en"))
    again = training.parse(page.texts, catalogue("en"))
    assert again.texts == page.texts


@pytest.mark.parametrize("asked", [*COMPARISONS.values(), *SIGNS.values()], ids=str)
def test_every_example_is_one_that_the_page_and_the_api_take(asked):
    versus = dict(pair.split(":") for pair in asked.get("versus", "").split(",") if pair)
    for texts in (asked, {k: v for k, v in (asked | versus).items() if k != "versus"}):
        page = training.parse(texts, catalogue("es"))
        assert not page.troubles
        assert checked(TrainingRequest.model_validate(request_of(page)))


def request_of(page):
    """The API's request, as another hand writes it."""
    v = page.values
    found = {"task": v["task"], "cell": v["cell"], "knobs": {n: v[n] for n in LIVE[v["task"]]}}
    same = ("hidden", "init", "radius", "seed", "optimiser", "rate", "updates")
    found |= {name: v[name] for name in same}
    found["clip"] = None if v["clip"] == "none" else v["clip"]
    if CELLS[v["cell"]].keep:
        found["forget_bias"] = v["forget_bias"]
    if v["attention"] != "none":
        found["attention"] = v["attention"]
    return found


def test_a_shipped_network_is_trained_again_by_the_link_of_its_row(site):
    linked = [card(name) for name in names() if of_card(card(name))]
    assert len(linked) >= 20
    for one in linked:
        assert not training.parse(of_card(one), catalogue("en")).troubles, one["id"]
    one = card("marked-cue-10-gru")
    t = catalogue("en")
    row = rf'href="/en/train(\?[^"]*)" aria-label="[^"]*{re.escape(shelf.name(one, t))}'
    query = re.search(row, site.get("/en/models").text)
    given = dict(parse_qsl(html.unescape(query[1])[1:]))
    asked = checked(
        TrainingRequest.model_validate(request_of(training.parse(given, catalogue("en"))))
    )
    *_, last = live.work(json.dumps(asked).encode(), lambda: False)
    found = json.loads(last)["end"]
    assert found["updates"] == one["updates"]
    assert found["held_out"]["length 10"]["accuracy"] == pytest.approx(one["accuracy"], abs=0.02)


API = {
    "attention": "luong", "bidirectional": True, "forget_bias": 1.0, "momentum": 0.5,
    "normalisation": "batch",
}  # fmt: skip


@pytest.mark.parametrize("task", LIVE)
def test_a_setting_is_refused_with_a_reason_where_the_api_refuses_it(task):
    for cell, optimiser in (("rnn", "adam"), ("lstm", "sgd"), ("min_gru", "sgd")):
        for name, value in API.items():
            asked = {"task": task, "cell": cell, "optimiser": optimiser, name: value}
            texts = {k: str(v) for k, v in asked.items()} | {"text": "", "radius": ""}
            try:
                checked(TrainingRequest.model_validate(asked))
            except Problem:
                assert refused(name, texts), asked
            else:
                assert name == "momentum" or not refused(name, texts), asked


def test_what_means_nothing_here_is_disabled_and_says_why_without_scripts(site):
    for lang in LANGS:
        t = catalogue(lang)
        text = site.get(f"/{lang}/train", params={"cell": "rnn", "attention": "luong"}).text
        for name, why in (("attention", "no_source"), ("forget_bias", "no_keep")):
            assert re.search(rf'name="{name}"[^>]* disabled', text)
            assert t(f"js.train.refused.{why}") in html.unescape(text)
        assert re.search(r'<details class="train-more" open>', text)
        assert not re.search(r'name="clip_value"[^>]* disabled', text)


def test_the_page_asks_only_for_nodes_that_the_api_shows(site):
    data = data_of(site.get("/en/train").text)
    for id, told in data["cells"].items():
        assert 1 <= len(told["sample"]) <= 4
        assert {n["id"] for n in told["sample"]} <= set(CELLS[id].ids)
    assert {entry["name"] for entry in data["table"]} == set(ORDER)

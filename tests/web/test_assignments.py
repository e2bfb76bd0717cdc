"""Assignments: their own solutions pass, tempting answers are told what is missing."""

import re
from html import unescape
from urllib.parse import urlencode

import httpx
import pytest

from app.i18n import LANGS
from app.scenes import CHAPTERS
from app.scenes.assignments import ASSIGNMENTS


@pytest.fixture(scope="module")
def site(address):
    with httpx.Client(base_url=address, timeout=240) as client:
        yield client


def answered(site, id, given, lang="es"):
    """The verdict of an answer handed in: [(right, what is said)]."""
    page = site.get(f"/{lang}/assignments/{id}?{urlencode(given)}")
    assert page.status_code == 200  # what it needs is shipped
    assert " style=" not in page.text
    verdict = page.text[page.text.index('data-part="verdict"') :]
    found = re.findall(r'<li data-ok="(\d)">.*?<span>(.*?)</span></li>', verdict, re.DOTALL)
    return [(right == "1", unescape(said)) for right, said in found]


def test_every_chapter_has_an_assignment():
    given = [one.chapter for one in ASSIGNMENTS.values()]
    assert list(dict.fromkeys(given)) == list(CHAPTERS)
    assert given == sorted(given, key=CHAPTERS.index)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", ASSIGNMENTS)
def test_its_own_solution_passes(site, id, lang):
    points = answered(site, id, ASSIGNMENTS[id].solution, lang)
    assert points
    assert [said for right, said in points if not right] == []


@pytest.mark.parametrize("id", ASSIGNMENTS)
def test_a_tempting_answer_is_told_what_is_missing(site, id):
    points = answered(site, id, ASSIGNMENTS[id].wrong)
    missing = [said for right, said in points if not right]
    assert missing
    assert all(len(said) > 25 and said.endswith((".", "?")) for said in missing)


@pytest.mark.parametrize("id", ASSIGNMENTS)
def test_what_is_left_out_or_not_readable_is_named(site, id):
    one = ASSIGNMENTS[id]
    last = one.fields[-1].name
    for text in ("", " ", "%&?=:,*" * 300):
        page = site.get(f"/en/assignments/{id}?{urlencode({**one.solution, last: text})}").text
        assert "assignment-missing" in page or 'data-ok="0"' in page


def traced(site, cell, overrides=()):
    """The nodes that the API tells of the cell's shipped network reading NEURONAL."""
    request = {
        "cell": cell,
        "input": {"text": "NEURONAL"},
        "params": {"model": f"neuronal-{cell}"},
        "overrides": list(overrides),
    }
    return site.post("/api/v1/traces", json=request).json()["nodes"]


def test_the_numbers_of_a_verdict_are_the_api_s(site):
    """The clamped memory that the guard's verdict names is the trace's own."""
    steps = [{"node": "i", "step": k, "unit": 0, "value": 0} for k in range(2, 8)]
    clamped = [{"node": "f", "unit": 0, "value": 1}, *steps, {"node": "o", "unit": 0, "value": 0}]
    trace = traced(site, "lstm", [*clamped, {"node": "o", "step": 7, "unit": 0, "value": 1}])
    kept = f"{trace['c'][1][0]:.2f}".replace("-", "−")
    said = " ".join(
        said for _, said in answered(site, "guard", ASSIGNMENTS["guard"].solution, "en")
    )
    assert f"c of unit 1 stays at {kept} to the end" in said
    assert {f"{c[0]:.6f}" for c in trace["c"][1:]} == {f"{trace['c'][1][0]:.6f}"}


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ("c:*:0:1", "Only the gates"),
        ("f:*:0:1,i:*:0:0", "nothing to keep"),
        ("f:*:0:1,o:*:0:0,o:7:0:1", "written over it"),
    ],
)
def test_each_way_to_miss_the_guard_has_its_own_words(site, edit, words):
    points = answered(site, "guard", {"link": f"cell=lstm&overrides={edit}"}, "en")
    assert any(words in said for right, said in points if not right)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sum": "-0,52"}, "leaves out the unit's bias"),
        ({"sum": "0.68"}, "the letter alone"),
        ({"sum": "−3.2", "state": "−1"}, "the column of U"),
        ({"sum": "1.69"}, "the sum of unit 2"),
        ({"state": "0.32"}, "sigmoid"),
        ({"state": "-0.75"}, "still the sum"),
    ],
)
def test_each_slip_in_reckoning_is_named(site, given, words):
    points = answered(site, "reckon", {**ASSIGNMENTS["reckon"].solution, **given}, "en")
    assert any(words in said for right, said in points if not right)


def test_what_is_reckoned_by_hand_is_what_the_api_computes(site):
    nodes = traced(site, "rnn")
    given = {"sum": f"{nodes['h_pre'][2][2]:.2f}", "state": f"{nodes['h'][2][2]:.2f}"}
    points = answered(site, "reckon", given, "en")
    assert all(right for right, _ in points)
    assert f"= {given['sum']}".replace("-", "−") in points[0][1]


def test_another_network_than_the_prepared_one_is_not_taken(site):
    link = ASSIGNMENTS["sign"].solution["link"].replace("seed=9", "seed=2")
    page = site.get(f"/en/assignments/sign?{urlencode({'link': link})}").text
    assert "assignment-missing" in page
    for link in ("hola", "https://example.org/", "https://example.org/x?cell=lstm"):
        page = site.get(f"/en/assignments/guard?{urlencode({'link': link})}").text
        assert "assignment-missing" in page and "data-ok" not in page
    whole = f"https://example.org/en/lab?{ASSIGNMENTS['sign'].solution['link']}"
    assert all(right for right, _ in answered(site, "sign", {"link": whole}))


@pytest.mark.parametrize("id", ASSIGNMENTS)
def test_an_empty_answer_is_told_what_is_missing(site, id):
    one = ASSIGNMENTS[id]
    assert "assignment-missing" not in site.get(f"/en/assignments/{id}").text
    empty = urlencode({field.name: "" for field in one.fields})
    assert "assignment-missing" in site.get(f"/en/assignments/{id}?{empty}").text


def test_steps_without_a_number_cannot_be_read(site):
    given = {**ASSIGNMENTS["carry"].solution, "steps": "tres y seis"}
    page = unescape(site.get(f"/es/assignments/carry?{urlencode(given)}").text)
    assert "Falta «Pasos con acarreo», o no se puede leer." in page


@pytest.mark.parametrize("lang", LANGS)
def test_teachers_find_every_assignment_with_its_solution(site, lang):
    text = unescape(site.get(f"/{lang}/teachers").text)
    for one in ASSIGNMENTS.values():
        assert f"/{lang}/assignments/{one.id}?{urlencode(one.solution)}" in text


def test_another_language_keeps_the_whole_answer(site):
    given = "a_is=vanishes&a_signs=norm&a_signs=rate"
    page = unescape(site.get(f"/es/assignments/diagnosis?{given}").text)
    assert f'href="/en/assignments/diagnosis?{given}"' in page


@pytest.mark.parametrize("path", ["/embed/exploding-vanishing", "/en/scenes/exploding-vanishing"])
def test_the_trainings_to_diagnose_do_not_tell_which_is_which(site, path):
    page = site.get("/en/assignments/diagnosis").text
    shown = re.findall(rf'"({path}[^"]*)"', page.replace("&amp;", "&"))
    assert len(shown) == 2
    for address in shown:
        table = re.search(r"<table[^>]*seeds[^>]*>", site.get(address).text)[0]
        assert "hidden" in table

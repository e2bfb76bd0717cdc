"""Promises of the pages: they never fail, say what was not taken, and let nothing unsafe out."""

import html
import json
import re

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cells import EVERY
from app.i18n import LANGS
from app.pages.query import SETTINGS, as_text, parse
from app.settings import Settings, SettingsError, read

POLICY = (
    "default-src {0}; script-src {0}; style-src {0}; img-src {0} data:; "
    "object-src 'none'; base-uri 'none'; form-action {0}; frame-ancestors {1}; "
    "require-trusted-types-for 'script'"
)
EVERYWHERE = (
    "/", "/es/", "/en/lab", "/en/nothing", "/api/docs", "/api/v1/cells", "/api/v1/nothing",
    "/static/x/css/base.css", "/static/nothing", "/healthz",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(address):
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def page_data(text):
    found = re.search(
        r'<script type="application/json" id="page-data"[^>]*>(.*?)</script>', text, re.S
    )
    return json.loads(found[1])


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_strict_policy(site, path):
    headers = site.get(path).headers
    assert headers["content-security-policy"] == POLICY.format("'self'", "'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers or "uvicorn" not in headers["server"]


def test_only_what_is_under_embed_may_be_framed(site):
    answer = site.get("/embed/nothing")
    own = f"'self' {str(site.base_url).rstrip('/')}"  # a sandbox has no 'self' in every engine
    assert answer.headers["content-security-policy"] == POLICY.format(own, "*")
    assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("cell", EVERY)
def test_a_page_shows_the_numbers_of_the_api(site, cell, lang):
    page = site.get(f"/{lang}/lab", params={"cell": cell})
    data = page_data(page.text)
    trace = site.post("/api/v1/traces", json=data["request"]).json()
    assert page.status_code == 200
    assert data["trace"]["nodes"] == trace["nodes"]
    assert data["trace"]["tokens"] == list("NEURONAL")
    assert f'<html lang="{lang}"' in page.text


@pytest.mark.parametrize("path", ["/es/", "/es/lab", "/en/lab?text=hola&cell=gru", "/en/nothing"])
def test_no_page_has_inline_style_or_script(site, path):
    text = site.get(path).text
    assert not re.search(r"<[^>]+\sstyle\s*=", text)
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", text)
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes


def test_a_text_cannot_leave_its_place(site):
    text = '</script><script>alert(1)</script>"><b x='
    page = site.get("/en/lab", params={"text": text}).text
    assert "<script>alert" not in page
    assert "<b x=" not in page
    assert "".join(page_data(page)["trace"]["tokens"]) == text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"hidden": "99"}, "hidden"), ({"hidden": "x"}, "hidden"), ({"seed": "-1"}, "seed"),
        ({"scale": "1e999"}, "scale"), ({"scale": "nan"}, "scale"), ({"cell": "gnu"}, "cell"),
        ({"text": ""}, "text"), ({"text": "a" * 201}, "text"), ({"vectors": "1,0;1"}, "vectors"),
        ({"overrides": "f:0:0"}, "overrides"), ({"overrides": "nothing:0:0:1"}, "overrides"),
        ({"overrides": "f:99:0:1"}, "overrides"), ({"at": "100000"}, "at"),
        ({"model": "gpt"}, "model"),
        ({"panel": "pie"}, "panel"), ({"view": "units,roof"}, "view"), ({"tab": "x"}, "tab"),
        ({"pace": "fast"}, "pace"), ({"of": "f"}, "of"), ({"open": "f_pre:2"}, "open"),
        ({"open": "f_pre:8:0"}, "open"), ({"open": "xh:0:0"}, "open"), ({"unit": "99"}, "unit"),
        ({"order": "f"}, "order"), ({"order": "xh.xh"}, "order"), ({"order": "xh.roof"}, "order"),
        ({"hide": "everything"}, "hide"), ({"theme": "pink"}, "theme"), ({"speed": "0"}, "speed"),
        ({"text": "ab" * 100, "hidden": "32"}, "text"),
        ({"cell": "rnn_relu", "init": "identity", "text": "N" * 200, "changes": "scale:100"},
         "changes"),
        ({"overrides": "h:0:*:1e308"}, "overrides"), ({"changes": "state:h:0:1e7"}, "changes"),
        ({"overrides": ",".join(f"h:0:{k % 4}:1" for k in range(201))}, "overrides"),
        ({"changes": ",".join(["weight:b_f:0:1"] * 1001)}, "changes"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_taken_is_named_and_replaced(site, query, field):
    for lang in LANGS:
        page = site.get(f"/{lang}/lab", params=query)
        assert page.status_code == 200
        assert f'data-problem="{field}"' in page.text


@given(st.fixed_dictionaries({}, optional={s.name: st.text(max_size=30) for s in SETTINGS}))
@settings(max_examples=200, deadline=None)
def test_any_query_is_parsed_and_written_back_the_same(query):
    asked = parse(query)
    again = parse(
        {name: as_text(name, value) for name, value in asked.values.items()}
        | {"text": asked["text"]}
    )
    assert again.values == asked.values


@given(st.text(min_size=1, max_size=12))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_has_a_page(site, text):
    encodable = text.encode("utf-8", "ignore").decode() or "x"
    assert site.get("/es/lab", params={"text": encodable}).status_code == 200


def test_letters_the_trained_network_lacks_are_named_and_the_weights_are_seeded(site):
    page = site.get("/en/lab", params={"text": "NEURAL net" * 5}).text  # too long to be learned
    data = page_data(page)
    assert 'data-note="letters"' in page
    assert data["model"] is None
    assert data["request"]["params"]["seed"] == 1


def test_saying_how_weights_are_drawn_is_asking_for_drawn_weights(site):
    data = page_data(site.get("/en/lab", params={"seed": "7", "scale": "2.5"}).text)
    assert data["request"]["params"].items() >= {"seed": 7, "scale": 2.5}.items()


def test_the_start_goes_to_the_reader_s_language(site):
    for asked, lang in (
        ("en-GB,en;q=0.9", "en"),
        ("es-MX", "es"),
        ("fr", "es"),
        ("en;q=0.2,es;q=0.8", "es"),
    ):
        answer = site.get("/", headers={"accept-language": asked})
        assert answer.headers["location"] == f"/{lang}/"


def test_the_other_language_is_one_link_with_the_same_state(site):
    page = site.get("/es/lab?cell=gru&at=7&text=hola").text
    assert 'href="/en/lab?cell=gru&amp;at=7&amp;text=hola"' in page


@pytest.mark.parametrize("path", ["/es/nothing", "/fr/lab", "/en/lab/more"])
def test_a_missing_page_is_a_page(site, path):
    answer = site.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_static_files_are_kept_for_ever_under_their_hash(site):
    address = re.search(r'href="(/static/[0-9a-f]{12}/css/base\.css)"', site.get("/es/").text)[1]
    answer = site.get(address)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert (
        site.get(address.replace(address.split("/")[2], "0" * 12)).headers["cache-control"]
        == "no-cache"
    )
    assert site.get("/static/0/../../pyproject.toml").status_code == 404
    assert site.get("/static/0/%2e%2e/%2e%2e/pyproject.toml").status_code == 404


@pytest.mark.parametrize(
    "environment",
    [{"CELDA_PROT": "1"}, {"CELDA_PORT": "x"}, {"CELDA_PORT": "70000"}, {"CELDA_LOG_LEVEL": "loud"},
     {"CELDA_PUBLIC_URL": "celda.example"}],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_stops_the_start(environment):
    with pytest.raises(SettingsError, match=next(iter(environment))):
        read(environment)


def test_settings_come_from_the_environment():
    found = read({"CELDA_PORT": "9000", "CELDA_PUBLIC_URL": "https://celda.example/", "PATH": "x"})
    assert found == Settings(port=9000, public_url="https://celda.example")


def test_values_near_the_limit_of_their_type_are_shown(site):
    for large in ("1e20", "1e150", "-1e300"):
        query = {
            "cell": "rnn_relu",
            "init": "identity",
            "scale": "1",
            "overrides": f"h:0:*:{large}",
        }
        assert site.get("/en/lab", params=query).status_code == 200


def test_small_letters_are_offered_as_the_capitals_that_the_network_knows(site):
    query = {"text": "neuronal" * 6, "theme": "dark", "at": "3"}  # too long to be learned here
    page = site.get("/es/lab", params=query).text
    notice = re.search(
        r'data-note="capitals".*?</div>\s*<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.S
    )
    assert notice[2].startswith("Escribir NEURONALNEURONAL")
    assert html.unescape(notice[1]) == f"/es/lab?text={'NEURONAL' * 6}&theme=dark"
    assert 'data-note="' not in site.get(html.unescape(notice[1])).text
    assert 'data-note="letters"' in site.get("/es/lab", params={"text": "neuronal!" * 5}).text

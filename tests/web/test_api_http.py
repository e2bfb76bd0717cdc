"""Caching, cross-origin reading, health, formats and the documentation."""

import html
import json
import re
import shlex

import httpx
import pytest

from app.api.operations import OPERATIONS
from app.api.printed import WIDE, laid_out
from app.api.work import Cache
from app.i18n import catalogue

REQUEST = {"cell": "lstm", "input": {"text": "NEURONAL"}, "nodes": ["h"]}
JSON = {"Content-Type": "application/json"}


def get(api, headers=None, **changed):
    return api.get("/traces", params={"q": json.dumps(REQUEST | changed)}, headers=headers)


def test_a_trace_by_address_is_the_posted_one(api):
    assert get(api).content == api.post("/traces", json=REQUEST).content


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.numpy.npz"])
def test_a_known_etag_is_answered_without_a_body(api, kind):
    first = get(api, {"Accept": kind})
    tag = first.headers["etag"]
    again = get(api, {"Accept": kind, "If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag


def test_an_etag_names_request_and_format(api):
    tags = [
        get(api).headers["etag"],
        get(api, digits=7).headers["etag"],
        get(api, {"Accept": "application/vnd.numpy.npz"}).headers["etag"],
    ]
    assert len(set(tags)) == 3
    assert "Accept" in get(api).headers["vary"]


@pytest.mark.parametrize(
    "path", ["/cells", "/cells/gru", "/models", "/models/neuronal-gru", "/openapi.json"]
)
def test_what_changes_with_the_version_only_has_an_etag(api, path):
    tag = api.get(path).headers["etag"]
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert api.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ["/cells", "/models", "/cells/gru/diagram.svg"])
def test_head_is_get_without_the_body(api, path):
    plain = {"Accept-Encoding": "identity"}
    head, whole = api.head(path, headers=plain), api.get(path, headers=plain)
    assert head.content == b""
    assert head.headers["etag"] == whole.headers["etag"]


def test_the_cache_keeps_the_latest_within_its_bytes():
    cache = Cache(800)
    for k in range(20):
        cache.put(str(k), b"x" * 100)
        assert cache.get("0") == (b"x" * 100 if k < 100 else None)
        assert cache.size == sum(map(len, cache.found.values())) <= 800
    assert list(cache.found) == [*map(str, range(13, 20)), "0"]
    cache.put("large", b"x" * 101)
    assert cache.get("large") is None


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
@pytest.mark.parametrize("path", ["/cells", "/nothing", "/traces"])
def test_any_origin_may_read_answers_and_problems(api, origin, path):
    answer = api.get(path, headers={"Origin": origin})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_a_preflight_is_answered_and_kept(api):
    asked = {
        "Origin": "null",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = api.options("/traces", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    assert int(answer.headers["access-control-max-age"]) >= 3_600


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_answered(address, path):
    answer = httpx.get(address + path, timeout=60)
    assert answer.json()["status"] == "ok"
    assert answer.headers["cache-control"] == "no-store"


ACCEPTS = {
    "": "application/json",
    "*/*": "application/json",
    "application/*": "application/json",
    "text/html, application/json;q=0.5": "application/json",
    "text/*": "text/event-stream",
    "application/json;q=0.1, application/x-ndjson": "application/x-ndjson",
    "application/json;q=0, */*": "application/x-ndjson",
    "application/vnd.numpy.npz, */*;q=0.1": "application/vnd.numpy.npz",
    "nonsense;;q=x, */*": "application/json",
}


@pytest.mark.parametrize("accept", ACCEPTS)
def test_the_format_is_the_one_preferred(api, accept):
    assert get(api, {"Accept": accept}).headers["content-type"].split(";")[0] == ACCEPTS[accept]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_docs_load_nothing_from_another_host(address, lang):
    page = httpx.get(f"{address}/api/docs?lang={lang}", timeout=60)
    assert page.status_code == 200
    assert f'<html lang="{lang}"' in page.text
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*?(?:src|href)="([^"]+)"', page.text)
    assert loaded
    assert [url for url in loaded if not url.startswith(("/", address))] == []
    assert not re.search(r'\sstyle="|<style|\son[a-z]+="', page.text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page.text)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert {
        httpx.get(address + url, timeout=60).status_code
        for url in loaded
        if url.startswith("/static")
    } == {200}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_docs_show_every_operation_limit_and_problem(address, lang):
    page, t = httpx.get(f"{address}/api/docs?lang={lang}", timeout=60).text, catalogue(lang)
    keys = [
        k for k in t.texts if re.fullmatch(r"api\.(operation|problem)\..*\.title|api\.limit\..*", k)
    ]
    assert [t(k) for k in keys if t(k) not in page] == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.id)
def test_an_example_of_the_docs_is_what_the_server_answers(address, operation):
    page = httpx.get(f"{address}/api/docs", timeout=60).text
    shown = re.findall(
        rf'data-example="{operation.id}"[^>]*><code>(.*?)</code>.*?<code>(.*?)</code>', page, re.S
    )
    command, answer = map(html.unescape, shown[0])
    *before, command = command.replace("\\\n", " ").split(" | ")
    curl, url, *options = shlex.split(command)
    headers = dict(o.split(": ") for k, o in enumerate(options) if k and options[k - 1] == "-H")
    body = options[options.index("-d") + 1] if "-d" in options else None
    if before:
        assert options == ["--data-binary", "@-"]
        body = httpx.get(shlex.split(before[0])[1], timeout=60).content
    found = httpx.request("POST" if body else "GET", url, content=body, headers=headers, timeout=60)
    assert curl == "curl"
    assert found.status_code == 200, found.text
    lines = [line.removeprefix("data: ") for line in found.text.splitlines()]
    values = [json.loads(line) for line in lines if line[:1] in ("{", "[")]
    assert "\n".join(map(laid_out, values)).startswith(answer)
    assert len(answer.splitlines()) > 3


@pytest.mark.parametrize(
    "value", [{}, [], 1, "é", [[1.5] * 40] * 3, {"a": {"b": [1, {"c": "x" * 200}]}}]
)
def test_laying_out_json_changes_nothing_of_it(value):
    text = laid_out(value)
    assert json.loads(text) == value
    assert max(map(len, text.splitlines())) <= WIDE or "x" * 200 in text


def test_openapi_describes_every_route_and_resolves(api):
    document = api.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {o.path for o in OPERATIONS}
    text = json.dumps(document)
    for reference in set(re.findall(r'"#/components/([^"]+)"', text)):
        part = document["components"]
        for name in reference.split("/"):
            part = part[name]
    for path, operations in document["paths"].items():
        for method in operations:
            url = path.removeprefix("/v1").replace("{id}", "x").replace("{view}", "x")
            assert api.request(method, url, content=b"{}", headers=JSON).status_code != 405

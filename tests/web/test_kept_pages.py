"""Promises of pages that are kept: the same bytes, drawn once, and not sent again unchanged."""

import asyncio

import httpx
import pytest

from app.main import create_app
from app.pages.site import Site, environment
from app.settings import Settings, assets

GZIP = {"accept-encoding": "gzip"}


@pytest.fixture(scope="module")
def site(address):
    with httpx.Client(base_url=address, timeout=30, headers=GZIP) as client:
        yield client


@pytest.mark.parametrize("path", ["/es/", "/en/lab?cell=gru&at=9", "/es/chapters/lstm"])
def test_a_page_asked_for_twice_is_the_same_to_the_byte(site, path):
    first, second = site.get(path), site.get(path)
    plain = site.get(path, headers={"accept-encoding": "identity"})
    assert first.status_code == second.status_code == plain.status_code == 200
    for name in ("content-type", "content-language", "etag", "cache-control", "vary"):
        assert first.headers[name] == second.headers[name] == plain.headers[name]
    assert first.content == second.content == plain.content
    assert "content-encoding" not in plain.headers


def test_a_reader_who_has_the_page_is_only_told_so(site):
    tag = site.get("/es/lab").headers["etag"]
    again = site.get("/es/lab", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-security-policy" in again.headers
    assert site.get("/es/lab?at=3", headers={"if-none-match": tag}).status_code == 200
    assert site.get("/en/lab", headers={"if-none-match": tag}).status_code == 200


def test_languages_hosts_and_queries_are_kept_apart(site):
    assert 'lang="es"' in site.get("/es/lab").text
    assert 'lang="en"' in site.get("/en/lab").text
    elsewhere = site.get("/es/lab", headers={"host": "celda.example"})
    assert "http://celda.example/" in elsewhere.text
    assert "http://celda.example/" not in site.get("/es/lab").text


def test_a_missing_page_is_not_kept(site):
    for _ in range(2):
        answer = site.get("/es/nothing")
        assert (answer.status_code, answer.headers.get("etag")) == (404, None)


def test_the_head_of_a_page_has_no_body(site):
    answer = site.head("/es/lab")
    assert (answer.status_code, answer.content) == (200, b"")


async def _get(settings, path):
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        return await client.get(path)


def test_without_memory_for_answers_nothing_is_kept():
    answer = asyncio.run(_get(Settings(cache_bytes=0), "/es/"))
    assert answer.status_code == 200
    assert "etag" not in answer.headers


def test_every_module_that_the_laboratory_imports_is_named_and_no_other():
    folder = assets("static")
    site = Site(Settings(), environment(assets("templates")), "x")
    names = site.modules("js/lab-page.js")
    assert "js/views/stage.js" in names and "js/model/timeline.js" in names
    assert len(set(names)) == len(names)
    assert all((folder / name).is_file() for name in names)
    assert not [name for name in names if "vendor" in name]

"""Frames: what may be framed, and what a strict sandbox needs."""

import httpx
import pytest

from app.scenes import SCENES


@pytest.fixture(scope="module")
def site(address):
    """A client of the pages, on the app's own socket."""
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.mark.parametrize("id", [*SCENES, "lab"])
def test_only_frames_may_be_framed(site, id):
    frame = site.get(f"/embed/{id}?lang=en")
    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame.headers
    assert frame.headers["Access-Control-Allow-Origin"] == "*"
    if id == "lab":
        return
    page = site.get(f"/en/scenes/{id}")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_a_frame_takes_its_settings_from_the_query(site):
    text = site.get("/embed/lstm?lang=en&theme=dark&stop=4&hide=narrator,link&id=mine").text
    assert '<html lang="en" data-theme="dark"' in text
    assert 'data-id="mine"' in text
    assert "stop 4 of 12" in text
    assert 'data-part="narrator"' not in text
    assert "scene-foot" not in text


def test_links_in_a_frame_stay_in_it(site):
    text = site.get("/embed/lstm?lang=es&theme=dark").text
    assert "/embed/lstm?lang=es&amp;theme=dark&amp;stop=2" in text
    assert 'href="/es/scenes/lstm?stop' not in text

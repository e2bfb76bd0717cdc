"""Chapters in a real browser: scenes inside, questions, definitions, what was read."""

import pytest

from app.scenes import CHAPTERS
from app.scenes.assignments import ASSIGNMENTS
from tests.e2e.conftest import serious

READ = (
    *(f"/{{}}/chapters/{id}" for id in CHAPTERS),
    *(f"/{{}}/assignments/{id}" for id in ASSIGNMENTS),
    "/{}/glossary",
    "/{}/teachers",
)


@pytest.mark.parametrize("id", CHAPTERS)
def test_a_chapter_runs_its_scenes(open_page, id):
    page = open_page(f"/es/chapters/{id}", reduced_motion="reduce")
    for scene in page.locator("[data-scene]").all():
        scene.scroll_into_view_if_needed()
        scene.locator("[data-go=next]").click()
        page.wait_for_function(
            "s => document.getElementById(s).querySelector('[data-count]').textContent"
            ".startsWith('parada 2')",
            arg=scene.get_attribute("id"),
            timeout=30_000,
        )
    assert page.url.endswith(f"/es/chapters/{id}")


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize(("lang", "theme"), [("es", "light"), ("en", "dark")])
def test_axe_finds_nothing_serious(open_page, path, lang, theme):
    page = open_page(path.format(lang), color_scheme=theme, reduced_motion="reduce", locale=lang)
    page.wait_for_load_state()
    assert not serious(page)


def test_each_answer_says_why(open_page):
    page = open_page("/en/chapters/lstm")
    question = page.locator("#question-keep")
    question.locator("summary", has_text="0.07").click()
    assert (
        "0.95 seems to say how much is forgotten. It says how much is kept" in question.inner_text()
    )
    question.locator("summary", has_text="1.33").click()
    assert question.locator("details[open]").count() == 1
    assert "Right." in question.inner_text()


def test_a_term_explains_itself(open_page):
    page = open_page("/es/chapters/lstm")
    page.locator(".term").first.focus()
    assert page.locator("#term-tip").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#term-tip").is_hidden()


def test_a_first_tap_explains_a_term_and_a_second_follows_it(open_page):
    page = open_page("/es/chapters/lstm", width=375, height=667, has_touch=True)
    term = page.locator(".term").first
    term.tap()
    assert page.locator("#term-tip").is_visible()
    assert page.url.endswith("/es/chapters/lstm")
    page.locator("h1").tap()
    assert page.locator("#term-tip").is_hidden()
    term.tap()
    term.tap()
    page.wait_for_url("**/es/glossary#*")


def test_what_was_read_is_kept_on_the_device(open_page):
    page = open_page("/es/chapters/gru")
    page.locator("[data-mark]").click()
    page.reload()
    assert page.locator("[data-mark]").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-chapter=gru][data-read]").count() == 1
    page.locator("header .brand").click()
    page.locator(".home-path [data-chapter=gru][data-read] .home-read").wait_for()
    assert page.locator(".home-path .home-read:visible").count() == 1


@pytest.mark.parametrize("id", CHAPTERS)
def test_a_chapter_is_readable_without_a_script(open_page, id):
    page = open_page(f"/en/chapters/{id}", java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert page.locator(".chapter-prose p").count() > 5
    assert page.locator("[data-go=auto]:visible").count() == 0


@pytest.mark.parametrize("id", CHAPTERS)
@pytest.mark.parametrize("width", [375, 768])
def test_nothing_is_wider_than_the_screen(open_page, id, width):
    page = open_page(f"/es/chapters/{id}", width=width, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_home_page_lives(open_page):
    page = open_page("/es/")
    page.wait_for_function(
        "() => document.querySelector('[data-play]').dataset.playing === 'true'", timeout=10_000
    )
    page.locator("[data-play]").click()
    page.wait_for_function(
        "() => document.querySelector('[data-play]').dataset.playing === 'false'"
    )

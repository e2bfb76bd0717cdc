"""Assignments in a real browser: the prepared state is changed, taken, checked and remembered."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from app.scenes.assignments import ASSIGNMENTS


def test_what_is_changed_in_the_frame_is_handed_in(open_page):
    page = open_page("/en/assignments/guard", reduced_motion="reduce")
    frame = page.frame_locator("iframe")
    frame.locator(".what-if-try").click()
    expect(frame.locator(".what-if-list li")).to_have_count(1)
    page.wait_for_function("() => /overrides=/.test(frames[0].location.search)")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".assignment-points li")).to_have_count(5)
    expect(page.locator("[name=link]")).to_have_value(re.compile("overrides="))
    expect(page).to_have_url(re.compile("assignments/guard\\?link="))
    assert page.locator("[data-done]").is_hidden()


def test_a_passed_assignment_is_remembered_on_this_device_only(open_page):
    solution = ASSIGNMENTS["guard"].solution["link"]
    page = open_page("/es/assignments/guard", reduced_motion="reduce")
    page.locator("[name=link]").fill(f"?{solution}")
    page.locator("[name=link]").press("Enter")
    expect(page.locator("[data-passed='1']")).to_be_visible()
    expect(page.locator("[data-done]")).to_be_visible()
    page.goto(page.url.split("/es/")[0] + "/es/chapters/lstm")
    expect(page.locator("[data-assigned=guard]")).to_be_visible()
    other = open_page("/es/chapters/lstm")
    expect(other.locator("[data-assigned=guard]")).to_be_hidden()


def test_an_answer_s_link_opens_the_laboratory_as_it_was_handed_in(open_page):
    link = urlencode(ASSIGNMENTS["guard"].solution)
    page = open_page(f"/es/assignments/guard?{link}", reduced_motion="reduce")
    expect(page.frame_locator("iframe").locator(".what-if-list li")).to_have_count(9)
    assert page.locator("[data-passed='1']").count() == 1


def test_a_word_that_has_yet_to_be_learnt_is_checked_where_it_is_handed_in(open_page):
    page = open_page("/es/assignments/word", reduced_motion="reduce")
    given = {"word": "CARACOLA", "first": "A", "second": "C"}
    for name, text in {**given, "first_share": "33", "second_share": "50"}.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[type=submit]").click()
    expect(page.locator(".assignment-points li").first).to_contain_text("CARACOLA", timeout=30_000)
    expect(page.locator("[data-part=form]")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("id", ["word", "reckon", "carry", "sort", "spread"])
def test_it_is_answered_without_a_script(open_page, id):
    page = open_page(f"/es/assignments/{id}", java_script_enabled=False)
    for name, text in ASSIGNMENTS[id].solution.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    page.locator("[type=submit]").click()
    assert page.locator("[data-passed='1']").is_visible()


@pytest.mark.parametrize("id", ASSIGNMENTS)
@pytest.mark.parametrize("width", [320, 375, 768])
def test_no_assignment_is_wider_than_the_screen(open_page, id, width):
    page = open_page(f"/es/assignments/{id}", width=width, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= width

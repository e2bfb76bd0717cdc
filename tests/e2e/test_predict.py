"""Predict first: nothing beyond an open question is shown, by mouse and by keyboard."""

from playwright.sync_api import expect


def test_the_story_waits_for_an_answer_and_then_shows_the_value(open_page):
    page = open_page("/en/lab?predict=on", reduced_motion="reduce")
    group = page.locator(".predict-choices")
    expect(group).to_be_visible()
    page.locator("body").press("End")
    expect(page.locator("[data-at]")).to_have_attribute("data-at", "1")
    expect(page.locator(".column[data-values=f]")).to_have_count(0)
    group.get_by_role("radio").first.click()
    expect(page.locator(".column[data-values=f]")).to_have_count(1)
    expect(group.get_by_role("radio").first).to_be_checked()
    expect(page.locator(".predict-result")).not_to_be_empty()
    expect(page.locator(".predict-score")).to_contain_text("of 1")
    expect(page.locator(".lab-what-if")).to_be_hidden()


def test_questions_are_answered_by_keyboard_and_can_be_skipped(open_page):
    page = open_page("/es/lab?predict=on&cell=gru", reduced_motion="reduce")
    radios = page.locator(".predict-choices").get_by_role("radio")
    page.locator(".predict [role=radio]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".predict-result")).not_to_be_empty()
    asked = page.locator(".predict-ask").inner_text()
    page.locator(".predict-quiet").first.click()
    expect(page.locator(".predict-ask")).not_to_have_text(asked)
    expect(page.locator(".predict-result")).to_be_empty()
    assert radios.count() >= 2
    page.goto(page.url.replace("/es/", "/en/"))
    expect(page.locator(".predict-score")).to_contain_text("of 1")


def test_it_is_switched_on_and_off_in_the_settings(open_page):
    page = open_page("/en/lab", reduced_motion="reduce")
    page.locator(".settings-more > summary").click()
    page.locator("select[name=predict]").select_option("on")
    expect(page.locator(".predict")).to_be_visible()
    assert "predict=on" in page.url
    page.locator(".predict-quiet").last.click()
    expect(page.locator(".predict")).to_have_count(0)

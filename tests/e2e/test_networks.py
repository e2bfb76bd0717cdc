"""A network in the laboratory: its layers are chosen by hand, and what they show is the API's."""

import httpx
from playwright.sync_api import expect

WEIGHTS = """() => [...document.querySelectorAll('.stage-svg [data-values=weights] [data-number]')]
  .map((cell) => Number(cell.dataset.number))"""


def test_the_decoder_is_a_choice_away_and_its_attention_is_the_network_s(open_page, address):
    asked = {"params": {"model": "dates-gru-attention"}, "input": {"text": "March 3, 1998"}}
    trace = httpx.post(f"{address}/api/v1/traces", json=asked | {"digits": 17}).json()
    page = open_page(
        "/en/lab?model=dates-gru-attention&text=March%203,%201998", reduced_motion="reduce"
    )
    expect(page.locator("[data-at]")).to_have_attribute("data-steps", "13")
    page.locator("select[name=layer]").select_option("decoder")
    expect(page.locator("[data-at]")).to_have_attribute("data-steps", "11")
    assert "layer=decoder" in page.url
    beats = trace["layers"][1]["beats"]
    page.locator("body").press("End")
    expect(page.locator("[data-at]")).to_have_attribute("data-at", str(11 * beats))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-at]")).to_have_attribute("data-at", str(11 * beats - 1))
    assert page.evaluate(WEIGHTS) == trace["layers"][1]["nodes"]["weights"][-1]
    page.go_back()
    expect(page.locator("[data-at]")).to_have_attribute("data-steps", "13")


def test_without_scripts_the_form_changes_the_layer(open_page):
    page = open_page("/es/lab?model=number-words-es-gru&text=16", java_script_enabled=False)
    page.locator("select[name=layer]").select_option(label="decodificador")
    page.locator("#settings button[type=submit]").click()
    assert "layer=decoder" in page.url
    expect(page.locator("[data-at]")).to_have_attribute("data-steps", "2")

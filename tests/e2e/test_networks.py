"""A network in the laboratory: its layers are chosen by hand, and what they show is the API's."""

import httpx
from playwright.sync_api import expect

from app import models

WEIGHTS = """() => [...document.querySelectorAll('.stage-svg [data-values=weights] [data-number]')]
  .map((cell) => Number(cell.dataset.number))"""


def test_the_decoder_is_a_choice_away_and_its_attention_is_the_network_s(open_page, address):
    asked = {"params": {"model": "dates-gru-attention"}, "input": {"text": "March 3, 1998"}}
    trace = httpx.post(f"{address}/api/v1/traces", json=asked | {"digits": 17}, timeout=60).json()
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


def test_a_file_of_weights_opens_with_its_layers_and_its_link_keeps_them(open_page):
    page = open_page("/en/lab", reduced_motion="reduce")
    file = models.FOLDER / "neuronal-lstm-stacked.safetensors"
    page.locator("[data-weights-file]").set_input_files(file)
    expect(page.locator("[name=layer] option")).to_have_count(2)
    expect(page.locator("[name=model] option:checked")).to_have_text("your own weights")
    expect(page.locator("[data-notice=file]")).to_contain_text("How the file was read.")
    page.wait_for_url("**model=mine*#~*")
    page.reload()
    expect(page.locator("[name=layer] option")).to_have_count(2)

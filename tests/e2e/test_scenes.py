"""Every scene's tour to its end in a real browser, in both languages; free mode; keys."""

import pytest

from app.scenes import SCENES


def rest(page):
    page.wait_for_function(
        "() => !document.querySelector('[data-scene]').hasAttribute('aria-busy')"
    )


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("id", sorted(SCENES))
def test_a_tour_runs_to_its_end(open_page, id, lang):
    page = open_page(f"/{lang}/scenes/{id}", width=1280, reduced_motion="reduce")
    said = page.locator("[data-said]")
    count = len(SCENES[id].tour)
    for number in range(1, count + 1):
        word = {"es": "parada", "en": "stop"}[lang]
        of = {"es": "de", "en": "of"}[lang]
        page.wait_for_function(
            "t => document.querySelector('[data-count]').textContent === t",
            arg=f"{word} {number} {of} {count}",
            timeout=30_000,
        )
        rest(page)
        assert said.inner_text().strip()
        if number < count:
            page.locator("[data-go=next]").click()
    assert page.locator("[data-go=next]").get_attribute("aria-disabled") == "true"
    page.locator("[data-go=back]").click()
    page.wait_for_function(
        "t => document.querySelector('[data-count]').textContent.includes(t)",
        arg=f" {count - 1} ",
        timeout=30_000,
    )


def test_the_address_keeps_the_stop(open_page):
    page = open_page("/es/scenes/lstm", reduced_motion="reduce")
    for _ in range(3):
        page.locator("[data-go=next]").click()
    page.wait_for_function("() => location.search === '?stop=4'")
    page.reload()
    assert page.locator("[data-count]").inner_text() == "parada 4 de 12"


def test_the_address_does_not_wait_for_the_animation(open_page):
    page = open_page("/en/scenes/lstm?stop=1")
    told = page.evaluate("""() => [1, 2, 3, 4, 5].map(() => {
      document.querySelector("[data-go=next]").click();
      return location.search + document.querySelector("[data-snippet]").value.match(/stop=\\d+/)[0];
    })""")
    assert told == [f"?stop={k}stop={k}" for k in range(2, 7)]


def test_arrow_keys_walk_the_tour(open_page):
    page = open_page("/en/scenes/lstm", reduced_motion="reduce")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-count]").inner_text() == "stop 3 of 12"
    page.keyboard.press("ArrowLeft")
    assert page.locator("[data-count]").inner_text() == "stop 2 of 12"


def test_a_gate_plays_alone(open_page):
    page = open_page("/en/scenes/lstm?mode=free", reduced_motion="reduce")
    page.locator(".scene-part", has_text="Cell state").click()
    page.wait_for_function("() => document.querySelector('.player').dataset.at % 15 === 10")


def test_a_clamped_gate_shows_the_other_future(open_page):
    page = open_page("/en/scenes/lstm?mode=free")
    page.locator("[name=clamp]").select_option("f")
    page.wait_for_selector(".future-other")
    assert page.locator(".future").count() == 2
    page.locator("[name=clamp]").select_option("")
    page.wait_for_selector(".future", state="detached")


def test_the_readers_own_word_is_learnt_on_the_spot(open_page):
    page = open_page("/es/scenes/neuronal?mode=free")
    field = page.locator("[name=text]")
    field.fill("MONTEVIDEO")
    page.wait_for_function("() => document.querySelectorAll('.bets-step').length === 20")
    assert page.evaluate("document.activeElement.name") == "text"
    field.fill("LUNES")
    page.wait_for_selector("[data-tie]")
    page.locator("[data-set-text]").click()
    page.wait_for_function("() => document.querySelectorAll('.bets-torn').length === 4")


def test_learning_can_be_scrubbed(open_page):
    page = open_page("/en/scenes/neuronal?stop=4")
    page.locator("[data-clock-range]").fill("0")
    page.wait_for_function(
        "() => document.querySelector('[data-updates]').textContent.includes('After 0')"
    )


@pytest.mark.parametrize("width", [320, 375, 768])
@pytest.mark.parametrize("id", sorted(SCENES))
def test_nothing_is_wider_than_a_narrow_screen(open_page, id, width):
    page = open_page(f"/es/scenes/{id}?stop=2", width=width, height=800)
    rest(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_words_that_change_the_answers_carry_ink(open_page):
    page = open_page("/es/scenes/memory?stop=3", reduced_motion="reduce")
    inks = page.locator(".memory-text span").evaluate_all(
        "spans => spans.map(s => [+s.dataset.number, getComputedStyle(s).backgroundColor])"
    )
    bare = "rgba(0, 0, 0, 0)"
    assert {ink for share, ink in inks if share > 0.9}.isdisjoint({bare})
    assert {ink for share, ink in inks if share < 0.05} == {bare}


def test_a_readers_own_settings_tell_how_far_their_training_is(open_page):
    page = open_page("/en/scenes/exploding-vanishing?mode=free", reduced_motion="reduce")
    rest(page)
    page.evaluate("""() => {
      globalThis.heard = [];
      const busy = () => document.querySelector("[data-busy]").textContent;
      new MutationObserver(() => heard.push(busy())).observe(
        document.querySelector("[data-scene]"), { childList: true, subtree: true });
    }""")
    page.locator("[name=gap]").select_option("20")
    page.wait_for_function(
        "() => heard.some((words) => /^Training the networks: [1-9]/.test(words))"
    )
    page.wait_for_function("() => location.search.includes('gap=20')")
    rest(page)
    assert page.locator("[data-busy]").inner_text() == ""
    assert page.locator("[name=gap]").input_value() == "20"


def test_a_link_to_own_settings_shows_itself_once_they_are_trained(open_page):
    page = open_page("/es/scenes/neuronal?mode=free&text=BANANA")
    page.wait_for_function("() => document.querySelectorAll('.bets-step').length === 12")


def test_a_stop_points_at_what_its_sentence_is_about(open_page):
    page = open_page("/en/scenes/neuronal?stop=6", reduced_motion="reduce")
    lit = ".bets-net[data-net=feedforward] .bets-step[data-lit] .bets-token"
    assert page.locator(lit).all_inner_texts() == ["N", "N"]
    page.locator("[data-go=back]").click()
    assert page.locator(lit).all_inner_texts() == ["U"]
    assert page.locator(".bets-split").is_hidden()
    page.locator("[data-mode-link=free]").click()
    assert page.locator("[data-lit]").count() == 0
    assert page.locator(".bets-split").is_visible()


def test_a_tour_that_plays_by_itself_ends_at_its_last_stop(open_page):
    page = open_page("/en/scenes/unrolled?stop=8", reduced_motion="reduce")
    page.locator("[data-go=auto]").click()
    page.wait_for_function(
        "() => document.querySelector('[data-count]').textContent === 'stop 9 of 9'"
    )
    rest(page)
    assert page.locator("[data-go=auto]").get_attribute("aria-pressed") == "false"
    assert page.locator("[data-count]").inner_text() == "stop 9 of 9"

"""Motion in a real browser: the position alone makes the picture, and at rest nothing moves."""

import pytest

PLACES = (0.41, 3.4, 13.7, 14.44, 14.83, 21.52, 37.97)  # beats; of an LSTM two of a handover
# What is seen: where it is on its drawing (text never moves), how far it is there, its colours.
SEEN = """() => {
  const share = (e) => {
    let all = 1;
    for (; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.visibility === "hidden" || style.display === "none") return 0;
      all *= style.opacity;
    }
    return all;
  };
  const round = (v, parts) => Math.round(v * parts) / parts;
  const moving = [".stage-svg *", ".traveller *", ".panel-veil", ".panel-now", ".token-card",
    ".token-progress > span", ".wave-svg *", ".wave-mover"].join();
  return [...document.querySelectorAll(moving)].flatMap((e) => {
    const there = share(e);
    if (there === 0) return [];
    const [box, drawing] = [e, e.closest(".stage-copy, .wave, .panel, .compare-card, .player")]
      .map((one) => one.getBoundingClientRect());
    const place = e.closest("text") ? []
      : [box.x - drawing.x, box.y - drawing.y, box.width, box.height];
    const { state, values, step } = e.dataset;
    const { fill, stroke, strokeWidth } = getComputedStyle(e);
    return [[e.tagName, e.getAttribute("class"), ...place.map((v) => round(v, 100)),
      round(there, 1000), state, values, step, e.children.length ? "" : e.textContent,
      fill, stroke, strokeWidth].join(" ")];
  });
}"""
FRAMES = """(() => {
  window.asked = 0;
  const ask = window.requestAnimationFrame;
  window.requestAnimationFrame = (fn) => { window.asked += 1; return ask.call(window, fn); };
})()"""
ALONE = """() => document.getAnimations()
    .some((m) => m.playState === 'running' && m.effect.getTiming().fill === 'both')"""
MOVES = """() => document.getAnimations()
    .filter((motion) => !(motion instanceof CSSTransition)).length"""


class Track:
    """The tokens as a timeline that the mouse drags."""

    def __init__(self, page):
        self.page = page
        player = page.locator(".player")
        self.beats = int(player.get_attribute("data-beats"))
        self.boxes = [card.bounding_box() for card in page.locator(".token-card").all()]

    def point(self, position):
        step, within = divmod(position, self.beats)
        box = self.boxes[int(step)]
        return box["x"] + box["width"] * within / self.beats, box["y"] + 8

    def drag(self, *positions):
        """The picture at every one of the positions, in one drag that begins at the end."""
        last = self.boxes[-1]
        self.page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 8)
        self.page.mouse.down()
        seen = []
        for position in positions:
            self.page.mouse.move(*self.point(position))
            seen.append(self.page.evaluate(SEEN))
        return seen


def opened(open_page, path):
    page = open_page(path)
    page.evaluate(FRAMES)
    return page, Track(page)


@pytest.mark.parametrize(
    "path", ["/en/lab", "/en/lab?view=unrolled", "/en/compare?at=0", "/en/gradients"]
)
def test_a_position_shows_the_same_picture_from_whichever_side_it_is_reached(open_page, path):
    page, track = opened(open_page, path)
    places = [p for p in PLACES if p < track.beats * 5]
    forward = track.drag(*places)
    page.mouse.move(*track.point(track.beats * 6.3))
    for place, there in reversed(list(zip(places, forward, strict=True))):
        page.mouse.move(*track.point(place))
        assert page.evaluate(SEEN) == there, place
    page.mouse.up()
    page, track = opened(open_page, path)
    assert track.drag(places[-2]) == [forward[-2]]  # at once, on a page where nothing moved before


@pytest.mark.parametrize("path", ["/en/lab?at=30", "/en/compare?at=9", "/en/gradients?at=30"])
def test_at_rest_nothing_moves_and_no_frame_is_asked_for(open_page, path):
    page, track = opened(open_page, path)
    player = page.locator(".player")
    player.locator("[data-action=next]").click()
    page.wait_for_function(ALONE)
    player.locator("[data-action=next]").click()
    page.wait_for_selector(".player[data-moving=false]")
    assert page.evaluate(MOVES) == 0
    at, played = int(player.get_attribute("data-at")), page.evaluate(SEEN)
    asked = page.evaluate("() => window.asked")
    track.drag(4.4, at + 0.2)
    assert page.evaluate(MOVES) > 0
    page.mouse.up()
    page.mouse.move(5, 5)  # what is under the pointer is lit
    assert page.evaluate(MOVES) == 0
    assert player.get_attribute("data-at") == str(at)
    assert page.evaluate(SEEN) == played
    assert page.evaluate("() => window.asked") == asked

"""CPU time of a frame of the playing laboratory, and of cells compared: `make bench`.

Of the main thread, as Chromium traces it: all it does while operation after operation plays, the
short rests between them too, divided by the frames that the motion lasts at 60 a second. Where the
browser moves by itself what moves, the main thread makes no frame, and the stretch counts as the
frames that it lasts; "made" is the share of the frames that the main thread made. Every frame is
told to come a 60th of a second after the last, so that on a busy machine none is missing.

An empty frame is one whose script does nothing on the same page at rest; the ratio travels between
machines. Six times a frame stands for a phone: at most 10 ms are wanted.
"""

from collections import Counter
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.e2e.conftest import FLAGS, serving
from tools.chromium import find

PAGES = {
    "LSTM, 4 units": "/en/lab",
    "LSTM, 16 units": "/en/lab?hidden=16",
    "GRU, 4 units": "/en/lab?cell=gru",
    "LSTM peephole": "/en/lab?cell=lstm_peephole",
    "RNN": "/en/lab?cell=rnn",
    "two compared": "/en/compare?cells=rnn,lstm",
    "three compared": "/en/compare",
    "four compared": "/en/compare?cells=rnn,lstm,lstm_peephole,gru",
    "gradients": "/en/gradients",
}
PHONE = 6  # times slower
CATEGORIES = "disabled-by-default-devtools.timeline,devtools.timeline"
# Counts the frames asked for, and the time in which something moves and none is.
CLOCK = """(() => {
  const { requestAnimationFrame: ask, cancelAnimationFrame: cancel } = window;
  const FRAME = 1000 / 60;
  const asked = new Set();
  let [time, since] = [0, null];
  window.shown = { made: 0, alone: 0 };
  window.requestAnimationFrame = (fn) => {
    if (since !== null) window.shown.alone += (performance.now() - since) / FRAME;
    since = null;
    const id = ask.call(window, () => {
      asked.delete(id);
      window.shown.made += 1;
      fn(time += FRAME);
      const moving = document.querySelector(".player")?.dataset.moving === "true";
      since = moving && asked.size === 0 ? performance.now() : null;
    });
    asked.add(id);
    return id;
  };
  window.cancelAnimationFrame = (id) => {
    asked.delete(id);
    cancel.call(window, id);
  };
})()"""
EMPTY = (
    "() => { const f = () => { window.turn = requestAnimationFrame(f); }; f(); }",
    "() => cancelAnimationFrame(window.turn)",
)
PLAY = (  # beat after beat, without the time for reading
    """() => {
      const player = document.querySelector(".player");
      const next = () => player.querySelector("[data-action=next]").click();
      const rested = () => player.dataset.moving === "false" && setTimeout(next, 60);
      window.watch = new MutationObserver(rested);
      window.watch.observe(player, { attributeFilter: ["data-moving"] });
      next();
    }""",
    "() => window.watch.disconnect()",
)


def traced(page: Page, work: tuple[str, str], ms: int) -> tuple[list[dict[str, Any]], float, float]:
    """The events of a while, the frames that the page made in it, and those that it left alone."""
    cdp = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    ended: list[object] = []
    cdp.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    cdp.on("Tracing.tracingComplete", lambda end: ended.append(end))
    cdp.send("Tracing.start", {"categories": CATEGORIES, "transferMode": "ReportEvents"})
    page.evaluate("() => { window.shown = { made: 0, alone: 0 }; }")
    page.evaluate(work[0])
    page.wait_for_timeout(ms)
    page.evaluate(work[1])
    shown = page.evaluate("() => window.shown")
    cdp.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(50)
    return events, shown["made"], shown["alone"]


def frame(
    events: list[dict[str, Any]], made: float, alone: float
) -> tuple[float, dict[str, float]]:
    """Microseconds of the main thread a frame, and of its largest parts."""
    thread = Counter((e["pid"], e["tid"]) for e in events if e["name"] == "FireAnimationFrame")
    main = thread.most_common(1)[0][0]
    parts: Counter[str] = Counter()
    for event in events:
        if (event["pid"], event["tid"]) == main:
            parts[event["name"]] += event.get("tdur", 0)
    frames = made + alone
    return parts.pop("RunTask") / frames, {name: us / frames for name, us in parts.items()}


def main() -> None:
    parts_of = {"FunctionCall": "script", "UpdateLayoutTree": "style"}
    parts_of |= {n: n.lower() for n in ("Layout", "PrePaint", "Paint", "Layerize", "Commit")}
    print("Frames of the laboratory: microseconds of CPU a frame, of the main thread")
    print(
        f"{'':<16}{'empty':>7}{'frame':>7}{'ratio':>7}{'×6 ms':>7}{'made':>7}",
        *(f"{n:>9}" for n in parts_of.values()),
    )
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name, path in PAGES.items():
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.add_init_script(CLOCK)
            page.goto(address + path, wait_until="networkidle")
            page.locator("body").press("Home")
            page.wait_for_timeout(1500)
            empty, _ = frame(*traced(page, EMPTY, 1500))
            played = traced(page, PLAY, 8000)
            playing, parts = frame(*played)
            ratio, phone, made = playing / empty, playing * PHONE / 1e3, played[1] / sum(played[1:])
            print(
                f"{name:<16}{empty:>7.0f}{playing:>7.0f}{ratio:>7.1f}{phone:>7.1f}{made:>7.0%}",
                *(f"{parts.get(c, 0):>9.0f}" for c in parts_of),
            )
            context.close()
        browser.close()


if __name__ == "__main__":
    main()

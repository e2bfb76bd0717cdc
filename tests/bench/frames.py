"""CPU time of a frame of what plays, in the laboratory and elsewhere: `make bench`.

Of the main thread, as Chromium traces it: all it does while operation after operation plays, the
short rests between them too, divided by the frames that the motion lasts at 60 a second. Where the
browser moves by itself what moves, the main thread makes no frame, and the stretch counts as the
frames that it lasts; "made" is the share of the frames that the main thread made. Every frame is
told to come a 60th of a second after the last, so that on a busy machine none is missing.

The mean is of all frames. Beside it the frames in which the main thread does most: all that it does
in one sixtieth of a second is a frame, the worst of a beat (the median of the beats), and the 95th
of a hundred. A beat has its dear frames where something turns: it begins, its box fires, its output
appears, it rests.

An empty frame is one whose script does nothing on the same page at rest; the ratio travels between
machines. Six times a frame stands for a phone: at most 10 ms are wanted.
"""

from collections import Counter
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.e2e.conftest import FLAGS, serving
from tools.chromium import find

DESK, PHONE_SIZE, FRAME_SIZE = (1440, 900), (375, 812), (900, 600)
PAGES = {
    "LSTM, 4 units": ("/en/lab", DESK),
    "LSTM, 16 units": ("/en/lab?hidden=16", DESK),
    "GRU, 4 units": ("/en/lab?cell=gru", DESK),
    "LSTM peephole": ("/en/lab?cell=lstm_peephole", DESK),
    "RNN": ("/en/lab?cell=rnn", DESK),
    "LSTM, a phone": ("/en/lab", PHONE_SIZE),
    "two compared": ("/en/compare?cells=rnn,lstm", DESK),
    "three compared": ("/en/compare", DESK),
    "four compared": ("/en/compare?cells=rnn,lstm,lstm_peephole,gru", DESK),
    "gradients": ("/en/gradients", DESK),
    "home": ("/en/", DESK),
    "scene LSTM": ("/en/scenes/lstm", DESK),
    "scene GRU (pair)": ("/en/scenes/gru", DESK),
    "scene module (p)": ("/en/scenes/repeating-module", DESK),
    "embedded LSTM": ("/embed/lstm", FRAME_SIZE),
}
PHONE = 6  # times slower
CATEGORIES = "disabled-by-default-devtools.timeline,devtools.timeline,blink.user_timing"
SLOT = 1e6 / 60  # µs
AFTER = 4  # frames after a beat that still are its own: it comes to rest
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
      const moving = document.querySelector("[data-moving]")?.dataset.moving === "true";
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
REST = """() => document.querySelector("[data-playing=true]")?.click()"""
PLAY = (  # beat after beat, without the time for reading; what has no button for it plays by itself
    """() => {
      const player = document.querySelector("[data-moving]");
      const button = player.querySelector("[data-action=next]");
      const next = () => (button ?? player.querySelector("[data-play]")).click();
      const turned = () => {
        performance.mark(player.dataset.moving === "true" ? "beat" : "rest");
        if (player.dataset.moving === "false" && button) setTimeout(next, 60);
      };
      window.watch = new MutationObserver(turned);
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


def on_main(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    thread = Counter((e["pid"], e["tid"]) for e in events if e["name"] == "FireAnimationFrame")
    main = thread.most_common(1)[0][0]
    return [e for e in events if (e["pid"], e["tid"]) == main]


def dearest(events: list[dict[str, Any]]) -> tuple[float, float]:
    """Microseconds of the 95th frame of a hundred, and of the worst of a beat."""
    main = on_main(events)
    begun, rested = (
        sorted({e["ts"] for e in main if e["name"] == mark}) for mark in ("beat", "rest")
    )
    worst, every = [], []
    for begin in begun:
        end = next((rest for rest in rested if rest > begin), None)
        if end is None:
            continue
        frames = [0.0] * (int((end - begin) // SLOT) + AFTER)
        for event in main:
            k = int((event["ts"] - begin) // SLOT)
            if event["name"] == "RunTask" and 0 <= k < len(frames):
                frames[k] += event.get("tdur", 0)
        worst.append(max(frames))
        every += frames
    return sorted(every)[int(0.95 * len(every))], median(worst)


def frame(
    events: list[dict[str, Any]], made: float, alone: float
) -> tuple[float, dict[str, float]]:
    """Microseconds of the main thread a frame, and of its largest parts."""
    parts: Counter[str] = Counter()
    for event in on_main(events):
        parts[event["name"]] += event.get("tdur", 0)
    frames = made + alone
    return parts.pop("RunTask") / frames, {name: us / frames for name, us in parts.items()}


def main() -> None:
    parts_of = {"FunctionCall": "script", "UpdateLayoutTree": "style"}
    parts_of |= {n: n.lower() for n in ("Layout", "PrePaint", "Paint", "Layerize", "Commit")}
    print("Frames of what plays: microseconds of CPU a frame, of the main thread; ×6 in ms")
    print(
        f"{'':<16}{'empty':>7}{'frame':>7}{'ratio':>7}{'×6':>6}{'95th':>6}{'worst':>6}{'made':>6}",
        *(f"{n:>9}" for n in parts_of.values()),
    )
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name, (path, (width, height)) in PAGES.items():
            context = browser.new_context(viewport={"width": width, "height": height})
            page = context.new_page()
            page.add_init_script(CLOCK)
            page.goto(address + path, wait_until="networkidle")
            page.locator("body").press("Home")
            page.wait_for_timeout(1500)
            page.evaluate(REST)
            page.wait_for_selector("[data-moving=false]", state="attached")
            empty, _ = frame(*traced(page, EMPTY, 1500))
            played = traced(page, PLAY, 8000)
            playing, parts = frame(*played)
            phone = [us * PHONE / 1e3 for us in (playing, *dearest(played[0]))]
            made = played[1] / sum(played[1:])
            print(
                f"{name:<16}{empty:>7.0f}{playing:>7.0f}{playing / empty:>7.1f}",
                *(f"{ms:>5.1f}" for ms in phone),
                f"{made:>5.0%}",
                *(f"{parts.get(c, 0):>9.0f}" for c in parts_of),
            )
            context.close()
        browser.close()


if __name__ == "__main__":
    main()

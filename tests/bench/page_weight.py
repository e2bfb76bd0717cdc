"""Weight of the laboratory's first load and time to its first frame.

Assets are compressed as in a release; times are the best of several cold loads in a slowed
Chromium, beside an empty page of the same run. Play is also pressed as soon as it can be: the
longest task while the stage moves is what a reader sees it stop for, the longest at rest what
Plotly takes when it comes.
"""

import gzip
import os
import shutil
import socket
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright
from starlette.responses import HTMLResponse
from starlette.routing import Route

from app import main
from app.settings import Settings, assets

THROTTLE = 6
LOADS = 5
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
TEXT = (".css", ".js", ".svg", ".json")
KINDS = {"Document": "page", "Stylesheet": "styles", "Script": "scripts", "Font": "fonts"}
WATCH = """(() => {
  const times = (window.times = {});
  const look = () => {
    const stage = document.querySelector(".stage-svg, #empty");
    if (!times.frame && stage?.getBoundingClientRect().width)
      requestAnimationFrame(() => (times.frame = performance.now()));
    if (!times.usable && document.querySelector("#empty, [data-action=toggle][data-playing]"))
      times.usable = performance.now();
    if (!times.frame || !times.usable) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
PRESS = """() => {
  const player = document.querySelector(".player");
  const [moved, tasks] = [[], []];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask" });
  new MutationObserver(() => moved.push([performance.now(), player.dataset.moving === "true"]))
    .observe(player, { attributeFilter: ["data-moving"] });
  window.longest = (moving) => Math.max(0, ...tasks
    .filter(({ startTime }) => (moved.findLast(([at]) => at <= startTime)?.[1] ?? false) === moving)
    .map(({ duration }) => duration));
  player.querySelector("[data-action=toggle]").click();
}"""
EMPTY = '<!doctype html><html lang="en"><title>Empty</title><p id="empty">Empty</p>'


@contextmanager
def serving(static):
    """The application on a loopback port, with an empty page beside it."""
    main.assets = lambda folder: static if folder == "static" else assets(folder)
    app = main.create_app(Settings())
    app.router.routes.insert(0, Route("/bench/empty", lambda request: HTMLResponse(EMPTY)))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    main.assets = assets


def load(browser, url):
    """One cold load: (times in ms, [(kind, address, bytes on the wire)])."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    requests, sizes = {}, []

    def received(event):
        kind = KINDS.get(event["type"], "other")
        requests[event["requestId"]] = kind, event["response"]["url"]

    def finished(event):
        kind, address = requests.get(event["requestId"], ("", "data:"))
        if not address.startswith("data:"):
            sizes.append((kind, address, event["encodedDataLength"]))

    cdp.on("Network.responseReceived", received)
    cdp.on("Network.loadingFinished", finished)
    cdp.send("Network.enable")
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.add_init_script(WATCH)
    page.goto(url)
    page.wait_for_function("window.times?.frame && window.times.usable", timeout=60_000)
    if "/lab" in url:
        page.wait_for_selector(".js-plotly-plot", state="attached", timeout=60_000)
    times = page.evaluate("times")
    context.close()
    return times, sizes


def pressed(browser, url):
    """Play at once: the longest task while the stage moves, and at rest, until figures come."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.add_init_script(WATCH)
    page.goto(url)
    page.wait_for_function("window.times?.usable", timeout=60_000)
    page.evaluate(PRESS)
    page.wait_for_selector(".js-plotly-plot", state="attached", timeout=60_000)
    page.wait_for_timeout(1000)
    longest = [page.evaluate(f"window.longest({moving})") for moving in ("true", "false")]
    context.close()
    return longest


def is_plot(address):
    return "plotly" in address or "/api/v1/figures" in address


def report():
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        static = Path(folder) / "static"
        shutil.copytree(assets("static"), static)
        for file in [f for f in static.rglob("*") if f.suffix in TEXT]:
            Path(f"{file}.gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=FLAGS
        )
        with serving(static) as address:
            load(browser, address + "/es/lab")
            empty = [load(browser, address + "/bench/empty")[0] for _ in range(LOADS)]
            loads = [load(browser, address + "/es/lab") for _ in range(LOADS)]
            plays = [pressed(browser, address + "/es/lab") for _ in range(LOADS)]
        browser.close()
    sizes = loads[-1][1]
    for name, part in (
        ("before Plotly", [s for s in sizes if not is_plot(s[1])]),
        ("Plotly, when the stage rests", [s for s in sizes if is_plot(s[1])]),
    ):
        total = sum(size for _, _, size in part)
        print(f"{name}: {total / 1000:.0f} kB on the wire, {len(part)} requests")
        for kind in (*KINDS.values(), "other"):
            of = [size for k, _, size in part if k == kind]
            if of:
                print(f"  {kind:8} {sum(of) / 1000:6.1f} kB  {len(of):3} requests")
    for name, key in (("first frame of the stage", "frame"), ("stage usable", "usable")):
        lab = min(times[key] for times, _ in loads)
        nothing = min(times[key] for times in empty)
        print(
            f"{name}: {lab:.0f} ms at {THROTTLE}x throttle, "
            f"{lab - nothing:.0f} ms more than an empty page ({nothing:.0f} ms)"
        )
    moving, resting = (min(of) for of in zip(*plays, strict=True))
    print(
        f"play pressed at once: longest task {moving:.0f} ms while the stage moves, "
        f"{resting:.0f} ms at rest, at {THROTTLE}x throttle"
    )


if __name__ == "__main__":
    report()

"""Scenes framed on another origin, sandboxed as schools and blogs do it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

SANDBOXES = ["allow-scripts allow-same-origin", "allow-scripts", None]
HOST = """<!doctype html><title>host</title><script>
window.told = [];
addEventListener("message", (e) => {
  if (e.data?.type === "celda:height") {
    const frame = document.querySelector("iframe");
    if (e.source === frame.contentWindow) { told.push(e.data); frame.height = e.data.height; }
  }
});
</script><iframe src="%s" width="%d" height="200" %s></iframe>"""


@pytest.fixture(scope="module")
def host():
    """host(frame's address, width, sandbox) -> the address of a page on another port."""
    pages = {}

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def made(src, width, sandbox):
        path = f"/{len(pages)}"
        attribute = "" if sandbox is None else f'sandbox="{sandbox}"'
        pages[path] = HOST % (src.replace("&", "&amp;"), width, attribute)
        return f"http://127.0.0.1:{server.server_address[1]}{path}"

    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def framed(browser, address, host):
    """framed(path, width, sandbox) -> (host page, frame); nothing may go wrong in it."""
    contexts, wrong = [], []

    def opened(path, width=700, sandbox=None):
        context = browser.new_context(viewport={"width": 900, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: m.type in ("error", "warning") and wrong.append(m.text))
        page.on("pageerror", lambda e: wrong.append(f"pageerror {e}"))
        page.goto(host(address + path, width, sandbox))
        frame = page.frame_locator("iframe")
        frame.locator("main").wait_for()
        return page, frame

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


@pytest.mark.parametrize("sandbox", SANDBOXES)
@pytest.mark.parametrize("id", ["lstm", "neuronal", "unrolled"])
def test_a_framed_scene_runs_and_tells_its_height(framed, id, sandbox):
    page, frame = framed(f"/embed/{id}?lang=en&id=mine", sandbox=sandbox)
    page.wait_for_function("told.length > 0")
    told = page.evaluate("told.at(-1)")
    assert told["id"] == "mine"
    assert told["height"] > 300
    frame.locator("[data-go=next]").click()
    frame.locator("[data-count]", has_text="stop 2").wait_for()


@pytest.mark.parametrize("sandbox", SANDBOXES[:2])
def test_a_frame_that_may_not_submit_forms_asks_the_server_all_the_same(framed, sandbox):
    _, frame = framed("/embed/neuronal?lang=en&mode=free", sandbox=sandbox)
    frame.locator("[name=text]").fill("LUNES")
    frame.locator("[name=text]").press("Enter")
    frame.locator("[data-tie]").wait_for()


@pytest.mark.parametrize("sandbox", SANDBOXES[:2])
def test_a_frame_that_may_not_submit_forms_trains_the_readers_own_gap(framed, sandbox):
    _, frame = framed("/embed/long-dependencies?lang=en&mode=free", 375, sandbox)
    frame.locator(".gap-own [name=own]").fill("6")
    frame.locator(".gap-own [name=own]").press("Enter")
    frame.locator("[data-own=LSTM]").wait_for(timeout=60_000)
    frame.locator(".gap-own [name=own]").fill("5")
    frame.locator("[data-go=own]").click()
    frame.locator(".chart-title", has_text="length 5").wait_for(timeout=60_000)


@pytest.mark.parametrize("id", ["lstm", "gru", "neuronal", "long-dependencies"])
@pytest.mark.parametrize("width", [320, 600])
def test_a_frame_fits_its_width_and_grows_no_more(framed, id, width):
    page, frame = framed(f"/embed/{id}?lang=es", width)
    page.wait_for_function("told.length > 0")
    page.wait_for_timeout(600)
    before = page.evaluate("told.length")
    page.wait_for_timeout(600)
    assert page.evaluate("told.length") == before
    inside = frame.locator("html")
    assert inside.evaluate("e => e.scrollWidth") <= width
    height = page.evaluate("told.at(-1).height")
    assert abs(inside.evaluate("e => e.scrollHeight") - height) <= 2


@pytest.mark.parametrize("sandbox", SANDBOXES[:2])
def test_the_laboratory_can_be_framed(framed, sandbox):
    page, frame = framed("/embed/lab?lang=en&cell=gru", 700, sandbox)
    page.wait_for_function("told.length > 0")
    frame.locator("[name=text]").fill("ROL")
    frame.locator("[name=text]").press("Enter")
    frame.locator(".token-letter", has_text="L").wait_for()
    frame.locator("[data-action=next]").click()
    assert frame.locator(".header").is_hidden()


def test_a_framed_laboratory_keeps_what_its_host_asked_for(framed):
    page, frame = framed("/embed/lab?lang=en&id=mine&cell=gru", 700)
    page.wait_for_function("told.length > 0")
    frame.locator("[data-action=next]").click()
    page.frames[1].wait_for_url("**at=1**")
    asked = page.frames[1].evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    assert (asked["lang"], asked["id"], asked["cell"]) == ("en", "mine", "gru")


@pytest.mark.parametrize("path", ["/embed/lab?lang=en", "/embed/lstm?lang=en"])
def test_what_may_not_be_framed_opens_elsewhere(framed, path):
    _, frame = framed(path)
    links = frame.locator("main a[href^='/']:not([href^='/embed/'])")
    assert links.count() >= 2
    assert set(links.evaluate_all("all => all.map(a => a.target)")) == {"_blank"}

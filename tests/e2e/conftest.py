"""A real server on a loopback port and a real Chromium that reports whatever goes wrong."""

import os
import socket
import threading
from contextlib import contextmanager

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from app.main import create_app

# The pages behind a new window's address bar cost six times what the tested page does; the rest is
# Playwright's own list, which the last such flag would replace.
WITHOUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding",
    "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
    "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]  # fmt: skip
LISTEN = """addEventListener("securitypolicyviolation", (e) =>
    console.error(`CSP ${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}`))"""


def serious(page):
    """What axe finds serious or critical on a page: its rules, each with some of its places."""
    return [
        (v["id"], [n["target"] for n in v["nodes"][:3]])
        for v in Axe().run(page).response["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@contextmanager
def serving():
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(), log_level="warning", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="session")
def address():
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or None, args=FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, address):
    """open_page("/es/lab", width=1440, …) -> page; at the end nothing may have gone wrong.

    missing: the page is not there, which the browser reports by itself.
    """
    contexts, wrong = [], []

    def opened(path, *, width=1440, height=900, missing=False, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        if options.get("java_script_enabled", True):
            page.add_init_script(LISTEN)
        page.on("console", lambda m: heard(m, path if missing else None))
        page.on("pageerror", lambda e: wrong.append(f"pageerror {e}"))
        page.on("request", lambda r: elsewhere(r.url) and wrong.append(f"request {r.url}"))
        page.goto(address + path)
        return page

    def heard(message, missing):
        known = missing and "404" in message.text and message.location["url"] == address + missing
        if message.type in ("error", "warning") and not known:
            wrong.append(message.text)

    def elsewhere(url):
        return not url.startswith((address, "data:", "blob:"))

    yield opened
    for context in contexts:
        context.close()
    assert not wrong

"""The app on a real socket, in this process."""

import threading

import httpx
import pytest
import uvicorn

from app import server
from app.main import create_app
from app.settings import Settings


@pytest.fixture(scope="session")
def address():
    """Where the app is served: http://127.0.0.1:PORT."""
    listening = server.listen("127.0.0.1", 0)
    running = uvicorn.Server(server.configured(Settings(), create_app(Settings())))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def api(address):
    """A client of version 1 of the API."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=30) as client:
        yield client

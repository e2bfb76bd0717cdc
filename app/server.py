"""The HTTP server: uvicorn, with the time and size limits on connections that it lacks."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.supervisors import Multiprocess

from .settings import Settings

HEAD_BYTES = 32_768
APPLICATION = f"{__package__}.main:create_app"


class Config(uvicorn.Config):
    """deadline: seconds for a request to arrive, and for a reader to take what was sent."""

    deadline: float = 20.0


class Deadline(HttpToolsProtocol):
    """A connection that is closed when a request, or a reader, takes too long.

    A request must arrive within the deadline, headers and body; its head within HEAD_BYTES. A
    client that reads nothing is cut off, so that neither a large answer nor a stream waits for
    ever. Idle time between requests is uvicorn's timeout_keep_alive.
    """

    _arriving: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _in_head = True
    _head = 0

    @property
    def seconds(self) -> float:
        return float(getattr(self.config, "deadline", Config.deadline))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        self._resumed()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        # only what was still head when its last byte had been read counts
        if self._in_head and self._head > HEAD_BYTES:
            self.transport.close()

    def on_message_begin(self) -> None:
        self._in_head, self._head = True, 0
        if self._arriving is None:  # a later request of the connection
            self._arm()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head, self._head = True, 0
        self._disarm()
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(self.seconds, self._cut)

    def resume_writing(self) -> None:
        self._resumed()
        super().resume_writing()

    def _arm(self) -> None:
        self._arriving = self.loop.call_later(self.seconds, self._late)

    def _disarm(self) -> None:
        if self._arriving is not None:
            self._arriving.cancel()
            self._arriving = None

    def _late(self) -> None:
        if self.flow.read_paused:  # it is we who do not read: a pipelined request must wait
            self._arm()
        else:
            self.transport.close()

    def _cut(self) -> None:
        """Ends the connection at once; lingering for 0 s frees what the kernel holds of it."""
        fd = self.transport.get_extra_info("socket").fileno()
        with socket.socket(fileno=os.dup(fd)) as same:
            same.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _resumed(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None


def configured(settings: Settings, app: Any = APPLICATION) -> Config:
    """The recommended configuration; app is an application, or the import path of its factory."""
    config = Config(
        app,
        factory=isinstance(app, str),
        http=Deadline,
        ws="none",
        workers=settings.workers,
        log_level=settings.log_level,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,  # longer than the proxies' that stand before it
        timeout_graceful_shutdown=15,
        backlog=2048,
    )
    config.deadline = settings.deadline
    return config


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, so that a browser may be opened before the server is up; OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.create_server((host, port), family=family, backlog=2048)
    found.set_inheritable(True)
    return found


def run(settings: Settings, listening: socket.socket) -> None:
    """Serves until it is told to stop; what is under way is finished first."""
    config = configured(settings)
    server = uvicorn.Server(config)
    try:
        if settings.workers > 1:
            Multiprocess(config, sockets=[listening]).run()
        else:
            server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()

"""Addresses that are asked: at home, elsewhere, slowly, and not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hoaban.kernel import wire


@contextmanager
def served(status: int, *pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            with suppress(OSError):  # who asked may have gone
                for piece in pieces:
                    time.sleep(pause)
                    self.wfile.write(piece)
                    self.wfile.flush()

        def do_POST(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_given: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_question_with_a_body_is_posted_and_the_answer_read() -> None:
    with served(200) as address:
        assert wire.ask(wire.Request(address, b"hello")) == wire.Reply(200, b"hello")


def test_a_failure_of_the_server_is_an_answer() -> None:
    with served(503, b"later") as address:
        assert wire.ask(wire.Request(address)) == wire.Reply(503, b"later")


def test_a_redirect_is_not_followed() -> None:
    with served(302, b"there") as address:
        assert wire.ask(wire.Request(address)).status == 302


def test_an_answer_that_drips_is_late_as_a_whole() -> None:
    with served(200, *[b"x"] * 20, pause=0.1) as address, pytest.raises(TimeoutError):
        wire.ask(wire.Request(address, seconds=0.35))


def test_no_more_is_read_than_an_answer_may_have() -> None:
    with served(200, b"x" * (wire.MOST + 5_000)) as address:
        assert len(wire.ask(wire.Request(address)).body) == wire.MOST


@pytest.mark.parametrize(
    "address", ["http://portal.invalid/", "ftp://127.0.0.1/", "file:///etc/passwd", "https:///x", ""]
)
def test_only_tls_or_this_machine_is_asked(address: str) -> None:
    with pytest.raises(OSError, match="not https"):
        wire.ask(wire.Request(address))

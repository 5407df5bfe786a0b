"""A time-stamping service over the net: its stamps are proved, its silence and nonsense are no stamps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import tsp

from hoaban.connect import signatures
from hoaban.connect.signatures.tests import making
from hoaban.connect.signatures.tests.making import NOW, XML


@contextmanager
def answering(answer: Callable[[bytes], tuple[int, bytes]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def stamped(question: bytes) -> tuple[int, bytes]:
    asked = tsp.TimeStampReq.load(question)
    return 200, making.world().times().request_tsa_response(asked).dump()


def test_a_service_that_answers_proves_the_time() -> None:
    world = making.world()

    with answering(stamped) as address:
        times = signatures.OutsideTimes(address)
        files = [
            signatures.sign_pdf(making.pdf(), world.minh, now=NOW, times=times),
            signatures.sign_xml(XML, world.minh, now=NOW, times=times),
        ]

    for file in files:
        [found] = signatures.verify(file, world.trust()).signatures
        assert (found.valid, found.timed, found.signed_at) == (True, True, NOW)


@pytest.mark.parametrize("answer", [(503, b""), (200, b"no stamp"), (200, b""), (404, b"gone")])
def test_nonsense_is_no_stamp_and_nothing_is_signed(answer: tuple[int, bytes]) -> None:
    with answering(lambda _question: answer) as address, pytest.raises(signatures.KeyUnavailable):
        signatures.sign_pdf(
            making.pdf(), making.world().minh, now=NOW, times=signatures.OutsideTimes(address)
        )


def test_a_stamp_for_another_paper_is_refused() -> None:
    first = making.world()
    question = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)},
        }
    )
    other = first.times().request_tsa_response(question).dump()

    with answering(lambda _question: (200, other)) as address, pytest.raises(signatures.KeyUnavailable):
        signatures.sign_xml(XML, first.minh, now=NOW, times=signatures.OutsideTimes(address))


def test_nobody_there_is_no_stamp() -> None:
    with pytest.raises(signatures.KeyUnavailable):
        signatures.sign_xml(
            XML, making.world().minh, now=NOW, times=signatures.OutsideTimes("http://127.0.0.1:9")
        )

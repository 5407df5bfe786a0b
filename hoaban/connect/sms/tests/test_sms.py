"""Messages to a gateway that accepts, refuses, keeps silent, repeats, lies; what it tells back, and any bytes at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.connect import sms
from hoaban.connect.sms import Sandbox, Sms
from hoaban.connect.sms.callbacks import LONGEST
from hoaban.connect.sms.sandbox import reference_of
from hoaban.kernel.tries import Answer, Misconfigured, Outcome

ROW = {"version": "1", "address": "http://127.0.0.1:9/send", "sender": "SoYTe"}
GATEWAY = sms.read_gateway(ROW, token="s3cret")
MESSAGE = "0197c0de-0000-7000-8000-000000000001"
GOOD = Sms(MESSAGE, "+84100000101", "Co tin moi")


@contextmanager
def gateway_at_home(post: sms.Post) -> Iterator[sms.Gateway]:
    """A gateway that listens on this machine, played by ``post``."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, said = post(self.path, body, dict(self.headers))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_given: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/send"
        yield sms.read_gateway(ROW | {"address": address}, token="s3cret")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answering(status: int, body: bytes) -> sms.Post:
    return lambda _address, _body, _headers: (status, body)


class TestSending:
    def test_a_message_crosses_the_wire_and_comes_back_with_a_reference(self) -> None:
        with gateway_at_home(Sandbox(GATEWAY).post) as gateway:
            answer = sms.send(gateway, GOOD, sms.post_over_http)

        assert answer == Answer(Outcome.ACCEPTED, reference_of(MESSAGE))

    def test_sent_again_it_is_the_same_message(self) -> None:
        once, again = (sms.send(GATEWAY, GOOD, Sandbox(GATEWAY).post) for _ in range(2))

        assert once == again

    def test_what_is_said_is_the_schema_and_nothing_else(self) -> None:
        heard: list[tuple[bytes, Mapping[str, str]]] = []

        def post(_address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
            heard.append((body, headers))
            return 202, b'{"reference": "r1"}'

        sms.send(GATEWAY, GOOD, post)

        ((body, headers),) = heard
        assert json.loads(body) == {
            "version": "1", "id": MESSAGE, "from": "SoYTe", "to": "+84100000101", "text": "Co tin moi",
        }  # fmt: skip
        assert headers["Authorization"] == "Bearer s3cret"

    @pytest.mark.parametrize(
        ("number", "outcome", "reason"),
        [("+84100000197", Outcome.REFUSED, "unknown-number"), ("+84100000198", Outcome.LATER, "timeout")],
    )
    def test_the_sandbox_refuses_or_keeps_silent_by_number(
        self, number: str, outcome: Outcome, reason: str
    ) -> None:
        answer = sms.send(GATEWAY, Sms(MESSAGE, number, "x"), Sandbox(GATEWAY).post)

        assert (answer.outcome, answer.reason) == (outcome, reason)

    def test_a_wrong_token_is_ours_to_mend_and_loses_no_message(self) -> None:
        stranger = sms.read_gateway(ROW, token="other")

        answer = sms.send(stranger, GOOD, Sandbox(GATEWAY).post)

        assert (answer.outcome, answer.reason) == (Outcome.LATER, "status-401")

    @pytest.mark.parametrize(
        "body", [b"", b"ok", b"[]", b'{"reference": ""}', b'{"reference": "a b"}', b"[" * 100_000]
    )
    def test_an_answer_without_a_reference_is_none(self, body: bytes) -> None:
        answer = sms.send(GATEWAY, GOOD, answering(200, body))

        assert (answer.outcome, answer.reason) == (Outcome.LATER, "answer")

    @pytest.mark.parametrize("status", [301, 302, 401, 403, 409, 429, 500, 502, 503])
    def test_everything_else_is_tried_again(self, status: int) -> None:
        assert sms.send(GATEWAY, GOOD, answering(status, b"{}")).outcome is Outcome.LATER

    def test_a_redirect_is_not_followed(self) -> None:
        with gateway_at_home(answering(302, b"{}")) as gateway:
            answer = sms.send(gateway, GOOD, sms.post_over_http)

        assert (answer.outcome, answer.reason) == (Outcome.LATER, "status-302")

    def test_nobody_at_home_is_tried_again(self) -> None:
        answer = sms.send(GATEWAY, GOOD, sms.post_over_http)

        assert (answer.outcome, answer.reason) == (Outcome.LATER, "unreachable")


class TestConfiguration:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"version": "0"}, "version"), ({"address": "http://gateway.example/"}, "https"),
            ({"address": "http://127.0.0.1.gateway.example/"}, "https"), ({"address": "file:///etc/hosts"}, "https"),
            ({"sender": "Sở Y tế"}, "sender"), ({"sender": "x" * 12}, "sender"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said(self, change: dict[str, str], told: str) -> None:
        with pytest.raises(Misconfigured, match=told):
            sms.read_gateway(ROW | change, token="s3cret")

    def test_a_token_is_needed(self) -> None:
        with pytest.raises(Misconfigured, match="token"):
            sms.read_gateway(ROW, token="")


class TestParts:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
         ("ế" * 70, 1), ("ế" * 71, 2), ("ế" * 134, 2), ("ế" * 135, 3), ("😀" * 35, 1), ("😀" * 36, 2)],
    )  # fmt: skip
    def test_a_text_is_counted_as_the_gateway_counts(self, text: str, parts: int) -> None:
        assert sms.count_parts(text) == parts

    def test_marks_go_and_letters_stay(self) -> None:
        assert sms.without_marks("Đã có, ngày 2/9: Quế Lâm đỏ") == "Da co, ngay 2/9: Que Lam do"


class TestNumbers:
    @pytest.mark.parametrize("written", ["0912 345 678", "+84 912.345.678", "84912345678", "0912345678"])
    def test_one_number_however_it_is_written(self, written: str) -> None:
        assert sms.mobile_number(written) == "+84912345678"

    @pytest.mark.parametrize(
        "written", ["", "0213 876 543", "0213 8765432", "912345678", "09123456789", "٠٩١٢٣٤٥٦٧٨", "x"]
    )
    def test_what_no_message_reaches_is_no_number(self, written: str) -> None:
        assert sms.mobile_number(written) == ""


class TestCallbacks:
    def test_the_sandbox_tells_of_what_arrived_and_what_did_not(self) -> None:
        sandbox = Sandbox(GATEWAY)

        assert sms.read_callback(sandbox.receipt(MESSAGE, "+84100000101")) == [
            sms.Receipt(UUID(MESSAGE), True)
        ]
        lost = sms.Receipt(UUID(MESSAGE), False, "switched-off")
        assert sms.read_callback(sandbox.receipt(MESSAGE, "+84100000199")) == [lost]

    def test_what_somebody_wrote_comes_with_their_number(self) -> None:
        heard = sms.read_callback(Sandbox(GATEWAY).incoming("0100000101", "Dừng"))

        assert heard == [sms.Incoming("+84100000101", "Dừng")]

    @pytest.mark.parametrize(
        ("said", "where"),
        [
            ([], "version"), ({}, "version"), ({"version": "2", "events": []}, "version"),
            ({"version": "1"}, "events"), ({"version": "1", "events": [{}] * 201}, "events"),
            ({"version": "1", "events": [1]}, "events[0]"), ({"version": "1", "events": [{"kind": "x"}]}, "events[0].kind"),
            ({"version": "1", "events": [{"kind": "receipt", "id": "x", "status": "delivered"}]}, "events[0].id"),
            ({"version": "1", "events": [{"kind": "receipt", "id": MESSAGE, "status": "read"}]}, "events[0].status"),
            (
                {"version": "1", "events": [{"kind": "receipt", "id": MESSAGE, "status": "failed", "reason": "a b"}]},
                "events[0].reason",
            ),
            ({"version": "1", "events": [{"kind": "incoming", "from": "9029", "text": "x"}]}, "events[0].from"),
            ({"version": "1", "events": [{"kind": "incoming", "from": "0912345678"}]}, "events[0].text"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_is_refused_whole_and_says_where(self, said: Any, where: str) -> None:
        with pytest.raises(sms.Unreadable) as refused:
            sms.read_callback(json.dumps(said).encode())

        assert str(refused.value) == where

    def test_a_long_call_is_not_even_parsed(self) -> None:
        with pytest.raises(sms.Unreadable, match="length"):
            sms.read_callback(b" " * (LONGEST + 1))

    @given(st.binary(max_size=400))
    def test_any_bytes_are_read_or_refused(self, body: bytes) -> None:
        with pytest.raises(sms.Unreadable):
            sms.read_callback(body)

    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.text(max_size=20)
            | st.sampled_from(["1", "receipt", "incoming", MESSAGE]),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(["version", "events", "kind", "id", "status", "from", "text", "reason"]),
                    inner,
                )
            ),
            max_leaves=12,
        )
    )
    def test_any_json_is_read_or_refused(self, said: Any) -> None:
        for whole in (said, {"version": "1", "events": said}, {"version": "1", "events": [said]}):
            try:
                events = sms.read_callback(json.dumps(whole).encode())
            except sms.Unreadable:
                continue
            assert all(isinstance(one, sms.Receipt | sms.Incoming) for one in events)

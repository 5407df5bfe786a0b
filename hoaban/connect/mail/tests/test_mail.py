"""Letters to a mail server that accepts, refuses for good or for now, or is not there."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hoaban.connect import mail
from hoaban.connect.mail import Letter
from hoaban.kernel.tries import Answer, Misconfigured, Outcome

LETTER = Letter(
    "0197c0de-0000-7000-8000-000000000001", "inh@thu.example", "Có tin mới", "Yêu cầu số 12 đã được trả lời."
)
ROW = {"host": "127.0.0.1", "port": 25, "security": "none", "sender": "tin@soyte.example"}


@contextmanager
def server_at_home(
    rcpt: str = "250 ok", greeting: str = "220 thu"
) -> Iterator[tuple[mail.Mailbox, list[str]]]:
    """A mail server on this machine that answers a recipient with ``rcpt``; the letters that it took."""
    taken: list[str] = []

    class Door(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say(greeting)
            while line := self.rfile.readline().decode().strip():
                verb = line.split(" ")[0].upper()
                if verb == "DATA":
                    self.say("354 go on")
                    lines = list(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
                    taken.append("".join(lines))
                self.say(rcpt if verb == "RCPT" else "221 bye" if verb == "QUIT" else "250 ok")
                if verb == "QUIT":
                    return

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield mail.read_mailbox(ROW | {"port": server.server_address[1]}, password=""), taken
        finally:
            server.shutdown()
            thread.join()


def test_a_letter_is_taken_over_with_its_own_id() -> None:
    with server_at_home() as (mailbox, taken):
        answer = mail.send(mailbox, LETTER)

    assert answer == Answer(Outcome.ACCEPTED, f"<{LETTER.id}@soyte.example>")
    assert f"Message-ID: <{LETTER.id}@soyte.example>" in taken[0]
    assert "To: inh@thu.example" in taken[0]


@pytest.mark.parametrize(
    ("rcpt", "outcome"), [("550 nobody", Outcome.REFUSED), ("451 greylisted", Outcome.LATER)]
)
def test_a_refusal_for_good_is_one_and_for_now_is_none(rcpt: str, outcome: Outcome) -> None:
    with server_at_home(rcpt) as (mailbox, taken):
        answer = mail.send(mailbox, LETTER)

    assert (answer.outcome, answer.reason) == (outcome, f"status-{rcpt[:3]}")
    assert taken == []


def test_a_server_that_takes_nobody_in_is_tried_again() -> None:
    with server_at_home(greeting="554 go away") as (mailbox, _):
        assert mail.send(mailbox, LETTER).outcome is Outcome.LATER


def test_nobody_at_home_is_tried_again() -> None:
    answer = mail.send(mail.read_mailbox(ROW | {"port": 9}, password=""), LETTER)

    assert (answer.outcome, answer.reason) == (Outcome.LATER, "unreachable")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"security": "maybe"}, "security"), ({"host": "mail.example"}, "encryption"), ({"sender": "Sở Y tế"}, "sender"),
        ({"user": "tin"}, "password"), ({"port": "x"}, "wrong"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_configuration_is_said(change: dict[str, str], told: str) -> None:
    with pytest.raises(Misconfigured, match=told):
        mail.read_mailbox(ROW | change, password="")


@pytest.mark.parametrize(
    "address",
    ["", "inh", "inh@", "@thu.example", "inh@thu", "a@b.vn,c@d.vn", "Inh <a@b.vn>", "a@b.vn\r\nBcc: c@d.vn", "a b@c.vn",
     "a@" + "b" * 250 + ".vn"],
)  # fmt: skip
def test_what_is_no_plain_address_takes_no_letter(address: str) -> None:
    assert mail.address_problem(address)


def test_a_plain_address_does() -> None:
    assert not mail.address_problem("lo.inh+tin@hop-thu.example")

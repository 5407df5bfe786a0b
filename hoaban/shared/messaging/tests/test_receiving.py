"""What the gateway tells by itself: receipts early, late and twice; words of people; anything else."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from hoaban.connect.sms import Sandbox
from hoaban.foundation.audit import api as audit
from hoaban.kernel.errors import Invalid, NotAllowed
from hoaban.shared.messaging import api
from hoaban.shared.messaging.models import Message, StoppedNumber
from hoaban.shared.messaging.rules import templates
from hoaban.shared.messaging.services import keeping
from hoaban.shared.messaging.tests.people import (
    CALLER,
    NOON,
    OFFICER,
    TRIAL,
    WATCHER,
    Played,
    ask,
    deliver,
    gateway,
    later,
    person,
    state_of,
)

__all__ = ["gateway"]
pytestmark = pytest.mark.django_db
OWN, LOST = "0100000101", "0100000199"
SANDBOX = Sandbox(TRIAL)


def told(body: bytes) -> int:
    return api.take_callback(actor=CALLER, body=body, now=NOON)


def receipt(message: Message, number: str = OWN) -> int:
    return told(SANDBOX.receipt(str(message.pk), number))


@pytest.fixture
def sent(gateway: Played) -> Message:
    message = ask(person("Lò Văn Inh", "099064000103", OWN))
    deliver()
    return message


def test_a_receipt_says_that_it_arrived_once(sent: Message) -> None:
    assert (receipt(sent), receipt(sent)) == (1, 0)
    assert state_of(sent) == ("delivered", "")


def test_a_receipt_says_that_it_did_not_and_it_can_be_sent_again(sent: Message) -> None:
    assert receipt(sent, LOST) == 1
    assert state_of(sent) == ("failed", "switched-off")
    keeping.send_again(actor=WATCHER, message=sent.pk, now=NOON)
    assert receipt(sent, LOST) == 0, "of the try before"
    deliver()
    assert receipt(sent) == 1
    assert state_of(sent) == ("delivered", "")


def test_what_arrived_does_not_fail_afterwards(sent: Message) -> None:
    receipt(sent)

    assert receipt(sent, LOST) == 0
    assert state_of(sent) == ("delivered", "")


def test_a_receipt_that_comes_after_we_heard_nothing_ends_the_tries(gateway: Played) -> None:
    gateway.faults = [TimeoutError()]
    message = ask(person("Lò Văn Inh", "099064000103", OWN))
    deliver()
    receipt(message)

    assert deliver(later(60)) == 0
    assert state_of(message) == ("delivered", "")


def test_nothing_that_was_never_sent_arrived(gateway: Played) -> None:
    message = ask(person("Lò Văn Inh", "099064000103", OWN))

    assert receipt(message) == 0
    assert told(SANDBOX.receipt(str(UUID(int=7)), OWN)) == 0
    assert state_of(message) == ("asked", "")


def test_who_writes_stop_gets_only_what_the_law_wants_until_they_write_again(
    gateway: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    whose = person("Lò Văn Inh", "099064000103", OWN)
    assert told(SANDBOX.incoming("+84100000101", "Dừng")) == 1
    assert told(SANDBOX.incoming(OWN, "STOP")) == 0
    necessary = ask(whose, 1)
    deliver()
    assert state_of(necessary) == ("sent", "")

    _not_necessary(monkeypatch)
    usual = ask(whose, 2)
    deliver()
    assert state_of(usual) == ("page", "stopped")
    assert told(SANDBOX.incoming(OWN, "TIEP TUC")) == 1
    assert not StoppedNumber.objects.exists()
    again = ask(whose, 3)
    deliver()
    assert state_of(again) == ("sent", "")
    assert gateway.texts[-1].endswith(" Dung nhan: nhan DUNG.")


def test_other_words_are_taken_in_and_not_kept(gateway: Played) -> None:
    assert told(SANDBOX.incoming(OWN, "Bác sĩ ơi cháu sốt")) == 0
    assert not StoppedNumber.objects.exists()


def test_a_call_that_cannot_be_read_changes_nothing(sent: Message) -> None:
    good = json.loads(SANDBOX.receipt(str(sent.pk), OWN))
    good["events"].append({"kind": "incoming", "from": "x", "text": "STOP"})
    with pytest.raises(Invalid) as refused:
        told(json.dumps(good).encode())

    assert refused.value.place == "events[1].from"
    assert state_of(sent) == ("sent", "")


def test_only_a_gateway_tells(sent: Message) -> None:
    for actor in (OFFICER, WATCHER):
        with pytest.raises(NotAllowed):
            api.take_callback(actor=actor, body=SANDBOX.receipt(str(sent.pk), OWN), now=NOON)
    assert state_of(sent) == ("sent", "")


def test_every_call_is_one_entry_of_the_trail_without_a_number(sent: Message) -> None:
    receipt(sent)
    told(SANDBOX.incoming(OWN, "STOP"))

    entries = audit.list_entries(sought=audit.TrailFilter(act="messages.receive"), limit=5)
    assert [dict(one.detail) for one in entries] == [{"events": 1, "taken": 1}] * 2


def _not_necessary(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template as one for appointments would be: nobody has to be told."""
    tables = templates._tables()
    rows = [row | {"necessary": False} for row in tables["templates"]]
    monkeypatch.setattr(templates, "_tables", lambda: tables | {"templates": rows})

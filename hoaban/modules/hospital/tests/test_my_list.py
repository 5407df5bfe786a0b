"""The doctor's list: who waits, who was called, what is unfinished, whose results came."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hoaban.foundation.accounts.tests.people import account
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Scope
from hoaban.kernel.errors import NotFound
from hoaban.modules.hospital.queries import my_list
from hoaban.shared.legal_records import api as legal_records
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.signing import api as signing
from hoaban.shared.visits import api as visits
from tests import cast
from tests.consulting import (
    ENDED,
    HERE,
    LATER,
    NOTE,
    NOW,
    desk,
    doctor,
    keep,
    open_hospital,
    open_room,
    receive,
    register,
    save,
    wait,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> visits.Visit:
    open_hospital()
    return receive(register())


class TestMyList:
    def test_the_room_of_the_session_is_shown_with_who_waits(self, visit: visits.Visit) -> None:
        room = open_room()
        wait(visit, room)
        found = my_list.my_list(actor=doctor(), point=None, now=NOW)

        assert found.point is not None
        assert found.point.id == room.id
        assert [one.who.name for one in found.waiting if one.who] == ["Lò Văn Inh"]
        told = audit.list_entries(sought=audit.TrailFilter(act="visits.see"), limit=9)
        assert [list(one.persons) for one in told] == [[visit.arrival.person]]

    def test_a_draft_is_listed_until_it_is_saved(self, visit: visits.Visit) -> None:
        keep(visit, NOTE)
        unfinished = my_list.my_list(actor=doctor(), point=None, now=NOW).unfinished
        assert [one.visit.id for one in unfinished] == [visit.id]
        save(visit, ENDED, ends=True)
        assert my_list.my_list(actor=doctor(), point=None, now=NOW).unfinished == ()

    def test_who_has_been_seen_waits_for_nobody_s_measuring(self, visit: visits.Visit) -> None:
        measuring = replace(
            open_room(), id=0, code="SH1", kind=scheduling.PointKind.TRIAGE, vi="Đo sinh hiệu"
        )
        wait(visit, replace(measuring, id=scheduling.open_point(actor=desk(), point=measuring, now=NOW)))
        save(visit, ENDED, ends=True)
        assert [one.state for one in scheduling.tickets_of(visit=visit.id)] == [scheduling.TicketState.LEFT]

    def test_papers_to_be_signed_are_counted(self, visit: visits.Visit) -> None:
        assert my_list.my_list(actor=doctor(), point=None, now=NOW).to_sign == 0
        account("bs.mai", "doctor", HERE)
        save(visit, ENDED, ends=True)
        legal_records.make_record(actor=doctor(), visit=visit.id, now=LATER)
        assert (
            my_list.my_list(actor=doctor(), point=None, now=NOW).to_sign
            == len(signing.offers_for("bs.mai"))
            == 2
        )
        assert my_list.my_list(actor=doctor("nam"), point=None, now=NOW).to_sign == 0

    def test_a_room_of_others_is_not_found(self, visit: visits.Visit) -> None:
        room = open_room()
        stranger = doctor(place=Scope("facility", cast.PHONG_THO))
        with pytest.raises(NotFound):
            my_list.my_list(actor=stranger, point=room.id, now=NOW)

"""Triage: what is measured is written with its score, once; priority is raised; the person goes to the room in the same act."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.kernel.errors import NotAllowed
from hoaban.modules.hospital.fhir.observed import read_allergies
from hoaban.modules.hospital.queries.triage import list_triage, see_triage
from hoaban.modules.hospital.queries.vitals import see_vitals
from hoaban.modules.hospital.rules.signs import Signs
from hoaban.modules.hospital.services.vitals import NothingToSave, NotPlausible, Taken, Triage, take_vitals
from hoaban.modules.hospital.tests import rooms
from hoaban.record import language
from hoaban.shared.scheduling import api as scheduling
from hoaban.shared.visits import api as visits

pytestmark = pytest.mark.django_db
NOW = rooms.NOW
ILL = Signs(
    pulse=Decimal(118), temperature=Decimal("39.4"), systolic=Decimal(98), diastolic=Decimal(60), breathing=Decimal(26),
    saturation=Decimal(92), consciousness="A", oxygen=False,
)  # fmt: skip
WELL = Signs(
    pulse=Decimal(78), temperature=Decimal("36.8"), systolic=Decimal(120), diastolic=Decimal(80), breathing=Decimal(18),
    saturation=Decimal(98), weight=Decimal("62.5"), height=Decimal(168), pain=Decimal(2), consciousness="A", oxygen=False,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _hospital() -> None:
    rooms.open_hospital()


@pytest.fixture
def visit() -> visits.Visit:
    return rooms.receive(rooms.register())


@pytest.fixture
def triage() -> int:
    return rooms.open_point(scheduling.PointKind.TRIAGE, "TR1", "Đo sinh hiệu tầng 1")


@pytest.fixture
def room() -> int:
    return rooms.open_point(scheduling.PointKind.CONSULTING, "P101", "Phòng khám 101", "K01")


def take(visit: UUID, signs: Signs = WELL, once: str = "form-1", now: datetime = NOW, **more: Any) -> Taken:
    return take_vitals(
        actor=rooms.nurse(), visit=visit, triage=Triage(signs=signs, **more), once=once, now=now
    )


class TestTaking:
    def test_each_sign_is_an_observation_of_the_visit_and_the_visit_is_triaged(
        self, visit: visits.Visit
    ) -> None:
        take(visit.id)

        found = rooms.stored(visit, "Observation")
        codes = {one["code"]["coding"][0]["code"]: one for one in found}
        assert {
            "8867-4", "8310-5", "85354-9", "9279-1", "59408-5", "29463-7", "8302-2", "39156-5", "72514-3", "67775-7", "NEWS2",
        } <= set(codes)  # fmt: skip
        assert codes["39156-5"]["valueQuantity"]["value"] == Decimal("22.1")
        assert [one["valueQuantity"]["value"] for one in codes["85354-9"]["component"]] == [120, 80]
        assert codes["NEWS2"]["valueInteger"] == 0
        assert {one["encounter"]["reference"] for one in found} == {f"Encounter/{visit.id}"}
        assert [problem for one in found for problem in language.validate(one)] == []
        assert visits.get_visit(actor=rooms.nurse(), visit=visit.id).state is visits.State.TRIAGED

    def test_a_form_sent_twice_is_written_once_and_hands_on_once(
        self, visit: visits.Visit, room: int
    ) -> None:
        first = take(visit.id, to_point=room)
        second = take(visit.id, to_point=room)

        assert first.handed is not None
        assert second.handed is None
        assert len([one for one in rooms.stored(visit, "Observation") if "8867-4" in str(one["code"])]) == 1
        queue = scheduling.see_queue(actor=rooms.nurse(), point=room, now=NOW)
        assert [ticket.visit for ticket, _minutes in queue.waiting] == [visit.id]

    def test_a_second_measuring_is_another_one(self, visit: visits.Visit) -> None:
        take(visit.id)
        take_vitals(
            actor=rooms.nurse(), visit=visit.id, triage=Triage(Signs(pulse=Decimal(90))), once="form-2",
            now=NOW + timedelta(minutes=20),
        )  # fmt: skip

        pulses = [one for one in rooms.stored(visit, "Observation") if "8867-4" in str(one["code"])]
        assert sorted(one["valueQuantity"]["value"] for one in pulses) == [78, 90]

    def test_a_high_score_raises_the_priority_and_says_so(self, visit: visits.Visit, room: int) -> None:
        taken = take(visit.id, ILL, to_point=room, priority="aged")

        assert taken.warning is not None
        assert (taken.warning.points, taken.warning.band, taken.raised) == (11, "high", True)
        assert taken.handed is not None
        assert taken.handed.priority == "emergency"
        seen = visits.get_visit(actor=rooms.nurse(), visit=visit.id)
        assert (seen.arrival.priority, seen.arrival.emergency) == ("emergency", True)

    def test_allergies_and_pregnancy_are_asked_and_recorded(self) -> None:
        visit = rooms.receive(rooms.register("Vàng Thị Mỷ", "female", "1998-04-11"))
        take(visit.id, Signs(), pregnancy="yes", allergy="Penicillin", reaction="Nổi mày đay")

        (said,) = read_allergies(rooms.stored(visit, "AllergyIntolerance"))
        assert (said.substance, said.reaction, said.none_known) == ("Penicillin", "Nổi mày đay", False)
        (pregnant,) = [one for one in rooms.stored(visit, "Observation") if "82810-3" in str(one["code"])]
        assert pregnant["valueCodeableConcept"]["coding"][0]["code"] == "77386006"
        for kind in ("AllergyIntolerance", "Observation"):
            assert [problem for one in rooms.stored(visit, kind) for problem in language.validate(one)] == []

    @pytest.mark.parametrize(
        ("signs", "place"),
        [
            (Signs(pulse=Decimal(780)), "pulse"),
            (Signs(temperature=Decimal("368")), "temperature"),
            (Signs(systolic=Decimal(80), diastolic=Decimal(120)), "systolic"),
            (Signs(pain=Decimal(11)), "pain"),
            (Signs(consciousness="Z"), "consciousness"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_place_and_nothing_is_written(
        self, visit: visits.Visit, signs: Signs, place: str
    ) -> None:
        with pytest.raises(NotPlausible) as refused:
            take(visit.id, signs)
        assert refused.value.place == place
        assert rooms.stored(visit, "Observation") == []

    def test_nothing_is_not_saved(self, visit: visits.Visit) -> None:
        with pytest.raises(NothingToSave):
            take(visit.id, Signs())

    def test_a_desk_measures_nobody_and_a_stranger_sees_no_visit(self, visit: visits.Visit) -> None:
        measured = Triage(WELL)
        with pytest.raises(NotAllowed):
            take_vitals(actor=rooms.desk(), visit=visit.id, triage=measured, once="x", now=NOW)
        with pytest.raises(visits.NoSuchVisit):
            take_vitals(actor=rooms.nurse(rooms.THERE), visit=visit.id, triage=measured, once="x", now=NOW)

    def test_a_visit_that_is_over_takes_no_more(self, visit: visits.Visit) -> None:
        visits.cancel_visit(actor=rooms.desk(), visit=visit.id, reason="Chọn nhầm người", now=NOW)
        with pytest.raises(visits.VisitMoved):
            take(visit.id)


class TestGrid:
    def test_those_who_wait_are_rows_and_the_look_is_told_once(
        self, visit: visits.Visit, triage: int
    ) -> None:
        scheduling.take_ticket(
            actor=rooms.desk(), point=triage, person=visit.arrival.person, visit=visit.id, now=NOW
        )
        take(visit.id, allergy="Penicillin")

        grid = see_triage(actor=rooms.nurse(), point=triage, now=NOW)

        (row,) = grid.rows
        assert row.person is not None
        assert (row.person.name, row.months) == ("Lò Văn Inh", 62 * 12 + 2)
        assert {"pulse", "systolic", "score"} <= {one.sign for one in row.readings}
        assert [one.substance for one in row.allergies] == ["Penicillin"]
        assert not row.asks_pregnancy
        (told,) = [
            one
            for one in audit.list_entries(sought=audit.TrailFilter(persons=[visit.arrival.person]), limit=50)
            if one.act == "record.read" and one.actor_id == "dd.kham" and one.detail.get("way") != "read"
        ][:1]
        assert visit.arrival.person in told.persons

    def test_who_is_handed_on_leaves_the_grid_for_the_room(
        self, visit: visits.Visit, triage: int, room: int
    ) -> None:
        ticket = scheduling.take_ticket(
            actor=rooms.desk(), point=triage, person=visit.arrival.person, visit=visit.id, now=NOW
        )
        take(visit.id, to_point=room, ticket=ticket.id)

        assert see_triage(actor=rooms.nurse(), point=triage, now=NOW).rows == ()
        assert list_triage(actor=rooms.nurse(), now=NOW)[0][1] == 0
        assert see_triage(actor=rooms.nurse(), point=triage, now=NOW).best_room("K01") == room

    def test_another_facility_and_another_kind_of_point_are_not_there(self, triage: int, room: int) -> None:
        with pytest.raises(scheduling.NoSuchPoint):
            see_triage(actor=rooms.nurse(rooms.THERE), point=triage, now=NOW)
        cashier = rooms.open_point(scheduling.PointKind.CASHIER, "TN1", "Thu ngân 1")
        with pytest.raises(scheduling.NoSuchPoint):
            see_triage(actor=rooms.nurse(), point=cashier, now=NOW)
        assert see_triage(actor=rooms.nurse(), point=room, now=NOW).rooms == ()
        assert list_triage(actor=rooms.nurse(rooms.THERE), now=NOW) == []


class TestPane:
    def test_it_runs_over_visits_and_names_places(self, visit: visits.Visit) -> None:
        take(visit.id)
        later = rooms.receive(visit.arrival.person, now=NOW + timedelta(days=40))
        take(later.id, Signs(weight=Decimal(64)), once="form-9", now=NOW + timedelta(days=40))

        seen = see_vitals(actor=rooms.doctor(), visit=later.id, now=NOW + timedelta(days=40))

        weights = [one.value for one in seen.readings if one.sign == "weight"]
        assert weights == [Decimal("62.5"), Decimal(64)]
        assert {one.sign for one in seen.of_visit} == {"weight"}
        assert seen.places[str(visit.id)].startswith("Bệnh viện")

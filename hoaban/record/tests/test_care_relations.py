"""From where a person is reached because somebody wrote a relation down, and on which days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from hoaban.foundation.places import api as places
from hoaban.foundation.workforce import api as workforce
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope
from hoaban.record import api as record
from hoaban.record.engine import relations
from hoaban.record.engine.relations import Reached
from hoaban.record.shapes import Entry, Json
from tests import cast

INH, VISIT, SENT = UUID(int=0xA1), UUID(int=0xA2), UUID(int=0xA3)
THERE = places.organization_id(cast.PHONG_THO)
REFERRAL = [
    {"coding": [{"system": "https://hoaban.example/fhir/CodeSystem/request-kind", "code": "referral"}]}
]


def referral(written: str = "2026-11-11T11:00:00+07:00", **other: Any) -> Json:
    return {
        "resourceType": "ServiceRequest", "id": str(SENT), "status": "active", "intent": "order", "category": REFERRAL,
        "subject": {"reference": f"Patient/{INH}"}, "authoredOn": written,
        "performer": [{"reference": f"Organization/{THERE}"}], **other,
    }  # fmt: skip


class TestReading:
    def test_a_referral_lets_in_from_its_day_in_viet_nam_for_the_days_of_the_law(self) -> None:
        late = "2026-11-11T18:00:00Z"  # the twelfth in Viet Nam

        (found,) = relations.reached_from(referral(late), "ServiceRequest")

        assert found == Reached(THERE, date(2026, 11, 12), date(2026, 11, 26))
        assert [found.holds(date(2026, 11, day)) for day in (11, 12, 26, 27)] == [False, True, True, False]

    @pytest.mark.parametrize(
        "changed",
        [
            {"status": "revoked"}, {"status": "completed"}, {"status": "entered-in-error"}, {"category": []},
            {"authoredOn": "2026-11"}, {"authoredOn": None}, {"performer": [{"display": "đâu đó"}]},
            {"performer": [{"reference": "Practitioner/1"}]}, {"authoredOn": "2014-12-31"},
        ],
    )  # fmt: skip
    def test_what_is_not_an_open_referral_to_a_facility_opens_nothing(self, changed: Json) -> None:
        assert relations.reached_from(referral(**changed), "ServiceRequest") == ()

    @pytest.mark.parametrize(
        ("role", "period"),
        [
            ("own-doctor", {}), ("own-doctor", {"start": "2026"}), ("cousin", {"start": "2026-01-01"}),
            ("own-doctor", {"end": "2026-01-01"}),
        ],
    )  # fmt: skip
    def test_a_carer_without_a_first_day_or_a_known_role_opens_nothing(self, role: str, period: Json) -> None:
        assert relations.reached_from(team(role, period), "CareTeam") == ()

    def test_a_carer_without_a_last_day_holds_for_ever(self) -> None:
        (found,) = relations.reached_from(team("own-doctor", {"start": "2026-01-01"}), "CareTeam")

        assert found.holds(date(2099, 1, 1))
        assert not found.stands_alone


def team(role: str, period: Json) -> Json:
    doctor = workforce.practitioner_id(cast.PHONG_THO, "1")
    coding = {"system": relations.CARE_ROLE, "code": role}
    participant = {
        "role": [{"coding": [coding]}], "member": {"reference": f"Practitioner/{doctor}"}, "period": period,
    }  # fmt: skip
    return {
        "resourceType": "CareTeam", "id": str(SENT), "status": "active", "participant": [participant],
        "subject": {"reference": f"Patient/{INH}"},
    }  # fmt: skip


@pytest.mark.django_db
class TestOpening:
    def bring(self, **other: Any) -> None:
        door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
        door.transact(
            [
                Entry("PUT", "Patient", str(INH), cast.patient(INH)),
                Entry("PUT", "Encounter", str(VISIT), cast.encounter(VISIT, INH)),
                Entry("PUT", "ServiceRequest", str(SENT), referral(**other)),
            ]
        )

    def sees(self, actor: Any) -> bool:
        try:
            record.open(actor, purpose=Purpose.TREATMENT).read("Encounter", str(VISIT))
        except record.Refused:
            return False
        return True

    @pytest.mark.parametrize(("days", "open_"), [(-1, False), (0, True), (14, True), (15, False)])
    def test_the_destination_reads_the_record_while_the_referral_is_open(
        self, days: int, open_: bool
    ) -> None:
        self.bring(authoredOn=(clock.vietnam_day(clock.now()) - timedelta(days=days)).isoformat())

        assert self.sees(cast.doctor(cast.PHONG_THO)) is open_

    def test_a_referral_that_is_taken_back_shuts_the_record_at_once(self) -> None:
        today = clock.vietnam_day(clock.now()).isoformat()
        self.bring(authoredOn=today)
        self.bring(authoredOn=today, status="revoked")

        assert not self.sees(cast.doctor(cast.PHONG_THO))

    def test_nobody_lets_themself_in_by_writing_a_referral_or_a_registration(self) -> None:
        self.bring(status="revoked")
        here = Scope("facility", cast.PHONG_THO)
        writer = cast.staff("bs.pt", ("record.write:TREAT", here), ("record.read:TREAT", here))
        today = clock.vietnam_day(clock.now()).isoformat()
        door = record.open(writer, purpose=Purpose.TREATMENT)

        for resource in (referral(today), team("own-doctor", {"start": today})):
            fresh = {key: value for key, value in resource.items() if key != "id"}
            with pytest.raises(record.Refused):
                door.create(fresh)

    def test_who_explains_access_is_told_why_and_until_when(self) -> None:
        today = clock.vietnam_day(clock.now())
        self.bring(authoredOn=today.isoformat())
        person = record.open(cast.integration(), purpose=Purpose.TREATMENT).read("Patient", str(INH)).person
        assert person is not None

        ways = record.ways_to(cast.staff("kiemtra", ("audit.tell", cast.ALL)), person)

        assert {(one.place, one.because, one.since, one.until) for one in ways} == {
            (places.organization_id(cast.PROVINCIAL), "visit", None, None),
            (THERE, "referral", today, today + timedelta(days=14)),
        }

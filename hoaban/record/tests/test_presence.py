"""Whoever is on duty at a facility reads the records of those who are there now, and of nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from hoaban.foundation.places import api as places
from hoaban.kernel import clock
from hoaban.kernel.actor import Purpose, Scope
from hoaban.record import api as record
from hoaban.record.engine import access, consent, relations
from hoaban.record.engine.relations import Reached
from hoaban.record.shapes import Entry, Json
from tests import cast

PERSON, VISIT, OLD, FACT = UUID(int=0xB1), UUID(int=0xB2), UUID(int=0xB3), UUID(int=0xB4)
HERE = places.organization_id(cast.PHONG_THO)
ON_DUTY = relations.present_at(HERE)


def today(days: int = 0) -> date:
    return clock.vietnam_day(clock.now()) + timedelta(days=days)


def visit(status: str = "in-progress", kind: str = "IMP", **period: str) -> Json:
    return {
        **cast.encounter(VISIT, PERSON, cast.PHONG_THO), "status": status, "class": {"code": kind}, "period": period,
    }  # fmt: skip


class TestReading:
    @pytest.mark.parametrize(
        ("kind", "period", "last"),
        [
            ("IMP", {"start": "2026-11-01T23:30:00+07:00"}, date(2026, 12, 31)),
            ("AMB", {"start": "2026-11-01"}, date(2026, 11, 2)),
            ("AMB", {"start": "2026-10-31T18:00:00Z"}, date(2026, 11, 2)),
            ("IMP", {"start": "2026-11-01", "end": "2026-11-05"}, date(2026, 11, 5)),
        ],
    )
    def test_an_open_visit_says_where_somebody_is_until_its_end_or_for_some_days(
        self, kind: str, period: dict[str, str], last: date
    ) -> None:
        found = relations.reached_from(visit(kind=kind, **period), "Encounter")

        assert found == (Reached(HERE), Reached(ON_DUTY, date(2026, 11, 1), last))
        assert not found[1].stands_alone

    @pytest.mark.parametrize("status", ["planned", "finished", "cancelled", "unknown"])
    def test_a_visit_that_is_not_open_says_nothing(self, status: str) -> None:
        assert relations.reached_from(visit(status, start="2026-11-01"), "Encounter") == (Reached(HERE),)

    @pytest.mark.parametrize(
        "period", [{}, {"start": "2026-11"}, {"end": "2100-01-01"}, {"start": "2026-11-01", "end": "2100"}]
    )
    def test_a_visit_whose_days_are_not_known_says_nothing(self, period: dict[str, str]) -> None:
        assert relations.reached_from(visit(**period), "Encounter") == (Reached(HERE),)

    def test_a_mistake_opens_nothing_at_all(self) -> None:
        assert relations.reached_from(visit("entered-in-error", start="2026-11-01"), "Encounter") == ()


@pytest.mark.django_db
class TestOpening:
    def bring(self, **more: Any) -> None:
        """Somebody with a visit at the provincial hospital long ago and one at Phong Thổ that is open."""
        old = cast.encounter(OLD, PERSON)
        record.open(cast.integration(), purpose=Purpose.TREATMENT).transact(
            [
                Entry("PUT", "Patient", str(PERSON), cast.patient(PERSON)),
                Entry("PUT", "Encounter", str(OLD), old),
                Entry("PUT", "Encounter", str(VISIT), visit(**({"start": today().isoformat()} | more))),
            ]
        )

    def sees(self, *scopes: Scope) -> set[str]:
        actor = cast.staff("truc", *(("record.read:TREAT", one) for one in scopes))
        return {
            one.id for one in record.open(actor, purpose=Purpose.TREATMENT).search("Encounter", []).entries
        }

    def test_on_duty_there_the_whole_record_is_open_until_the_visit_is_closed(self) -> None:
        self.bring()
        assert self.sees(Scope("duty", cast.PHONG_THO)) == {str(OLD), str(VISIT)}
        assert self.sees(Scope("duty", cast.PROVINCIAL)) == set()

        self.bring(status="finished", end=today().isoformat())

        assert self.sees(Scope("duty", cast.PHONG_THO)) == set()
        assert self.sees(Scope("facility", cast.PHONG_THO)) == {str(OLD), str(VISIT)}

    @pytest.mark.parametrize(
        ("begun", "kind", "open_"),
        [(1, "AMB", True), (2, "AMB", False), (60, "IMP", True), (61, "IMP", False)],
    )
    def test_a_check_in_that_nobody_closes_does_not_open_for_ever(
        self, begun: int, kind: str, open_: bool
    ) -> None:
        self.bring(kind=kind, start=today(-begun).isoformat())

        assert bool(self.sees(Scope("duty", cast.PHONG_THO))) is open_

    def test_on_duty_at_the_own_place_the_rule_asks_nothing_more(self) -> None:
        home, duty = Scope("facility", cast.PHONG_THO), Scope("duty", cast.PHONG_THO)

        def rule(*scopes: Scope) -> access.Rule:
            actor = cast.staff("truc", *(("record.read:TREAT", one) for one in scopes))
            return access.rule_for(actor, "record.read", Purpose.TREATMENT)

        assert rule(home, duty) == rule(home)
        assert rule(duty).places == (ON_DUTY,)

    def test_nobody_on_duty_lets_themself_in_by_writing_a_visit(self) -> None:
        self.bring(status="finished")
        duty = Scope("duty", cast.PHONG_THO)
        writer = cast.staff("truc", ("record.write:TREAT", duty), ("record.read:TREAT", duty))
        fresh = {key: value for key, value in visit(start=today().isoformat()).items() if key != "id"}

        with pytest.raises(record.Refused):
            record.open(writer, purpose=Purpose.TREATMENT).create(fresh)

    @pytest.mark.parametrize("refused", ["here", "everybody"])
    def test_who_refused_shows_no_more_than_the_visit_of_now(self, refused: str) -> None:
        self.bring()
        rule: Json = {
            "resourceType": "Consent", "id": str(FACT), "status": "active", "patient": {"reference": f"Patient/{PERSON}"},
            "scope": {"coding": [{"code": "patient-privacy"}]},
            "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
            "policyRule": {"coding": [{"code": "OPTOUT" if refused == "everybody" else "OPTIN"}]},
        }  # fmt: skip
        if refused == "here":
            role = {"coding": [{"code": "IRCP"}]}
            actor = {"role": role, "reference": {"reference": f"Organization/{HERE}"}}
            rule["provision"] = {"provision": [{"type": "deny", "actor": [actor]}]}
        record.open(cast.integration(), purpose=Purpose.TREATMENT).update("Consent", str(FACT), rule)

        assert self.sees(Scope("duty", cast.PHONG_THO)) == {str(VISIT)}

    def test_the_way_in_is_told_with_its_last_day(self) -> None:
        self.bring(kind="AMB")
        teller = cast.staff("kiemtra", ("audit.tell", cast.ALL))

        ways = {(one.place, one.because): (one.since, one.until) for one in record.ways_to(teller, PERSON)}

        assert ways[ON_DUTY, "present"] == (today(), today(1))
        assert ways[HERE, "visit"] == (None, None)


@pytest.mark.django_db
def test_the_database_names_the_place_as_the_program_does() -> None:
    """The migration computes by itself what refusals of before leave out for whoever is on duty."""
    with connection.cursor() as cursor:
        cursor.execute("select md5('present at ' || %s::uuid::text)::uuid", [HERE])
        assert cursor.fetchone() == (ON_DUTY,)


def test_a_place_that_is_refused_is_refused_for_duty_too() -> None:
    actor = {"reference": {"reference": f"Organization/{HERE}"}}
    rule = {"resourceType": "Consent", "status": "active", "scope": {"coding": [{"code": "patient-privacy"}]},
            "provision": {"provision": [{"type": "deny", "actor": [actor]}]}}  # fmt: skip

    assert {one.place for one in consent.refusals(rule)} == {HERE, ON_DUTY}

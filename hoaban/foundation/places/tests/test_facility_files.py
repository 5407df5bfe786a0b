"""What belongs to a facility: bodies above it, services, permits, people, contact; each with its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import outbox
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotAllowed, NotFound

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 27)
KEEPER = Actor(
    "account:nvduoc", ActorKind.PERSON, "Nghiệp vụ Dược", frozenset({Grant("places.manage", Scope("all"))})
)
CENTRE, STATION, PHARMACY = "12982", "12983", "12971"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _facilities() -> None:
    for code, kind in ((CENTRE, "health_centre"), (STATION, "commune_station"), (PHARMACY, "pharmacy")):
        facility = places.Facility(code, f"Cơ sở {code}", kind, Period(date(2020, 1, 1)))
        places.register_facility(actor=KEEPER, facility=facility, now=NOW)


def relate(kind: str, start: date, code: str = "", name: str = "") -> None:
    relation = places.Relation(kind, Period(start), code, name)
    places.relate(actor=KEEPER, facility_code=STATION, relation=relation, now=NOW)


def test_who_manages_guides_and_pays_are_three_things_each_with_its_days() -> None:
    relate("managing", date(2020, 1, 1), CENTRE)
    relate("professional", date(2020, 1, 1), CENTRE)
    relate("managing", date(2026, 1, 1), name="UBND xã Dào San")
    found = places.facility_file(STATION).relations
    told = {(one.kind, one.other_code or one.other_name, one.period.start, one.period.end) for one in found}
    assert told == {
        ("managing", CENTRE, date(2020, 1, 1), date(2025, 12, 31)),
        ("managing", "UBND xã Dào San", date(2026, 1, 1), None),
        ("professional", CENTRE, date(2020, 1, 1), None),
    }
    with pytest.raises(places.LaterPeriodKnown):
        relate("managing", date(2025, 1, 1), CENTRE)


@pytest.mark.parametrize(
    ("kind", "code", "name"),
    [
        ("father", CENTRE, ""),
        ("owner", "", ""),
        ("owner", CENTRE, "UBND"),
        ("owner", "12000", ""),
        ("owner", STATION, ""),
    ],
)
def test_a_relation_names_one_body_that_is_known(kind: str, code: str, name: str) -> None:
    with pytest.raises(places.PlaceNotValid):
        relate(kind, date(2020, 1, 1), code, name)


def test_a_service_is_offered_from_a_day_to_a_day() -> None:
    offered = places.Offered("delivery", Period(date(2021, 1, 1)))
    for _twice in range(2):
        places.offer_service(actor=KEEPER, facility_code=STATION, offered=offered, now=NOW)
    places.end_service(
        actor=KEEPER, facility_code=STATION, service="delivery", last=date(2025, 6, 30), now=NOW
    )

    def offering(on: date) -> list[str]:
        wanted = places.WantedFacilities(on, service="delivery")
        return [one.code for one in places.list_facilities(wanted=wanted).facilities]

    assert (offering(date(2025, 6, 30)), offering(date(2025, 7, 1))) == ([STATION], [])
    with pytest.raises(places.PlaceNotValid):
        places.offer_service(
            actor=KEEPER, facility_code=STATION, offered=replace(offered, service="magic"), now=NOW
        )


def test_permits_come_up_before_they_end_and_a_pharmacy_needs_a_pharmacist() -> None:
    gpp = places.Permit("gpp", "12/GPP-LCH", date(2024, 1, 10), valid_until=date(2027, 1, 9))
    business = places.Permit("business", "07/ĐKKDD-LCH", date(2024, 1, 10))
    for one in (gpp, business):
        places.record_permit(actor=KEEPER, facility_code=PHARMACY, permit=one, now=NOW)
    found = places.list_to_renew(TODAY, family="drug")
    assert [(one.facility.code, one.permit, one.days) for one in found] == [(PHARMACY, gpp, 43)]
    assert [place for place, _vi, _en in found[0].lacking] == ["pharmacy"]
    person = places.Responsible("pharmacy", "Cà Thị Nhung", Period(date(2024, 1, 10)), "000321/LCH-CCHND")
    places.name_responsible(actor=KEEPER, facility_code=PHARMACY, person=person, now=NOW)
    renewed = replace(gpp, number="99/GPP-LCH", issued_on=date(2026, 11, 1), valid_until=date(2029, 10, 31))
    places.record_permit(actor=KEEPER, facility_code=PHARMACY, permit=renewed, now=NOW)
    assert places.list_to_renew(TODAY, family="drug") == []
    business_id = next(one.id for one in places.facility_file(PHARMACY).permits if one.kind == "business")
    places.revoke_permit(actor=KEEPER, permit=business_id, on=TODAY, reason="Vi phạm", now=NOW)
    assert [place for place, _vi, _en in places.list_to_renew(TODAY, family="drug")[0].lacking] == [
        "business"
    ]


def test_departments_open_and_close_under_their_code() -> None:
    surgery = places.Department("K19", "Khoa Ngoại", Period(date(2020, 1, 1)))
    places.open_department(actor=KEEPER, facility_code=CENTRE, department=surgery, now=NOW)
    renamed = replace(surgery, name="Khoa Ngoại tổng hợp", period=Period(date(2026, 1, 1)))
    places.open_department(actor=KEEPER, facility_code=CENTRE, department=renamed, now=NOW)
    places.close_department(actor=KEEPER, facility_code=CENTRE, code="K19", last=TODAY, now=NOW)
    assert [(one.name, one.period.end) for one in places.facility_file(CENTRE).departments] == [
        ("Khoa Ngoại tổng hợp", TODAY),
        ("Khoa Ngoại", date(2025, 12, 31)),
    ]


DETAIL = places.Detail(
    STATION, practice_code="1234567890123", address="bản Hoa Ban 1", phone="0213 000 000", lat=22.55, lon=103.15,
    hours=((1, 450, 690), (1, 810, 1020)),
)  # fmt: skip


def test_contact_and_point_are_set_by_the_first_of_two_who_write_at_once() -> None:
    stored = places.set_detail(actor=KEEPER, detail=DETAIL, now=NOW)
    assert stored == replace(DETAIL, revision=2)
    assert places.set_detail(actor=KEEPER, detail=stored, now=NOW) == stored
    with pytest.raises(places.PlaceChanged):
        places.set_detail(actor=KEEPER, detail=replace(DETAIL, phone="0213 111 111"), now=NOW)
    with pytest.raises(places.PracticeCodeTaken):
        places.set_detail(actor=KEEPER, detail=replace(DETAIL, facility_code=CENTRE), now=NOW)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("lat", None), ("lat", 52.5), ("email", "x"), ("website", "javascript:alert(1)"), ("hours", ((8, 1, 2),)),
        ("hours", ((1, 600, 500),)), ("phone", "<b>"),
    ],
)  # fmt: skip
def test_details_that_cannot_be_are_refused_with_their_place(place: str, value: Any) -> None:
    with pytest.raises(places.PlaceNotValid) as refusal:
        places.set_detail(actor=KEEPER, detail=replace(DETAIL, **{place: value}), now=NOW)
    assert refusal.value.place == place


def test_what_is_unknown_is_not_found_and_who_may_not_changes_nothing() -> None:
    reader = Actor("account:doc", ActorKind.PERSON, "Đọc", frozenset({Grant("places.read", Scope("all"))}))
    before = outbox.Announcement.objects.count()
    with pytest.raises(NotAllowed):
        places.set_detail(actor=reader, detail=DETAIL, now=NOW)
    assert outbox.Announcement.objects.count() == before
    refused = audit.list_entries(sought=audit.TrailFilter(outcome="refused"))
    assert [one.act for one in refused] == ["places.set-detail"]
    with pytest.raises(places.NoSuchFacility):
        places.set_detail(actor=KEEPER, detail=replace(DETAIL, facility_code="12000"), now=NOW)
    with pytest.raises(NotFound):
        places.facility_file("12000")

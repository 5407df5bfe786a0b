"""The register of facilities."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import api as places
from hoaban.kernel import outbox
from hoaban.kernel.actor import Actor, ActorKind, system_actor
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotAllowed

NOW = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)
KEEPER = system_actor("register-test", "system.manage")
HOSPITAL = places.Facility(
    code="12981",
    name="Bệnh viện Đa khoa tỉnh Lai Châu",
    kind="hospital",
    period=Period(date(2025, 1, 1)),
    level="basic",
    points=Decimal("65.5"),
    former_line="provincial",
    commune_code="",
    owner="state",
    beds=500,
    aliases=(places.Alias("Bệnh viện tỉnh", Period(None, date(2004, 5, 11))),),
    demo=True,
)

pytestmark = pytest.mark.django_db


def test_a_registered_facility_is_read_back_as_it_was_given() -> None:
    assert places.register_facility(actor=KEEPER, facility=HOSPITAL, now=NOW) == HOSPITAL
    assert places.facility("12981") == HOSPITAL
    assert places.facilities(date(2026, 1, 1), kind="hospital") == [HOSPITAL]
    assert HOSPITAL.formerly_provincial


def trail() -> list[str]:
    return [
        entry.outcome
        for entry in audit.list_entries(sought=audit.TrailFilter(act="places.register-facility"))
    ]


def test_registering_is_in_the_trail_and_saying_the_same_twice_changes_nothing() -> None:
    places.register_facility(actor=KEEPER, facility=HOSPITAL, now=NOW)
    announced = outbox.Announcement.objects.count()
    assert trail() == ["allowed"]
    places.register_facility(actor=KEEPER, facility=HOSPITAL, now=NOW)
    assert trail() == ["allowed"]
    assert outbox.Announcement.objects.count() == announced


def test_a_change_of_level_leaves_the_past_as_it_was() -> None:
    places.register_facility(actor=KEEPER, facility=HOSPITAL, now=NOW)
    raised = replace(HOSPITAL, level="specialised", period=Period(date(2026, 9, 1)))
    places.register_facility(actor=KEEPER, facility=raised, now=NOW)

    before, after = places.facility("12981", date(2026, 8, 31)), places.facility("12981", date(2026, 9, 1))
    assert before is not None
    assert after is not None
    assert (before.level, before.period.end) == ("basic", date(2026, 8, 31))
    assert after.level == "specialised"
    assert places.facility("12981", date(2024, 1, 1)) is None
    with pytest.raises(places.FacilityPeriodTaken):
        places.register_facility(actor=KEEPER, facility=replace(HOSPITAL, beds=1), now=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "1298"),
        ("code", "AB981"),
        ("name", " "),
        ("kind", "circus"),
        ("level", "top"),
        ("former_line", "moon"),
        ("commune_code", "99999"),
        ("parent_code", "12981"),
        ("points", Decimal(101)),
        ("beds", 10**12),
        ("points", Decimal("68.125")),
        ("end", Period(date(2026, 1, 2), date(2026, 1, 1))),
    ],
)
def test_details_that_cannot_be_are_refused_with_the_place(field: str, value: object) -> None:
    with pytest.raises(places.FacilityNotValid) as refusal:
        places.register_facility(
            actor=KEEPER,
            facility=replace(HOSPITAL, **{"period" if field == "end" else field: value}),
            now=NOW,
        )
    assert refusal.value.place == field


def test_someone_without_the_right_changes_nothing_and_the_attempt_is_in_the_trail() -> None:
    clerk = Actor(id="account:clerk", kind=ActorKind.PERSON, label="clerk")
    with pytest.raises(NotAllowed):
        places.register_facility(actor=clerk, facility=HOSPITAL, now=NOW)
    assert places.facility("12981") is None
    assert trail() == ["refused"]


def test_the_name_of_a_day_is_the_name_that_papers_of_that_day_show() -> None:
    assert HOSPITAL.name_on(date(2003, 1, 1)) == "Bệnh viện tỉnh"
    assert HOSPITAL.name_on(date(2026, 1, 1)) == "Bệnh viện Đa khoa tỉnh Lai Châu"
    places.register_facility(actor=KEEPER, facility=HOSPITAL, now=NOW)
    assert places.facility_names(date(2026, 1, 1)) == {"12981": "Bệnh viện Đa khoa tỉnh Lai Châu"}

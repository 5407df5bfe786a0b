"""The register of practitioners."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hoaban.foundation.workforce import api as workforce
from hoaban.kernel.actor import Actor, ActorKind, system_actor
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotAllowed

NOW = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 11)
KEEPER = system_actor("register-test", "system.manage")
HUONG = workforce.Practitioner(
    "12982", "000982/LCH-GPHN", "Lò Thị Hương", "Bác sĩ", Period(date(2024, 1, 1)), demo=True
)

pytestmark = pytest.mark.django_db


def register(practitioner: workforce.Practitioner) -> workforce.Practitioner:
    return workforce.register_practitioner(actor=KEEPER, practitioner=practitioner, now=NOW)


def test_a_number_gives_a_name_at_the_own_facility_first() -> None:
    elsewhere = replace(HUONG, facility_code="12981", name="Trần Đăng Quân")
    assert register(HUONG) == HUONG
    register(elsewhere)
    assert workforce.find_practitioner(HUONG.number, TODAY, facility_code="12982") == HUONG
    assert workforce.find_practitioner(HUONG.number, TODAY, facility_code="12999") == elsewhere
    assert workforce.find_practitioner(HUONG.number, date(2023, 12, 31)) is None
    assert workforce.practitioner_names("12982", [HUONG.number, "?"]) == {HUONG.number: "Lò Thị Hương"}


def test_a_new_post_ends_the_one_before_and_the_past_stays() -> None:
    register(HUONG)
    head = replace(HUONG, post="Trưởng khoa", period=Period(date(2026, 3, 1)))
    register(head)
    register(head)
    assert [one.post for one in workforce.list_practitioners("12982", TODAY)] == ["Trưởng khoa"]
    assert [one.post for one in workforce.list_practitioners("12982", date(2026, 2, 28))] == ["Bác sĩ"]
    with pytest.raises(workforce.PractitionerPeriodTaken):
        register(replace(HUONG, name="Người khác"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("facility_code", "1"), ("number", ""), ("name", " "), ("post", ""), ("period", Period())],
)
def test_details_that_cannot_be_are_refused_with_the_place(field: str, value: object) -> None:
    with pytest.raises(workforce.PractitionerNotValid) as refusal:
        register(replace(HUONG, **{field: value}))
    assert refusal.value.place == field


def test_someone_without_the_right_registers_nobody() -> None:
    clerk = Actor(id="account:clerk", kind=ActorKind.PERSON, label="clerk")
    with pytest.raises(NotAllowed):
        workforce.register_practitioner(actor=clerk, practitioner=HUONG, now=NOW)

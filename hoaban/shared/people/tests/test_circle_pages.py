"""Households and own doctors in a browser without a screen: what is done, what is told in both languages, who is let in."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client

from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.shared.people import queries, services
from hoaban.shared.people.models import HouseholdMember, Registration, Relation
from hoaban.shared.people.tests.test_pages import SignIn, sign_in, text_of  # noqa: F401
from hoaban.shared.people.tests.village import (
    DOCTOR,
    KHONG_LAO,
    LONG_AGO,
    Family,
    nurse,
    open_stations,
    settle,
    today,
)
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> Family:
    open_stations()
    return settle()


@pytest.fixture
def station(sign_in: SignIn) -> Client:  # noqa: F811
    return sign_in("station_nurse", Scope("commune", cast.DAO_SAN))


@pytest.fixture
def household(family: Family) -> UUID:
    return services.found_household(
        actor=nurse(),
        head=family.father,
        commune_code=cast.DAO_SAN,
        address="",
        since=LONG_AGO,
        now=clock.now(),
    )


def send(browser: Client, page: str, status: int = 302, /, **typed: str) -> str:
    answer = browser.post(page, typed)
    assert answer.status_code == status, answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def day(days: int = 0) -> str:
    return today(days).isoformat()


def test_a_family_is_told_from_one_page(station: Client, family: Family) -> None:
    page = f"/people/{family.father}/family/"
    assert "Chưa ghi hộ nào." in text_of(station, page)
    send(station, page, act="found", commune=cast.DAO_SAN, address="bản Hoa Ban 2", since=day(-9))
    child = f"/people/{family.child}/family/"
    assert f'value="{family.mother}"' in station.get(f"{child}?q=giang+my").content.decode()
    send(station, child, act="relate", other=str(family.mother), kind="mother")
    send(station, child, act="station", facility=cast.DAO_SAN_STATION, since=day())
    send(station, child, act="doctor", at=cast.DAO_SAN_STATION, doctor=DOCTOR, since=day())

    told = text_of(station, child)
    assert "Giàng Thị Mỷ" in told
    assert "Tẩn Chỉn Lù" in told
    assert queries.household_of(family.father) is not None
    assert (Relation.objects.count(), Registration.objects.count()) == (1, 2)


def test_somebody_moves_by_way_of_the_list(station: Client, family: Family, household: UUID) -> None:
    listed = station.get(f"/people/households/?mover={family.mother}&commune={cast.DAO_SAN}").content.decode()
    assert f"/people/households/{household}/?mover={family.mother}" in listed
    page = f"/people/households/{household}/"
    assert "Giàng Thị Mỷ" in text_of(station, f"{page}?mover={family.mother}")
    text_of(station, f"{page}?q=x", 400)
    send(station, page, act="join", person=str(family.mother), relation="spouse", since=day())

    assert "Vợ, chồng" in text_of(station, page)


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "Hộ đã có chủ hộ."), ("en", "Select a valid choice.")],
)
def test_a_second_head_is_not_offered(
    station: Client, family: Family, household: UUID, language: str, said: str
) -> None:
    send(station, "/language/", language=language, next="/")
    typed = {"act": "join", "person": str(family.mother), "relation": "head", "since": day()}
    told = send(station, f"/people/households/{household}/", 400, **typed)

    assert said in told or "không" in told.casefold()
    assert HouseholdMember.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Đã có thông tin từ ngày này hoặc sau đó."),
        ("en", "Something is recorded from that day or later."),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    station: Client, family: Family, household: UUID, language: str, said: str
) -> None:
    send(station, "/language/", language=language, next="/")
    other = services.found_household(
        actor=nurse(),
        head=family.mother,
        commune_code=cast.DAO_SAN,
        address="",
        since=today(),
        now=clock.now(),
    )
    typed = {"act": "join", "person": str(family.mother), "since": day(-1)}

    assert said in send(station, f"/people/households/{household}/", 400, **typed)
    assert queries.household_of(family.mother) == other


def test_a_mistake_is_taken_back_only_when_it_is_said_to_be_one(
    station: Client, family: Family, household: UUID
) -> None:
    stay = HouseholdMember.objects.get()
    page = f"/people/entries/stay/{stay.pk}/"

    send(station, page, 400, act="mistake")
    assert HouseholdMember.objects.exists()
    send(station, page, act="mistake", sure="on")
    assert not HouseholdMember.objects.exists()
    text_of(station, page, 404)
    text_of(station, f"/people/households/{household}/", 404)


def test_a_stay_ends_and_the_day_is_checked(station: Client, household: UUID) -> None:
    stay = HouseholdMember.objects.get()
    page = f"/people/entries/stay/{stay.pk}/"

    assert "Ngày cuối trước ngày đầu." in send(station, page, 400, act="end", last="1990-01-01")
    send(station, page, act="end", last=day())
    assert "Đã chuyển đi" in text_of(station, f"/people/households/{household}/")


def test_another_station_finds_nothing_and_other_roles_are_refused(
    sign_in: SignIn,  # noqa: F811
    family: Family,
    household: UUID,
) -> None:
    stay = HouseholdMember.objects.get().pk
    addresses = (
        f"/people/households/{household}/", f"/people/{family.father}/family/", f"/people/entries/stay/{stay}/",
    )  # fmt: skip
    stranger = sign_in("station_nurse", Scope("commune", KHONG_LAO))
    doctor = sign_in("doctor", Scope("facility", cast.PROVINCIAL))
    for address in addresses:
        text_of(stranger, address, 404)
        send(stranger, address, 404, act="place", commune=cast.DAO_SAN)
        assert doctor.get(address).status_code == 403
    assert stranger.get(f"/people/households/?commune={cast.DAO_SAN}").status_code == 400
    assert stranger.get(f"/people/households/lacking/?commune={cast.DAO_SAN}").status_code == 400
    assert "Sùng A Chứ" not in text_of(stranger, "/people/households/")


@pytest.mark.parametrize(
    "address",
    [
        "/people/households/?q=x", "/people/households/?start=-1", "/people/households/?mover=nobody",
        "/people/households/lacking/?kind=gold", "/people/households/lacking/?start=99999",
        "/people/households/00000000-0000-0000-0000-000000000001/", "/people/entries/gold/00000000-0000-0000-0000-000000000001/",
        "/people/00000000-0000-0000-0000-000000000001/family/?q=%00",
    ],
)  # fmt: skip
def test_nonsense_is_answered_calmly(station: Client, family: Family, address: str) -> None:
    assert station.get(address).status_code in {200, 400, 404}


def test_a_desk_keeps_whoever_stands_there_and_a_list_is_paged(
    sign_in: SignIn,  # noqa: F811
    family: Family,
) -> None:
    desk = sign_in("reception", Scope("facility", cast.PROVINCIAL))
    send(desk, f"/people/{family.mother}/family/", act="station", facility=cast.PROVINCIAL, since=day())

    page = text_of(desk, f"/people/households/lacking/?kind=station&commune={cast.DAO_SAN}")
    assert "3 trong 4 người cư trú chưa có" in page
    assert "Giàng Thị Mỷ" not in page
    details = desk.get(f"/people/{family.mother}/details/").content.decode()
    assert f'href="/people/{family.mother}/family/"' in details

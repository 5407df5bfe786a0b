"""An officer entrusts one person to a nurse: that record opens and no other; the person is told and may refuse; it ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.models import Account, Assignment
from hoaban.foundation.accounts.tests.people import account, wholly_signed_in
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Scope, system_actor
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed
from hoaban.shared.chart.tests.test_pages import SignIn, text
from hoaban.shared.messaging.models import Message
from hoaban.shared.people import api as people
from hoaban.shared.people.models import Registration
from hoaban.shared.people.tests.test_people import human_of, patient
from hoaban.shared.people.tests.village import open_stations, opens, stored
from hoaban.shared.privacy import services
from tests import cast
from tests.journeys.test_citizens import citizen

pytestmark = pytest.mark.django_db

HERE, NUMBER, PAGE = Scope("facility", cast.PHONG_THO), "099064000103", "/people/entrust/"
PAPER, WHY = "Giấy đồng ý số 12, 20/11/2026", "Chăm sóc tại nhà sau khi ra viện"


def today(days: int = 0) -> date:
    return clock.vietnam_day(clock.now()) + timedelta(days=days)


def given(whose: UUID, **more: Any) -> dict[str, Any]:
    return {
        "act": "give", "number": NUMBER, "person": str(whose), "account": "dd.nha", "role": "nurse",
        "facility": cast.PHONG_THO, "starts_on": today().isoformat(), "ends_on": today(30).isoformat(),
        "basis_kind": "person", "basis": PAPER, "reason": WHY, **more,
    }  # fmt: skip


def entrust(officer: Actor, whose: UUID, username: str = "dd.nha", **more: Any) -> int:
    said = {
        "username": username, "role": "nurse", "facility_code": cast.PHONG_THO, "starts_on": today(),
        "ends_on": today(30), "basis": accounts.Basis("person", PAPER), "reason": WHY,
    }  # fmt: skip
    giving = services.Giving(**{**said, **more})
    return services.entrust(actor=officer, person=whose, giving=giving, now=clock.now())


def entries(act: str) -> list[audit.TrailEntry]:
    return [one for one in audit.list_entries(limit=200) if one.act == act]


@pytest.fixture(autouse=True)
def _places() -> None:
    open_stations()


@pytest.fixture
def carer() -> None:
    account("dd.nha", "pharmacist", HERE)


@pytest.fixture
def officer(carer: None) -> Actor:
    account("qltk.pt", "unit_accounts_officer", HERE)
    return accounts.actor_of("qltk.pt")


@pytest.fixture
def desk(officer: Actor) -> Client:
    """The browser of the officer of the unit."""
    return wholly_signed_in("qltk.pt")


class TestThePage:
    def test_where_roles_are_given_it_is_offered(self, desk: Client) -> None:
        assert f'href="{PAGE}"' in text(desk.get("/assignments/new/"))
        assert f'href="{PAGE}"' in text(desk.get("/"))

    def test_an_exact_search_shows_what_identifies_and_no_number(self, desk: Client, teacher: UUID) -> None:
        page = text(desk.post(PAGE, {"act": "find", "number": NUMBER}))

        assert "Lò Văn Inh · 02/09/1964 · Nam" in page
        assert page.count(NUMBER) == page.count(f'value="{NUMBER}"')
        (found,) = entries("people.find-entrusted")
        assert (list(found.persons), found.purpose) == ([teacher], "HOPERAT")
        assert desk.post(PAGE, {"act": "find", "name": "Inh"}).status_code == 400

    def test_from_giving_to_reading_to_taking_away(self, desk: Client, teacher: UUID) -> None:
        nurse = wholly_signed_in("dd.nha")
        assert nurse.get(f"/people/{teacher}/").status_code == 403  # a pharmacist opens no record

        answer = desk.post(PAGE, given(teacher))
        number = Assignment.objects.get(scope_kind="entrusted").pk
        assert (answer.status_code, answer["Location"]) == (302, f"/assignments/{number}/")
        told = text(desk.get(f"/assignments/{number}/"))
        assert "Lò Văn Inh · 02/09/1964" in told
        assert PAPER in told
        assert "Người bệnh đồng ý bằng văn bản" in told
        assert [list(one.persons) for one in entries("people.entrusted")] == [[teacher]]
        listed = text(desk.get("/assignments/?show=held"))
        assert f"Một người được giao, tại Cơ sở {cast.PHONG_THO}" in listed
        assert "Lò Văn Inh" not in listed
        assert PAPER in desk.get("/assignments/list.csv").content.decode("utf-8-sig")
        assert [list(one.persons) for one in entries("accounts.export-assignments")] == [[teacher]]

        assert "Tăng huyết áp" in text(nurse.get(f"/people/{teacher}/"))
        assert "Lò Văn Inh" in text(nurse.get("/people/", {"q": "Inh"}))
        assert "Người được giao cho bạn" in (mine := text(nurse.get("/people/")))
        assert f'href="/people/{teacher}/"' in mine
        desk.post(
            f"/assignments/{number}/act/", {"act": "end", "last_day": "", "reason": "Người bệnh đã khỏe lại"}
        )
        assert wholly_signed_in("dd.nha").get(f"/people/{teacher}/").status_code == 403
        assert Registration.objects.get(kind="entrusted").until == today()

    def test_the_person_is_told_and_reads_who_and_why(self, desk: Client, teacher: UUID) -> None:
        other = human_of(patient("Sùng A Chứ", "099099000102"))
        desk.post(PAGE, given(teacher))
        wholly_signed_in("dd.nha").get(f"/people/{teacher}/")
        mine = citizen(teacher)

        (message,) = Message.objects.all()
        assert (message.person, message.template, message.facility) == (
            teacher,
            "record-entrusted",
            cast.PHONG_THO,
        )
        access = text(mine.get("/my/access/"))
        assert f"Được giao chăm sóc, tại Cơ sở {cast.PHONG_THO}" in access
        assert "Người này được giao cho ai dưới đây chăm sóc" in access
        assert f"Được giao chăm sóc, tại Cơ sở {cast.PHONG_THO}" in text(mine.get("/my/looks/"))
        assert "Được giao chăm sóc" not in text(citizen(other).get("/my/access/"))

    def test_why_a_page_refuses_tells_what_is_entrusted_and_not_whom(
        self, desk: Client, teacher: UUID
    ) -> None:
        desk.post(PAGE, given(teacher))
        nurse = wholly_signed_in("dd.nha")

        assert "Người được giao cho bạn chăm sóc" in text(nurse.get(f"/people/{UUID(int=5)}/"))
        why = text(nurse.get("/why/?act=record.read:TREAT"))
        assert "Được giao chăm sóc, tại" in why
        assert "Inh" not in why

    @pytest.mark.parametrize(
        "wrong",
        [
            {"ends_on": ""}, {"ends_on": (today() + timedelta(days=181)).isoformat()}, {"basis": ""}, {"basis": "12"},
            {"basis_kind": ""}, {"basis_kind": "nobody"}, {"reason": "ngắn"}, {"role": "accounts_officer"},
            {"role": "station_nurse"}, {"facility": cast.PROVINCIAL}, {"person": str(UUID(int=5))}, {"person": ""},
            {"starts_on": (today() - timedelta(days=1)).isoformat()}, {"number": "099060000107"},
        ],
        ids=str,
    )  # fmt: skip
    def test_what_does_not_fit_gives_nothing(
        self, desk: Client, teacher: UUID, wrong: dict[str, str]
    ) -> None:
        human_of(patient("Thào A Dơ", "099060000107"))  # a form about one whom another search finds

        assert desk.post(PAGE, given(teacher, **wrong)).status_code == 400
        assert not Assignment.objects.filter(scope_kind="entrusted").exists()
        assert not Message.objects.exists()

    def test_only_who_gives_roles_is_let_in(self, sign_in: SignIn, teacher: UUID) -> None:
        for role in ("nurse", "doctor", "reception"):
            browser = sign_in(role, HERE)
            assert browser.post(PAGE, given(teacher)).status_code == 403
            assert PAGE not in text(browser.get("/"))


class TestWhatItOpens:
    def test_one_person_to_one_account(self, officer: Actor, teacher: UUID) -> None:
        other = human_of(patient("Sùng A Chứ", "099099000102"))
        account("dd.khac", "nurse", HERE)
        entrust(officer, teacher)

        nurse = accounts.actor_of("dd.nha")
        assert opens(nurse, teacher)
        assert not opens(nurse, other)
        assert not opens(accounts.actor_of("dd.khac"), teacher)
        assert {one.act for one in nurse.grants if one.scope.kind == "entrusted"} == {
            "people.find", "record.read:TREAT",
        }  # fmt: skip
        assert not nurse.scopes("record.break_glass")

    def test_it_holds_from_its_first_day_on(self, officer: Actor, teacher: UUID) -> None:
        entrust(officer, teacher, starts_on=today(2))
        later = clock.now() + timedelta(days=2)

        assert not accounts.actor_of("dd.nha").scopes("record.read:TREAT")
        assert accounts.actor_of("dd.nha", now=later).scopes("record.read:TREAT")
        early = cast.staff("x", ("record.read:TREAT", accounts.Entrusted(cast.PHONG_THO, teacher).scope))
        assert not opens(early, teacher)  # the fact has its days as well

    @pytest.mark.parametrize("facility", ["", cast.PHONG_THO])
    def test_whoever_refuses_everybody_or_the_facility_is_not_opened(
        self, officer: Actor, teacher: UUID, facility: str
    ) -> None:
        entrust(officer, teacher)
        said = {"purpose": "care-elsewhere", "answer": "refused", "facility": facility}
        assert opens(accounts.actor_of("dd.nha"), teacher)
        assert citizen(teacher).post("/my/consents/", said).status_code == 302

        assert not opens(accounts.actor_of("dd.nha"), teacher)

    def test_no_turn_of_the_rota_and_no_own_doctor_come_with_it(self, officer: Actor, teacher: UUID) -> None:
        entrust(officer, teacher, role="doctor")

        assert {one.kind for one in accounts.actor_of("dd.nha").scopes("record.read:TREAT")} == {"entrusted"}

    def test_it_goes_along_with_the_person_and_back(self, officer: Actor, teacher: UUID) -> None:
        steward, now = cast.staff("steward", ("people.steward", cast.ALL)), clock.now()
        other = human_of(patient("Lò Văn Inh", "099064000999", birthDate="1964-09-02"))
        entrust(officer, teacher)
        nurse = accounts.actor_of("dd.nha")

        decision = people.join(
            actor=steward, one=other, other=teacher, reason="Cùng một người, đã gặp", now=now
        )
        assert opens(nurse, other)
        people.undo(actor=steward, decision_id=decision, reason="Nhầm: hai người khác nhau", now=now)
        assert opens(nurse, teacher)
        assert not opens(nurse, other)

    def test_a_review_that_takes_it_away_ends_the_fact_too(self, officer: Actor, teacher: UUID) -> None:
        number = entrust(officer, teacher, starts_on=today(3))
        row = Registration.objects.get(kind="entrusted")
        assert stored("CareTeam", row.pk)["identifier"][0]["value"] == f"{cast.PHONG_THO}/{teacher}"

        accounts.end_assignment(
            actor=officer, assignment=number, last_day=today(-1), now=clock.now(), reason=WHY
        )

        assert not Registration.objects.filter(kind="entrusted").exists()

    def test_the_households_page_shows_it_and_does_not_change_it(self, officer: Actor, teacher: UUID) -> None:
        keeper = cast.staff("dk", ("people.households", cast.ALL))
        entrust(officer, teacher)
        row = Registration.objects.get(kind="entrusted")

        from hoaban.shared.people import queries
        from hoaban.shared.people import services as register

        (shown,) = queries.see_circle(actor=keeper, person=teacher, now=clock.now()).registrations
        assert (shown.kind, shown.until) == ("entrusted", today(30))
        with pytest.raises(register.NoSuchEntry):
            register.take_back_registration(actor=keeper, registration=row.pk, now=clock.now())


class TestWhoMayGive:
    @pytest.mark.django_db(transaction=True)
    def test_nobody_entrusts_anybody_to_themself(self, officer: Actor, teacher: UUID) -> None:
        with pytest.raises(NotAllowed):
            entrust(officer, teacher, "qltk.pt")
        assert "refused" in {one.outcome for one in entries("accounts.assign")}

    def test_an_officer_of_another_unit_neither_gives_nor_sees_it(
        self, officer: Actor, teacher: UUID
    ) -> None:
        account("qltk.tinh", "unit_accounts_officer", Scope("facility", cast.PROVINCIAL))
        elsewhere = accounts.actor_of("qltk.tinh")
        number = entrust(officer, teacher)

        with pytest.raises(NotAllowed):
            entrust(elsewhere, teacher)
        assert wholly_signed_in("qltk.tinh").get(f"/assignments/{number}/").status_code == 404
        assert not entries("people.entrusted")

    def test_somebody_who_is_in_no_register_is_entrusted_to_nobody(self, officer: Actor) -> None:
        with pytest.raises(Conflict):
            entrust(officer, UUID(int=5))
        assert not Assignment.objects.filter(scope_kind="entrusted").exists()

    def test_a_role_alone_cannot_be_given_for_a_person(self, officer: Actor, teacher: UUID) -> None:
        scope = accounts.Entrusted(cast.PHONG_THO, teacher).scope

        with pytest.raises(Invalid):
            accounts.assign(
                actor=officer, username="dd.nha", role="nurse", scope=scope, now=clock.now(),
                period=(today(), today(5)), reason=WHY,
            )  # fmt: skip

    def test_an_account_has_so_many_people_and_no_more(
        self, officer: Actor, teacher: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from dataclasses import replace

        from hoaban.foundation.accounts.rules.measures import measures
        from hoaban.foundation.accounts.services import assigning

        few = replace(measures(today()), entrusted_people=1)
        monkeypatch.setattr(assigning, "measures", lambda _: few)
        entrust(officer, teacher)

        with pytest.raises(assigning.TooManyEntrusted):
            entrust(officer, human_of(patient("Sùng A Chứ", "099099000102")))


def test_who_has_left_the_facility_has_nobody_entrusted_there(officer: Actor, teacher: UUID) -> None:
    number = entrust(officer, teacher)
    Account.objects.filter(username="dd.nha").update(staff_number="DD-7")
    program = system_actor("shut-leavers", "accounts.manage")
    left = {"DD-7": {HERE: today()}}

    assert accounts.end_roles_left(actor=program, left=left, now=clock.now()) == 2
    assert Assignment.objects.get(pk=number).ends_on == today()
    assert Registration.objects.get(kind="entrusted").until == today()
    (ended,) = [one for one in entries("accounts.end-assignment") if one.persons]
    assert list(ended.persons) == [teacher]

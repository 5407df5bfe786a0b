"""A role for one person, bent: for oneself, for another unit, for whom no search found, for more than the form is about."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.models import Assignment
from hoaban.foundation.accounts.tests.people import account
from hoaban.kernel import clock
from hoaban.shared.people.models import Human
from hoaban.shared.people.tests.test_people import human_of, patient
from tests import cast
from tests.attacks import world
from tests.attacks.test_mass_assignment import WISHES
from tests.attacks.world import NOWHERE, OURS, THEIRS, World, browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N", 7.0),
]
PAGE, NUMBER = "/people/entrust/", "099064000103"


@pytest.fixture
def things(tmp_path: Path) -> World:
    account("dd.nha", "pharmacist", THEIRS)
    return world.build(tmp_path)


@pytest.fixture
def officer() -> Client:
    """Of another unit than the one where the person was."""
    return browser("unit_accounts_officer", THEIRS, "qltk.pt")


def form(person: UUID | str, **more: Any) -> dict[str, Any]:
    today = clock.vietnam_day(clock.now())
    return {
        "act": "give", "number": NUMBER, "person": str(person), "account": "dd.nha", "role": "nurse",
        "facility": cast.PHONG_THO, "starts_on": today, "ends_on": today + timedelta(days=9), "basis_kind": "person",
        "basis": "Giấy đồng ý số 12", "reason": "Chăm sóc tại nhà", **more,
    }  # fmt: skip


def _said(answer: Any, person: str) -> str:
    """What the page says, without the id that was sent and the form's own key."""
    text: str = answer.content.decode().split("<main")[1].split("</main>")[0].replace(person, "")
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)


def given() -> list[tuple[str, str, str]]:
    rows = Assignment.objects.filter(scope_kind="entrusted")
    return list(rows.values_list("account__username", "role", "scope_code"))


def test_an_officer_gives_nobody_to_themself(things: World, officer: Client) -> None:
    assert officer.post(PAGE, form(things.person, account="qltk.pt")).status_code == 403
    assert given() == []


@pytest.mark.parametrize("facility", [cast.PROVINCIAL, "", "12982/", "all", "12982,12981"])
def test_an_officer_gives_for_no_other_unit(things: World, officer: Client, facility: str) -> None:
    assert officer.post(PAGE, form(things.person, facility=facility)).status_code == 400
    assert given() == []


def test_ids_of_people_cannot_be_guessed_and_tell_nothing(things: World, officer: Client) -> None:
    other = human_of(patient("Sùng A Chứ", "099099000102"))
    answers = {str(one): officer.post(PAGE, form(one)) for one in (other, NOWHERE, "x", f"{things.person}/")}

    assert {one.status_code for one in answers.values()} == {400}
    assert _said(answers[str(other)], str(other)) == _said(answers[NOWHERE], NOWHERE)
    assert all("Sùng A Chứ" not in one.content.decode() for one in answers.values())
    assert given() == []


def test_a_number_is_not_searched_by_parts(things: World, officer: Client) -> None:
    for number in ("0990640", "%", "0990640001__", "09906400010%"):
        answer = officer.post(PAGE, {"act": "find", "number": number})
        assert "Lò Văn Inh" not in answer.content.decode(), number


def test_what_the_form_is_not_about_changes_nothing(things: World, officer: Client) -> None:
    bent = {**WISHES, "rights": "label.hiv", "scope_code": "all", "is_waiting": "", **form(things.person)}
    assert officer.post(PAGE, bent).status_code == 302

    assert given() == [("dd.nha", "nurse", f"{cast.PHONG_THO}/{things.person}")]
    held = accounts.actor_of("dd.nha")
    assert {one.kind for one in held.scopes("record.read:TREAT")} == {"entrusted"}
    assert not held.scopes("label.hiv")


def test_the_form_of_roles_at_places_gives_none_for_a_person(things: World, officer: Client) -> None:
    scope = f"entrusted:{cast.PHONG_THO}/{things.person}"
    sent = {
        "account": "dd.nha",
        "role": "nurse",
        "scope": scope,
        "starts_on": "2030-01-01",
        "reason": "Chăm sóc tại nhà",
    }

    assert officer.post("/assignments/new/", sent).status_code == 400
    assert given() == []


def test_the_officer_of_the_persons_own_place_neither_sees_nor_ends_it(
    things: World, officer: Client
) -> None:
    officer.post(PAGE, form(things.person))
    number = Assignment.objects.get(scope_kind="entrusted").pk
    stranger = browser("unit_accounts_officer", OURS, "qltk.tinh")

    assert stranger.get(f"/assignments/{number}/").status_code == 404
    end = {"act": "end", "last_day": "", "reason": "Không cần nữa đâu"}
    assert stranger.post(f"/assignments/{number}/act/", end).status_code == 404
    assert (
        Human.objects.get(name="Lò Văn Inh").name
        not in stranger.get("/assignments/?show=held").content.decode()
    )
    assert Assignment.objects.get(pk=number).ended_at is None

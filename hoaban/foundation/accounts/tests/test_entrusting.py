"""A role for one person: what its scope says, how long it may last, on what it rests."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries.accounts import by_name
from hoaban.foundation.accounts.queries.assignments import at_place
from hoaban.foundation.accounts.queries.duties import Duty, grants_on_duty
from hoaban.foundation.accounts.rules.entrusting import (
    BASES,
    Basis,
    Entrusted,
    check_entrusting,
    entrusted_of,
)
from hoaban.foundation.accounts.rules.giving import may_give, may_see
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.roles import UnsuitableAssignment, check_assignment, grants_of
from hoaban.foundation.accounts.tests import officers
from hoaban.foundation.accounts.tests.officers import TODAY, WHY
from hoaban.foundation.accounts.tests.people import HEALTH_CENTRE, HOSPITAL, NOW, account
from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.kernel.errors import Invalid

ONE = Entrusted("12981", UUID(int=0xD0))
PAPER = Basis("person", "Giấy đồng ý số 12")
LONGEST = measures(TODAY).entrusted_days
_CODES = st.from_regex(r"[0-9]{5}", fullmatch=True)


@given(_CODES, st.uuids())
def test_a_scope_says_whose_care_and_for_which_facility(code: str, person: UUID) -> None:
    entrusted = Entrusted(code, person)

    assert entrusted_of(entrusted.scope) == entrusted
    assert entrusted.scope.around == {entrusted.scope, Scope("facility", code), Scope("all")}
    assert entrusted.scope.facility == code


@given(st.text(max_size=60))
def test_anything_else_names_nobody(code: str) -> None:
    found = entrusted_of(Scope("entrusted", code))

    assert found is None or found.scope.code == code
    assert entrusted_of(Scope("facility", code)) is None


@given(st.integers(-400, 400), st.sampled_from([*BASES, "", "nobody"]), st.text(max_size=250))
def test_it_ends_in_time_and_rests_on_a_paper(days: int, kind: str, paper: str) -> None:
    written = " ".join(paper.split())
    fits = days <= LONGEST and kind in BASES and 5 <= len(written) <= 200
    try:
        kept = check_entrusting(ONE.scope, TODAY, TODAY + timedelta(days=days), Basis(kind, paper))
    except Invalid:
        assert not fits
    else:
        assert fits
        assert kept == Basis(kind, written)


@pytest.mark.parametrize(
    ("scope", "last", "basis", "place"),
    [
        (ONE.scope, None, PAPER, "ends_on"),
        (ONE.scope, TODAY + timedelta(days=LONGEST + 1), PAPER, "ends_on"),
        (ONE.scope, TODAY, None, "basis_kind"),
        (ONE.scope, TODAY, Basis("person", " 12 "), "basis"),
        (Scope("entrusted", "12981"), TODAY, PAPER, "scope"),
    ],
)
def test_what_is_missing_is_told_where_it_is(
    scope: Scope, last: date | None, basis: Basis | None, place: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_entrusting(scope, TODAY, last, basis)

    assert refused.value.place == place


def test_roles_at_places_rest_on_no_paper() -> None:
    assert check_entrusting(HOSPITAL, TODAY, None, None) == Basis("", "")


def test_it_goes_with_no_right_to_sensitive_facts_and_no_other_role() -> None:
    with pytest.raises(UnsuitableAssignment):
        check_assignment("nurse", ONE.scope, ["label.hiv"])
    with pytest.raises(UnsuitableAssignment):
        check_assignment("station_nurse", ONE.scope, [])


def test_neither_own_patients_nor_a_turn_come_with_it() -> None:
    given_ = grants_of("doctor", ONE.scope, ())

    assert by_name(given_, "000001/LCH-GPHN", NOW) == set()
    assert grants_on_duty(given_, [Duty("12981", NOW)]) == set()


def test_an_officer_of_a_unit_gives_and_sees_it_for_the_own_unit() -> None:
    def of(scope: Scope) -> Actor:
        acts = ("accounts.grant", "accounts.read")
        return Actor("x", ActorKind.PERSON, "x", frozenset(Grant(act, scope) for act in acts))

    assert may_give(of(HOSPITAL), "nurse", ONE.scope, [])
    assert may_see(of(HOSPITAL), ONE.scope)
    assert not may_give(of(HEALTH_CENTRE), "nurse", ONE.scope, [])
    assert not may_see(of(HEALTH_CENTRE), ONE.scope)


@pytest.mark.django_db
def test_it_counts_as_the_facilitys_and_the_database_wants_its_end_and_paper() -> None:
    officer = officers.hospital_officer()
    account("dd.nha")
    number = api.assign_for_person(
        actor=officer, username="dd.nha", role="nurse", entrusted=ONE, period=(TODAY, TODAY), basis=PAPER,
        reason=WHY, now=NOW,
    )  # fmt: skip
    row = models.Assignment.objects.filter(pk=number)

    assert row.filter(at_place(HOSPITAL)).exists()
    assert not row.filter(at_place(HEALTH_CENTRE)).exists()
    for wrong in ({"ends_on": None}, {"basis": ""}, {"basis_kind": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)

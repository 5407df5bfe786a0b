"""A unit's list: what its dry run shows, and that it is stored as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from hoaban.connect import sheets
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries import comparing
from hoaban.foundation.workforce.rules import unit_list
from hoaban.foundation.workforce.services import listing
from hoaban.foundation.workforce.tests import staff
from hoaban.foundation.workforce.tests.staff import NOW, OTHER, STATION, TODAY
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db
LINE: dict[str, sheets.Value] = {
    "name": "Vàng Thị Sua", "birth": "03/08/1992", "sex": "female", "personal_number": "099192000007",
    "profession": "midwife", "post": "Hộ sinh", "start": date(2025, 1, 1), "licence_kind": "gphn",
    "licence_number": "000777/LCH-GPHN", "issued_on": date(2024, 6, 1), "valid_until": date(2029, 5, 31),
    "scopes": ("midwifery",),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _places() -> None:
    staff.open_places()


def book(*lines: Mapping[str, sheets.Value]) -> bytes:
    return sheets.write(unit_list.columns(), lines, name=unit_list.SHEET)


def send(content: bytes, facility: str = STATION, actor: Actor = staff.DEPARTMENT) -> UUID:
    return listing.send_list(
        actor=actor, facility_code=facility, file_name="ds.xlsx", content=content, now=NOW
    )


def dry(draft: UUID, actor: Actor = staff.DEPARTMENT) -> comparing.Difference:
    return comparing.find_draft(actor=actor, draft=draft, on=TODAY).difference


def test_a_new_person_is_shown_then_stored_with_post_and_licence() -> None:
    draft = send(book(LINE))
    found = dry(draft)
    assert [one.kind for one in found.changes] == ["new"]
    assert not models.Member.objects.exists()
    listing.apply_list(actor=staff.DEPARTMENT, draft=draft, shown=found.digest, now=NOW)
    page = workforce.list_staff(actor=staff.DEPARTMENT, wanted=workforce.Wanted(TODAY))
    assert [(one.member.name, one.posts[0].number) for one in page.people] == [
        ("Vàng Thị Sua", "000777/LCH-GPHN")
    ]
    assert page.people[0].licences[0].scopes == frozenset({"midwifery"})
    with pytest.raises(NotFound):
        listing.apply_list(actor=staff.DEPARTMENT, draft=draft, shown=found.digest, now=NOW)


def apply(content: bytes, actor: Actor = staff.DEPARTMENT) -> comparing.Difference:
    draft = send(content, actor=actor)
    return listing.apply_list(actor=actor, draft=draft, shown=dry(draft, actor).digest, now=NOW)


@pytest.mark.parametrize("line", [LINE, {key: LINE[key] for key in ("name", "profession", "post", "start")}])
def test_what_was_exported_and_sent_back_changes_nothing(line: Mapping[str, sheets.Value]) -> None:
    apply(book(line))
    exported = comparing.export(actor=staff.DEPARTMENT, facility_code=STATION, on=TODAY)
    found = dry(send(exported))
    assert [one.kind for one in found.changes] == ["unchanged"]
    assert found.missing == ()


def test_a_changed_cell_is_shown_with_before_and_after_and_an_empty_one_erases_nothing() -> None:
    apply(book(LINE))
    found = dry(
        send(book({**LINE, "birth": None, "phone": "0100 345 678", "valid_until": date(2030, 5, 31)}))
    )
    assert [(one.key, one.before, one.after) for one in found.changes[0].fields] == [
        ("phone", "", "0100 345 678"),
        ("valid_until", "31/05/2029", "31/05/2030"),
    ]
    apply(book({**LINE, "birth": None, "phone": "0100 345 678"}))
    one = workforce.list_staff(actor=staff.DEPARTMENT, wanted=workforce.Wanted(TODAY)).people[0]
    assert (one.member.birth, one.member.phone) == ("1992-08-03", "0100 345 678")


def test_people_are_found_by_number_then_licence_then_name_and_birth() -> None:
    apply(book(LINE))
    by_licence = dry(send(book({**LINE, "personal_number": None, "name": "Vàng Thị Sủa"})))
    by_name = dry(
        send(book({**LINE, "personal_number": None, "licence_number": None, "name": "VANG THI SUA"}))
    )
    other = dry(send(book({**LINE, "personal_number": "099192000008", "licence_number": None})))
    assert [one.changes[0].kind for one in (by_licence, by_name, other)] == ["changed", "changed", "new"]


def test_with_a_fault_nothing_at_all_is_stored_and_every_fault_has_its_cell() -> None:
    bad = {**LINE, "name": "Người khác", "personal_number": "12", "licence_number": "1", "issued_on": None}
    draft = send(book(LINE, bad, {**LINE, "profession": "phù thủy", "name": "X"}))
    found = dry(draft)
    assert [one.place for one in found.faults] == ["NhanLuc!E3", "NhanLuc!R3", "NhanLuc!H4"]
    with pytest.raises(workforce.ListHasFaults):
        listing.apply_list(actor=staff.DEPARTMENT, draft=draft, shown=found.digest, now=NOW)
    assert not models.Member.objects.exists()


@pytest.mark.parametrize("kept", [True, False])
def test_one_person_on_two_lines_of_a_facility_is_a_fault_known_or_new(kept: bool) -> None:
    if kept:
        apply(book(LINE))
    found = dry(send(book(LINE, {**LINE, "post": "Trưởng trạm"})))
    assert [one.place for one in found.faults] == ["NhanLuc!B3"]


def test_somebody_new_without_numbers_is_known_again_on_another_line() -> None:
    bare = {key: LINE[key] for key in ("name", "birth", "profession", "post", "start")}
    found = dry(send(book(bare, {**bare, "name": "VÀNG THỊ SUA"}, {**bare, "birth": "04/08/1992"})))
    assert [one.place for one in found.faults] == ["NhanLuc!B3"]
    assert [one.kind for one in found.changes] == ["new", "new"]


@pytest.mark.parametrize("kept", [True, False])
def test_two_lines_give_one_person_posts_at_two_facilities(kept: bool) -> None:
    if kept:
        apply(book(LINE))
    second = {**LINE, "facility_code": OTHER, "post": "Hộ sinh hỗ trợ", "start": date(2026, 3, 1)}
    found = apply(book(LINE, second))
    assert [one.kind for one in found.changes] == ["unchanged" if kept else "new", "changed"]
    page = workforce.list_staff(actor=staff.DEPARTMENT, wanted=workforce.Wanted(TODAY))
    assert [{each.facility_code for each in one.posts} for one in page.people] == [{STATION, OTHER}]
    assert [one.kind for one in dry(send(book(LINE, second))).changes] == ["unchanged", "unchanged"]


def test_two_lines_of_one_person_agree_on_who_it_is() -> None:
    found = dry(send(book(LINE, {**LINE, "facility_code": OTHER, "birth": "04/08/1992"})))
    assert [one.place for one in found.faults] == ["NhanLuc!C3"]


def test_what_could_not_be_written_is_a_fault_of_the_dry_run() -> None:
    apply(book(LINE))
    staff.register(
        staff.member("Lò Thị Pản", personal_number="099190000001"),
        licence=replace(staff.MIDWIFE, number="000999/LCH-GPHN"),
    )
    foreign = {**LINE, "licence_number": "000999/LCH-GPHN"}
    early = {**LINE, "start": date(2020, 2, 1)}
    assert [one.place for one in dry(send(book(foreign))).faults] == ["NhanLuc!Q2"]
    assert [one.place for one in dry(send(book(early))).faults] == ["NhanLuc!M2"]


def test_who_works_there_and_is_not_on_the_list_is_told_and_kept() -> None:
    stays = staff.register()
    found = apply(book(LINE))
    assert [one.id for one in found.missing] == [stays]
    file = workforce.find_file(stays)
    assert file is not None
    assert file.posts_on(TODAY)


def test_what_changed_since_the_dry_run_is_not_applied_unseen() -> None:
    apply(book(LINE))
    draft = send(book({**LINE, "phone": "0100 345 678"}))
    shown = dry(draft).digest
    one = workforce.list_staff(actor=staff.DEPARTMENT, wanted=workforce.Wanted(TODAY)).people[0].member
    workforce.correct_member(actor=staff.DEPARTMENT, member=replace(one, phone="0900 000 000"), now=NOW)
    with pytest.raises(workforce.ListChanged):
        listing.apply_list(actor=staff.DEPARTMENT, draft=draft, shown=shown, now=NOW)


def test_a_unit_sends_only_its_own_list_and_lines() -> None:
    own = staff.keeper(STATION)
    with pytest.raises(NotAllowed):
        send(book(LINE), facility=OTHER, actor=own)
    draft = send(book({**LINE, "facility_code": OTHER}), actor=own)
    assert [one.place for one in dry(draft, own).faults] == ["NhanLuc!A2"]
    with pytest.raises(NotFound):
        dry(draft, staff.keeper(OTHER))
    with pytest.raises(NotFound):
        comparing.export(actor=own, facility_code=OTHER, on=TODAY)
    assert comparing.list_drafts(actor=staff.keeper(OTHER)) == []
    assert [one.id for one in comparing.list_drafts(actor=own)] == [draft]


def test_somebody_who_comes_from_another_unit_is_taken_over_by_the_number() -> None:
    staff.register(
        staff.member("Vàng Thị Sua", birth="1992-08-03", personal_number="099192000007"),
        staff.post(OTHER),
        None,
    )
    apply(book(LINE), actor=staff.keeper(STATION))
    one = workforce.list_staff(actor=staff.DEPARTMENT, wanted=workforce.Wanted(TODAY)).people[0]
    assert {each.facility_code for each in one.posts} == {STATION, OTHER}


def test_a_list_that_nobody_applies_is_forgotten() -> None:
    draft = send(book(LINE))
    listing.send_list(
        actor=staff.DEPARTMENT,
        facility_code=STATION,
        file_name="x",
        content=book(LINE),
        now=NOW + timedelta(days=8),
    )
    with pytest.raises(NotFound):
        dry(draft)


def test_odd_things_are_told_and_stop_nothing() -> None:
    found = dry(send(book({**LINE, "licence_number": "Số 1", "sex": "male"})))
    assert len(found.changes[0].doubts) == 2
    assert found.faults == ()


def test_one_list_tells_what_a_cell_is_and_what_the_others_of_its_line_mean() -> None:
    wrong = {
        "sex": "Nam?", "profession": "phù thủy", "issued_on": "hôm qua", "birth": "32/13/1990", "personal_number": "12",
        "phone": "x", "facility_code": "99999",
    }  # fmt: skip
    found = dry(send(book({**LINE, **wrong})))
    titles = {one.title_vi: one.key for one in unit_list.columns()}
    assert sorted(titles[one.title] for one in found.faults) == sorted(wrong)
    assert found.changes == ()

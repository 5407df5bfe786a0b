"""A list of facilities: what its dry run shows, and that it is stored as a whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import openpyxl
import pytest

from hoaban.connect import sheets
from hoaban.foundation.places import api as places
from hoaban.foundation.places import models
from hoaban.foundation.places.queries import comparing
from hoaban.foundation.places.rules import facility_columns
from hoaban.foundation.places.tests.test_facility_files import CENTRE, KEEPER, NOW, TODAY
from hoaban.kernel.actor import Actor, ActorKind
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db
LINE: dict[str, sheets.Value] = {
    "code": "12972", "name": "Nhà thuốc Hoa Ban 2", "kind": "pharmacy", "start": date(2024, 1, 1), "owner": "private",
    "commune_code": "", "address": "phường Tân Phong", "phone": "0213 000 000", "lat": Decimal("22.4"),
    "lon": Decimal("103.45"), "managing": "12982", "professional": "Phòng Y tế", "responsible": "Cà Thị Nhung",
    "responsible_licence": "000321/LCH-CCHND", "permit_kind": "business", "permit_number": "07/ĐKKDD",
    "permit_issued_on": date(2024, 1, 1), "good_kind": "gpp", "good_number": "12/GPP", "good_issued_on": date(2024, 1, 1),
    "good_until": date(2027, 1, 1), "services": ("retail",),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _centre() -> None:
    facility = places.Facility(
        CENTRE, "Trung tâm Y tế Phong Thổ", "health_centre", Period(date(2020, 1, 1)), points=Decimal(42)
    )
    places.register_facility(actor=KEEPER, facility=facility, now=NOW)


def book(*lines: Mapping[str, sheets.Value]) -> bytes:
    return sheets.write(facility_columns.columns(), lines, name=facility_columns.SHEET)


def send(content: bytes) -> UUID:
    return places.send_facilities(actor=KEEPER, file_name="cs.xlsx", content=content, now=NOW)


def dry(draft: UUID) -> comparing.Difference:
    return comparing.find_draft(draft=draft, on=TODAY).difference


def apply(content: bytes) -> comparing.Difference:
    draft = send(content)
    return places.apply_facilities(actor=KEEPER, draft=draft, shown=dry(draft).digest, now=NOW)


def test_a_new_pharmacy_is_shown_then_stored_with_all_that_belongs_to_it() -> None:
    draft = send(book(LINE))
    found = dry(draft)
    assert ([one.kind for one in found.changes], found.faults) == (["new"], ())
    assert places.facility("12972") is None
    places.apply_facilities(actor=KEEPER, draft=draft, shown=found.digest, now=NOW)
    file = places.facility_file("12972")
    assert {one.kind for one in file.permits} == {"business", "gpp"}
    assert [(one.role, one.name) for one in file.responsible] == [("pharmacy", "Cà Thị Nhung")]
    assert {(one.kind, one.other_code, one.other_name) for one in file.relations} == {
        ("managing", CENTRE, ""),
        ("professional", "", "Phòng Y tế"),
    }
    assert (file.detail.lat, [one.service for one in file.services]) == (22.4, ["retail"])
    with pytest.raises(NotFound):
        places.apply_facilities(actor=KEEPER, draft=draft, shown=found.digest, now=NOW)


def test_what_was_exported_and_sent_back_changes_nothing() -> None:
    apply(book(LINE))
    found = dry(send(comparing.export(on=TODAY)))
    assert {one.kind for one in found.changes} == {"unchanged"}
    assert found.count("unchanged") == 2


def test_a_changed_cell_is_shown_and_a_later_first_day_begins_a_new_period() -> None:
    line = {"code": CENTRE, "name": "Trung tâm Y tế khu vực Phong Thổ", "kind": "health_centre"}
    same_period = dry(send(book(line)))
    assert [(one.key, one.before, one.after) for one in same_period.changes[0].fields] == [
        ("name", "Trung tâm Y tế Phong Thổ", "Trung tâm Y tế khu vực Phong Thổ")
    ]
    apply(book({**line, "start": date(2026, 7, 1), "points": Decimal(45)}))
    history = places.facility_history(CENTRE)
    assert [(one.name, one.points, one.period.end) for one in history] == [
        ("Trung tâm Y tế khu vực Phong Thổ", Decimal(45), None),
        ("Trung tâm Y tế Phong Thổ", Decimal(42), date(2026, 6, 30)),
    ]


def test_with_a_fault_nothing_is_stored_and_every_fault_has_its_cell() -> None:
    draft = send(
        book(
            LINE,
            {
                **LINE,
                "code": "12973",
                "commune_code": "99999",
                "good_issued_on": None,
                "lat": None,
                "responsible": None,
            },
            {**LINE, "code": "12974", "kind": "rạp xiếc"},
            {**LINE, "code": "12972"},
        )
    )
    found = dry(draft)
    letters = {column.key: place for place, column in enumerate(facility_columns.columns())}
    assert {one.line for one in found.faults} == {3, 4, 5}
    assert "CoSo!C4" in {one.place for one in found.faults}
    assert letters["kind"] == 2
    with pytest.raises(places.FacilityListHasFaults):
        places.apply_facilities(actor=KEEPER, draft=draft, shown=found.digest, now=NOW)
    assert models.Facility.objects.count() == 1


def test_a_line_that_only_the_register_refuses_is_named_and_takes_the_whole_list_back() -> None:
    apply(book(LINE))
    later = places.Relation("managing", Period(date(2030, 1, 1)), other_name="Ủy ban nhân dân xã")
    places.relate(actor=KEEPER, facility_code="12972", relation=later, now=NOW)
    line = {**LINE, "managing": "Phòng khác"}
    draft = send(book({**LINE, "code": "12973", "permit_number": "8", "good_number": "9"}, line))
    found = dry(draft)
    with pytest.raises(places.FacilityListHasFaults) as refusal:
        places.apply_facilities(actor=KEEPER, draft=draft, shown=found.digest, now=NOW)
    assert refusal.value.place == "3"
    assert "Dòng 3" in refusal.value.message_vi
    assert places.facility("12973") is None


def test_one_list_tells_what_a_cell_is_and_what_the_others_of_its_line_mean() -> None:
    """Not the shape first and the meaning after it was mended: a line with a cell that cannot be read is checked on."""
    wrong = {
        "kind": "rạp xiếc", "commune_code": "99999", "good_issued_on": "hôm qua", "points": Decimal("68.125"),
        "beds": Decimal(10**9), "hours": "cả ngày", "departments": ("Khoa Khám bệnh",), "practice_code": "1" * 21,
        "responsible": "x" * 121, "end": date(2023, 1, 1), "email": "thư",
    }  # fmt: skip
    found = dry(send(book({**LINE, **wrong})))
    letters = {
        openpyxl.utils.get_column_letter(n): one.key for n, one in enumerate(facility_columns.columns(), 1)
    }
    assert sorted(letters[one.column] for one in found.faults) == sorted(wrong)
    assert {one.line for one in found.faults} == {2}


def test_hours_departments_owner_and_vaccination_come_in_by_the_list_and_go_out_again() -> None:
    line = {
        "code": CENTRE, "name": "Trung tâm Y tế Phong Thổ", "kind": "health_centre", "owned_by": "Ủy ban nhân dân tỉnh",
        "hours": "2-6: 07:30-11:30, 13:30-17:00; CN: 08:00-11:00", "departments": ("K01: Khoa Khám bệnh", "K27:Khoa Phụ sản"),
        "vaccination_number": "05/CBTC", "vaccination_issued_on": date(2025, 3, 1), "vaccination_scope": "Trẻ em, phụ nữ",
        "practice_code": "1234567890123",
    }  # fmt: skip
    apply(book(line))
    file = places.facility_file(CENTRE)
    assert (len(file.detail.hours), file.detail.practice_code) == (11, "1234567890123")
    assert {(one.code, one.name) for one in file.departments} == {
        ("K01", "Khoa Khám bệnh"),
        ("K27", "Khoa Phụ sản"),
    }
    assert [(one.kind, one.other_name) for one in file.relations] == [("owner", "Ủy ban nhân dân tỉnh")]
    assert [(one.kind, one.number, one.scope) for one in file.permits] == [
        ("vaccination", "05/CBTC", "Trẻ em, phụ nữ")
    ]
    assert dry(send(comparing.export(on=TODAY))).count("unchanged") == 1


def test_a_department_gets_its_new_name_from_today_and_those_left_out_stay() -> None:
    line = {"code": CENTRE, "name": "Trung tâm Y tế Phong Thổ", "kind": "health_centre"}
    apply(book({**line, "departments": ("K01: Khám", "K27: Sản")}))
    later = NOW + timedelta(days=3)
    draft = places.send_facilities(
        actor=KEEPER,
        file_name="x",
        content=book({**line, "departments": ("K01: Khoa Khám bệnh",)}),
        now=later,
    )
    shown = comparing.find_draft(draft=draft, on=TODAY + timedelta(days=3)).difference
    places.apply_facilities(actor=KEEPER, draft=draft, shown=shown.digest, now=later)
    names = [(one.code, one.name, one.period.end is None) for one in places.facility_file(CENTRE).departments]
    assert sorted(names) == [("K01", "Khoa Khám bệnh", True), ("K01", "Khám", False), ("K27", "Sản", True)]


def test_a_body_that_is_changed_in_a_fetched_list_holds_from_today_and_the_past_stays() -> None:
    apply(book(LINE))
    apply(book({**LINE, "managing": "Ủy ban nhân dân phường"}))
    told = [one for one in places.facility_file("12972").relations if one.kind == "managing"]
    assert [(one.other_code or one.other_name, one.period.start) for one in told] == [
        ("Ủy ban nhân dân phường", TODAY),
        (CENTRE, date(2024, 1, 1)),
    ]


def test_a_practice_code_is_one_facilitys_alone() -> None:
    apply(book({**LINE, "practice_code": "1234567890123"}))
    other = {
        **LINE,
        "code": "12973",
        "permit_number": "8",
        "good_number": "9",
        "practice_code": "1234567890123",
    }
    (fault,) = dry(send(book(other))).faults
    assert "cơ sở khác" in fault.message_vi
    twice = {"practice_code": "2234567890123"}
    (fault,) = dry(send(book({**LINE, **twice}, {**other, **twice}))).faults
    assert fault.line == 3


def test_what_changed_since_the_dry_run_is_not_applied_unseen() -> None:
    apply(book(LINE))
    draft = send(book({**LINE, "phone": "0213 222 222"}))
    shown = dry(draft).digest
    detail = places.facility_file("12972").detail
    places.set_detail(actor=KEEPER, detail=replace(detail, phone="0213 333 333"), now=NOW)
    with pytest.raises(places.FacilityListChanged):
        places.apply_facilities(actor=KEEPER, draft=draft, shown=shown, now=NOW)


def test_somebody_without_the_right_sends_nothing() -> None:
    clerk = Actor("account:clerk", ActorKind.PERSON, "clerk")
    with pytest.raises(NotAllowed):
        places.send_facilities(actor=clerk, file_name="x", content=book(LINE), now=NOW)

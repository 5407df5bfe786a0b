"""Staff files through their services: people, posts, licences, hours, and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hoaban.foundation.audit import api as audit
from hoaban.foundation.workforce import api as workforce
from hoaban.foundation.workforce.tests import staff
from hoaban.foundation.workforce.tests.staff import HOSPITAL, MIDWIFE, NOW, OTHER, STATION, TODAY
from hoaban.kernel import outbox
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    staff.open_places()


def file_of(whose: Any) -> workforce.StaffFile:
    file = workforce.find_file(whose)
    assert file is not None
    return file


def test_a_file_holds_person_post_and_licence_and_the_number_finds_the_person() -> None:
    whose = staff.register(there=staff.post(number="000123/LCH-GPHN"))
    file = file_of(whose)
    assert (file.member.name, file.posts[0].facility_code, file.licences) == (
        "Quàng Thị Diên",
        STATION,
        (MIDWIFE,),
    )
    assert workforce.find_member_by_number(facility_code=STATION, number="000123/LCH-GPHN", on=TODAY) == whose
    found = workforce.find_practitioner("000123/LCH-GPHN", TODAY, facility_code=STATION)
    assert found is not None
    assert found.name == "Quàng Thị Diên"


def test_saying_the_same_twice_changes_nothing_and_announces_nothing() -> None:
    one = staff.member()
    there = staff.post()
    staff.register(one, there)
    before = outbox.Announcement.objects.count()
    workforce.register_member(actor=staff.DEPARTMENT, member=one, post=there, now=NOW)
    workforce.record_licence(actor=staff.DEPARTMENT, member=one.id, licence=MIDWIFE, now=NOW)
    assert outbox.Announcement.objects.count() == before


def test_a_new_post_at_the_same_place_ends_the_one_before_and_stays_registered() -> None:
    whose = staff.register()
    head = staff.post(start=date(2026, 6, 1), post="Giám đốc Trạm Y tế", registered_on=None)
    file = workforce.open_post(actor=staff.DEPARTMENT, member=whose, post=head, now=NOW)
    assert [(one.post, one.period.end) for one in file.posts] == [
        ("Giám đốc Trạm Y tế", None),
        ("Hộ sinh", date(2026, 5, 31)),
    ]
    assert file.posts[0].registered_on == date(2024, 1, 1)
    with pytest.raises(workforce.PostPeriodTaken):
        workforce.open_post(
            actor=staff.DEPARTMENT, member=whose, post=staff.post(start=date(2025, 1, 1)), now=NOW
        )


def test_a_new_post_with_a_day_of_registration_of_its_own_ends_the_one_before_as_well() -> None:
    whose = staff.register()
    head = staff.post(start=date(2026, 6, 1), post="Giám đốc Trạm Y tế")
    file = workforce.open_post(actor=staff.DEPARTMENT, member=whose, post=head, now=NOW)
    assert [one.period.end for one in file.posts] == [None, date(2026, 5, 31)]


def test_posts_at_two_facilities_stand_beside_each_other() -> None:
    whose = staff.register()
    file = workforce.open_post(actor=staff.DEPARTMENT, member=whose, post=staff.post(OTHER), now=NOW)
    assert {one.facility_code for one in file.posts_on(TODAY)} == {STATION, OTHER}


def test_what_cannot_be_is_refused_with_its_place() -> None:
    for wrong, place in (
        ({"name": " "}, "name"), ({"profession": "wizard"}, "profession"), ({"birth": "1990-02-31"}, "birth"),
        ({"personal_number": "12"}, "personal_number"), ({"email": "x"}, "email"),
    ):  # fmt: skip
        with pytest.raises(workforce.StaffNotValid) as refusal:
            staff.register(staff.member(**wrong))
        assert refusal.value.place == place
    with pytest.raises(workforce.StaffNotValid) as refusal:
        staff.register(there=staff.post("12999"))
    assert refusal.value.place == "facility_code"


def test_a_personal_number_has_one_file_and_a_licence_one_person() -> None:
    staff.register(staff.member(personal_number="099190000001"))
    with pytest.raises(workforce.NumberTaken):
        staff.register(staff.member("Người khác", personal_number="099190000001"), licence=None)
    other = staff.register(staff.member("Người khác"), licence=None)
    with pytest.raises(workforce.LicenceTaken):
        workforce.record_licence(actor=staff.DEPARTMENT, member=other, licence=MIDWIFE, now=NOW)


def test_the_second_of_two_who_correct_at_once_is_told() -> None:
    whose = staff.register()
    seen = file_of(whose).member
    workforce.correct_member(actor=staff.DEPARTMENT, member=replace(seen, phone="0213 111 222"), now=NOW)
    with pytest.raises(workforce.StaffChanged):
        workforce.correct_member(actor=staff.DEPARTMENT, member=replace(seen, phone="0213 999 999"), now=NOW)
    assert file_of(whose).member.phone == "0213 111 222"


def test_a_unit_keeps_its_own_file_and_no_other() -> None:
    own = staff.keeper(STATION)
    whose = staff.register(actor=own)
    elsewhere = staff.keeper(OTHER)
    with pytest.raises(NotAllowed):
        workforce.record_licence(actor=elsewhere, member=whose, licence=replace(MIDWIFE, number="2"), now=NOW)
    with pytest.raises(NotAllowed):
        workforce.open_post(actor=own, member=whose, post=staff.post(OTHER), now=NOW)
    with pytest.raises(NotFound):
        workforce.open_file(actor=elsewhere, member=whose)
    refused = audit.list_entries(sought=audit.TrailFilter(outcome="refused"))
    assert "workforce.open-post" in {one.act for one in refused}


def test_a_reader_changes_nothing() -> None:
    reader = staff.keeper(STATION, "workforce.read")
    whose = staff.register()
    assert workforce.open_file(actor=reader, member=whose).member.name == "Quàng Thị Diên"
    with pytest.raises(NotAllowed):
        workforce.correct_member(actor=reader, member=file_of(whose).member, now=NOW)


def test_suspension_lifting_and_revocation_change_what_may_be_done() -> None:
    whose = staff.register()
    licence = staff.licence_id(whose)

    def allowed(on: date) -> bool:
        return workforce.may_practise(whose, act="vaccinate", facility=STATION, on=on).allowed

    workforce.suspend_licence(
        actor=staff.DEPARTMENT, licence=licence, first=date(2026, 10, 1), last=None, reason="Vi phạm", now=NOW
    )
    assert not allowed(TODAY)
    with pytest.raises(workforce.StaffNotValid):
        workforce.suspend_licence(
            actor=staff.DEPARTMENT, licence=licence, first=TODAY, last=TODAY, reason="Lần nữa", now=NOW
        )
    workforce.lift_suspension(actor=staff.DEPARTMENT, licence=licence, on=TODAY, now=NOW)
    assert allowed(TODAY)
    assert not allowed(TODAY - timedelta(days=1))
    workforce.revoke_licence(actor=staff.DEPARTMENT, licence=licence, on=TODAY, reason="Thu hồi", now=NOW)
    assert not allowed(TODAY)
    assert (
        workforce.may_practise(whose, act="vaccinate", facility=STATION, on=TODAY).reason.code
        == "licence_revoked"
    )


def test_a_supervisor_has_at_most_five_trainees() -> None:
    supervisor = staff.register()

    def trainee(number: int) -> None:
        there = staff.post(is_trainee=True, supervisor=supervisor)
        staff.register(staff.member(f"Người học {number}"), there, licence=None)

    for number in range(5):
        trainee(number)
    with pytest.raises(workforce.TooManyTrainees):
        trainee(6)


def hours(facility: str, opens: int, closes: int, weekday: int = 1) -> workforce.RegisteredHours:
    return workforce.RegisteredHours(facility, weekday, opens, closes, Period(date(2026, 1, 1)))


def test_registered_hours_of_one_person_never_overlap_in_two_places() -> None:
    whose = staff.register()
    workforce.open_post(actor=staff.DEPARTMENT, member=whose, post=staff.post(OTHER), now=NOW)

    def register(*facts: Any) -> None:
        workforce.register_hours(actor=staff.DEPARTMENT, member=whose, hours=hours(*facts), now=NOW)

    register(STATION, 450, 690)
    with pytest.raises(workforce.HoursOverlap):
        register(OTHER, 600, 720)
    register(OTHER, 690, 720)  # one ends when the other begins
    register(OTHER, 600, 720, 2)  # another day
    register(STATION, 460, 500)  # in one place it is nobody's harm
    with pytest.raises(workforce.StaffNotValid):
        register(HOSPITAL, 100, 200)  # no post there
    assert len(file_of(whose).hours) == 4


def test_nobody_is_on_two_shifts_at_once_wherever() -> None:
    whose = staff.register()
    workforce.open_post(actor=staff.DEPARTMENT, member=whose, post=staff.post(OTHER), now=NOW)
    night = datetime(2026, 11, 28, 19, 0, tzinfo=VIETNAM)

    def plan(facility: str, starts: datetime, length: int) -> None:
        shift = workforce.Shift(whose, facility, starts, starts + timedelta(hours=length))
        workforce.plan_shift(actor=staff.DEPARTMENT, shift=shift, now=NOW)

    plan(STATION, night, 12)
    with pytest.raises(workforce.HoursOverlap):
        plan(OTHER, night + timedelta(hours=11), 4)
    plan(OTHER, night + timedelta(hours=12), 4)
    with pytest.raises(workforce.StaffNotValid):
        plan(STATION, night + timedelta(days=3), 25)


def test_newcomers_and_leavers_are_listed_with_their_clocks_until_reported() -> None:
    came = staff.register(there=staff.post(start=date(2026, 11, 18), registered_on=None))
    went = staff.register(staff.member("Lý Tả Mẩy"), licence=replace(MIDWIFE, number="9"))
    workforce.end_post(
        actor=staff.DEPARTMENT, member=went, facility_code=STATION, last=date(2026, 11, 20), now=NOW
    )
    found = workforce.list_to_report(actor=staff.DEPARTMENT, on=TODAY)
    assert [(one.kind, one.member.id, one.due_on, one.left) for one in found] == [
        ("leaver", went, date(2026, 11, 25), -2),
        ("newcomer", came, date(2026, 11, 30), 1),
    ]
    assert workforce.list_to_report(actor=staff.keeper(OTHER), on=TODAY) == []
    for one in found:
        workforce.mark_reported(actor=staff.DEPARTMENT, post=one.post.id, kind=one.kind, on=TODAY, now=NOW)
    assert workforce.list_to_report(actor=staff.DEPARTMENT, on=TODAY) == []


def test_who_changes_post_at_the_same_place_is_neither_newcomer_nor_leaver() -> None:
    whose = staff.register()
    workforce.open_post(
        actor=staff.DEPARTMENT,
        member=whose,
        post=staff.post(start=TODAY, post="Trưởng trạm", registered_on=None),
        now=NOW,
    )
    assert workforce.list_to_report(actor=staff.DEPARTMENT, on=TODAY) == []


def test_who_has_no_licence_or_one_that_ends_comes_up_before_it_does() -> None:
    soon = staff.register(licence=replace(MIDWIFE, valid_until=date(2027, 1, 15)))
    staff.register(staff.member("Còn lâu"), licence=replace(MIDWIFE, number="8"))
    over = staff.register(
        staff.member("Đã hết"), licence=replace(MIDWIFE, number="7", valid_until=date(2026, 11, 1))
    )
    bare = staff.register(staff.member("Chưa có"), licence=None)
    staff.register(staff.member("Đang học"), staff.post(is_trainee=True), licence=None)
    staff.register(staff.member("Văn thư", "administration"), licence=None)
    found = workforce.list_ending(actor=staff.DEPARTMENT, on=TODAY)
    assert [(one.member.id, one.state and one.state.value, one.days) for one in found] == [
        (bare, None, None),
        (over, "expired", -26),
        (soon, "valid", 49),
    ]


def test_coverage_counts_those_whose_licence_is_valid_and_tells_who_lacks() -> None:
    staff.register()
    staff.register(
        staff.member("Hết hạn"),
        staff.post(OTHER),
        replace(MIDWIFE, number="7", valid_until=date(2026, 11, 1)),
    )
    found = workforce.list_coverage(
        actor=staff.DEPARTMENT, on=TODAY, kind="commune_station", profession="midwife"
    )
    assert [(one.facility.code, one.working, one.licensed, one.lacking) for one in found] == [
        (STATION, 1, 1, 0),
        (OTHER, 1, 0, 1),
    ]
    own = workforce.list_coverage(
        actor=staff.keeper(OTHER), on=TODAY, kind="commune_station", profession="midwife"
    )
    assert [one.facility.code for one in own] == [OTHER]


def test_the_forecast_takes_off_retirements_and_licences_that_end() -> None:
    staff.register(staff.member(birth="1970-02-01"))
    staff.register(
        staff.member("Hết hạn"), licence=replace(MIDWIFE, number="7", valid_until=date(2027, 6, 1))
    )
    staff.register(staff.member("Ở lại"), licence=replace(MIDWIFE, number="6"))
    found = workforce.list_forecast(actor=staff.DEPARTMENT, on=TODAY, until=date(2028, 6, 30))
    here = next(
        one for one in found if (one.cover.facility.code, one.cover.profession) == (STATION, "midwife")
    )
    assert (here.cover.licensed, here.retiring, here.ending, here.remaining, here.lacking) == (3, 1, 1, 1, 0)


def test_training_is_recorded_once_and_not_in_the_future() -> None:
    whose = staff.register()
    course = workforce.Training("cme", date(2026, 5, 1), Decimal(24), "Cấp cứu sản khoa")
    for _twice in range(2):
        workforce.record_training(actor=staff.DEPARTMENT, member=whose, training=course, now=NOW)
    assert file_of(whose).trainings == (course,)
    with pytest.raises(workforce.StaffNotValid):
        workforce.record_training(
            actor=staff.DEPARTMENT,
            member=whose,
            training=replace(course, completed_on=date(2027, 1, 1)),
            now=NOW,
        )


def test_the_list_is_found_by_name_without_marks_and_paged_in_vietnamese_order() -> None:
    for place, name in enumerate(("Lò Thị Hương", "Quàng Văn Ánh", "Lò Văn Inh")):
        staff.register(staff.member(name), licence=replace(MIDWIFE, number=str(place)))
    wanted = workforce.Wanted(TODAY)
    first = workforce.list_staff(actor=staff.DEPARTMENT, wanted=wanted, count=2)
    rest = workforce.list_staff(actor=staff.DEPARTMENT, wanted=wanted, after=first.after, count=2)
    assert [one.member.name for one in (*first.people, *rest.people)] == [
        "Quàng Văn Ánh", "Lò Thị Hương", "Lò Văn Inh",
    ]  # fmt: skip
    assert (first.total, rest.after) == (3, None)
    found = workforce.list_staff(actor=staff.DEPARTMENT, wanted=replace(wanted, text="huong"))
    assert [one.member.name for one in found.people] == ["Lò Thị Hương"]

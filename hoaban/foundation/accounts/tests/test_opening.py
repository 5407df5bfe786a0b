"""Accounts are opened for people: one each, known to the register of staff, never for a post."""

from __future__ import annotations

import pytest

from hoaban.foundation.accounts import api, models
from hoaban.foundation.accounts.queries import staff
from hoaban.foundation.accounts.rules.names import is_like_a_post
from hoaban.foundation.accounts.services import opening
from hoaban.foundation.accounts.tests.people import NOW, OFFICER, PASSWORD, account, actor
from hoaban.foundation.audit import api as audit
from hoaban.kernel.errors import NotAllowed

HERE = {
    "000123/LCH-CCHN": ("Nông Thị Hiếu", True),
    "000124/LCH-CCHN": ("Trần Đăng Quân", True),
    "000125/LCH-CCHN": ("Lò Thị Hương", False),
}


@pytest.fixture
def register(monkeypatch) -> None:
    def find(number, on):
        name, is_here = HERE.get(number, ("", False))
        return staff.StaffMember(number, name, ("Bác sĩ, 12981",) * is_here, is_here) if name else None

    monkeypatch.setattr(staff, "_finders", [find])


def open_one(
    name: str = "Nông Thị Hiếu", number: str = "000123/LCH-CCHN", *, sure: bool = False, username: str = "bs.moi",
    giver=OFFICER,
):  # fmt: skip
    newcomer = api.Newcomer(username, name, "Bác sĩ", "Doctor", PASSWORD, staff_number=number)
    return opening.open_account(actor=giver, newcomer=newcomer, sure=sure, now=NOW)


@pytest.mark.parametrize(
    "name",
    [
        "Phòng Tài vụ", "Khoa Sản", "Trạm Y tế xã Dào San", "Tiếp đón 1", "Kế toán viện phí", "Admin", "Điều dưỡng trực",
        "Nguyễn Văn An 2", "BS. Hiếu", "Tổ công nghệ", "Máy số hai", "Páo",
    ],
)  # fmt: skip
def test_a_post_is_no_person(name: str) -> None:
    assert is_like_a_post(name)


@pytest.mark.parametrize(
    "name",
    [
        "Nông Thị Hiếu", "Tẩn Chỉn Lù", "Đèo Văn Phong", "Nguyễn Đăng Khoa", "Khoàng Văn Thương", "Sùng A Páo", "Tô Văn Ban",
        "Lý Hoàng Hà", "Kha Thị Sở",
    ],
)  # fmt: skip
def test_a_person_is_a_person(name: str) -> None:
    assert not is_like_a_post(name)


@pytest.mark.django_db
def test_an_account_of_somebody_in_the_register_is_opened_without_questions(register) -> None:
    made = open_one()

    assert made.username == "bs.moi"
    assert api.staff_numbers() == ["000123/LCH-CCHN"]
    assert models.Account.objects.get().must_change_password
    (entry,) = audit.list_entries(limit=1)
    assert (entry.act, entry.detail) == (
        "accounts.register",
        {"account": "bs.moi", "in_register": True, "doubts": []},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "number", "codes"),
    [
        ("Tiếp đón 1", "", ["post", "number"]),
        ("Nông Thị Hiếu", "", ["number"]),
        ("Nông Thị Hiền", "000123/LCH-CCHN", ["name"]),
        ("Khoa Sản", "000123/LCH-CCHN", ["post", "name"]),
    ],
)
def test_what_is_doubtful_is_asked_about_and_then_kept_in_the_trail(register, name, number, codes) -> None:
    with pytest.raises(opening.Doubtful) as asked:
        open_one(name, number)
    assert [one.code for one in asked.value.doubts] == codes
    assert not models.Account.objects.exists()

    open_one(name, number, sure=True)

    assert audit.list_entries(limit=1)[0].detail["doubts"] == codes


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["999999/LCH-CCHN", "000125/LCH-CCHN"])
def test_who_is_not_on_the_staff_today_gets_no_account(register, number) -> None:
    with pytest.raises(opening.NotOnTheStaff):
        open_one(number=number, sure=True)


@pytest.mark.django_db
def test_one_person_has_one_account_and_another_once_that_is_shut(register) -> None:
    open_one()
    with pytest.raises(staff.HasAccount):
        open_one(username="bs.hai", sure=True)
    api.shut_account(actor=OFFICER, username="bs.moi", now=NOW)

    open_one(username="bs.hai")

    with pytest.raises(staff.HasAccount):
        api.reopen_account(actor=OFFICER, username="bs.moi", now=NOW)


@pytest.mark.django_db
def test_the_table_itself_holds_one_open_account_a_person(register) -> None:
    open_one()
    newcomer = api.Newcomer("bs.hai", "Nông Thị Hiếu", "x", "x", PASSWORD, staff_number="000123/LCH-CCHN")

    with pytest.raises(staff.HasAccount):
        api.register_account(actor=OFFICER, newcomer=newcomer, now=NOW)


@pytest.mark.django_db
def test_an_account_is_linked_to_its_owner_and_unlinked(register) -> None:
    account("bs.kham")
    account("bs.san")

    opening.link_staff(actor=OFFICER, username="bs.kham", number="000123/LCH-CCHN", sure=False, now=NOW)

    assert staff.staff_number_of("bs.kham") == "000123/LCH-CCHN"
    with pytest.raises(staff.HasAccount):
        opening.link_staff(actor=OFFICER, username="bs.san", number="000123/LCH-CCHN", sure=True, now=NOW)
    with pytest.raises(opening.Doubtful):  # the account says Nông Thị Hiếu
        opening.link_staff(actor=OFFICER, username="bs.san", number="000124/LCH-CCHN", sure=False, now=NOW)
    with pytest.raises(opening.NotOnTheStaff):
        opening.link_staff(actor=OFFICER, username="bs.san", number="", sure=True, now=NOW)
    opening.unlink_staff(actor=OFFICER, username="bs.kham", now=NOW)
    assert staff.staff_number_of("bs.kham") == ""


@pytest.mark.django_db
def test_only_who_manages_accounts_opens_and_links(register) -> None:
    account("qltk.bv", "unit_accounts_officer")
    account("bs.kham")
    officer = actor("qltk.bv")
    tries = {
        "accounts.register": lambda: open_one(giver=officer),
        "accounts.link-staff": lambda: opening.link_staff(
            actor=officer, username="bs.kham", number="000123/LCH-CCHN", sure=True, now=NOW
        ),
        "accounts.unlink-staff": lambda: opening.unlink_staff(actor=officer, username="bs.kham", now=NOW),
    }

    for act, do in tries.items():
        with pytest.raises(NotAllowed):
            do()
        (entry,) = audit.list_entries(limit=1)
        assert (entry.act, entry.outcome) == (act, "refused")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["new"])
def test_a_user_name_is_never_the_address_of_another_page(name) -> None:
    from hoaban.kernel.errors import Invalid

    with pytest.raises(Invalid):
        account(name)

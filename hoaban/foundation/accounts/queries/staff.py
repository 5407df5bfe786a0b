"""Whose account it is, by the register of staff, which lies above: it says at start-up how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hoaban.foundation.accounts import models
from hoaban.kernel.errors import Conflict

ONE_A_PERSON = "accounts_account_one_a_person"
"""The constraint that holds when two officers act at once."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody in the register of staff under one number. ``is_here``: has a post today."""

    number: str
    name: str
    posts: tuple[str, ...]
    """What and where, as a page shows it."""
    is_here: bool


class HasAccount(Conflict):
    """One person, one account: the member of staff has one that is open."""


StaffFinder = Callable[[str, date], StaffMember | None]
_finders: list[StaffFinder] = []


def register_staff_finder(finder: StaffFinder) -> None:
    """Say how a number is looked up in the register of staff, from ``AppConfig.ready()``; the last one is asked."""
    _finders[:] = [finder]


def find_staff(number: str, on: date) -> StaffMember | None:
    """Who stands in the register of staff under a number; None when nobody does."""
    return _finders[0](number, on) if _finders and number else None


def find_owner(number: str, *, but: str = "") -> str:
    """The user name of the open account of a member of staff; empty when there is none (``but`` this one)."""
    rows = models.Account.objects.filter(staff_number=number, is_active=True).exclude(username=but)
    return rows.values_list("username", flat=True).first() or "" if number else ""


def staff_number_of(username: str) -> str:
    """Under which number the owner of an account stands in the register; empty when nobody has said."""
    rows = models.Account.objects.filter(username=username)
    return rows.values_list("staff_number", flat=True).first() or ""


def has_account() -> HasAccount:
    """The failure for a member of staff who has an open account."""
    return HasAccount(
        "Người này đã có một tài khoản đang mở: mỗi người chỉ một tài khoản.",
        "This person has an open account: one person, one account.",
        place="staff_number",
    )

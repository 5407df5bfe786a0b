"""Open an account for one person, and say who that is in the register of staff; what is doubtful is asked about first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import Account
from hoaban.foundation.accounts.queries.staff import find_owner, find_staff, has_account
from hoaban.foundation.accounts.rules.names import is_like_a_post
from hoaban.foundation.accounts.services.leave import demand_management, some_account
from hoaban.foundation.accounts.services.registering import Newcomer, register_account
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.kernel.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that an officer should look at before going on."""

    code: str
    words_vi: str
    words_en: str


class Doubtful(Conflict):
    """It may be right; the officer must say so."""

    def __init__(self, doubts: tuple[Doubt, ...]) -> None:
        super().__init__(
            " ".join(one.words_vi for one in doubts), " ".join(one.words_en for one in doubts), place="sure"
        )
        self.doubts = doubts


class NotOnTheStaff(Invalid):
    """The register of staff does not know the number, or its owner has left."""


_POST = Doubt(
    "post",
    "Họ tên giống tên chức vụ, phòng hoặc máy: mỗi tài khoản là của một người, không dùng chung.",
    "The name looks like a post, a room or a machine: an account is one person's and never shared.",
)
_NO_NUMBER = Doubt(
    "number",
    "Không có mã nhân lực: khi người này nghỉ việc, tài khoản không tự đóng.",
    "Without a staff number the account does not shut by itself when this person leaves.",
)


def open_account(*, actor: Actor, newcomer: Newcomer, sure: bool, now: datetime) -> Account:
    """Open an account as an officer does: for somebody of the staff, under their own name.

    Raises what :func:`register_account` raises, and

    :raises NotOnTheStaff: the number is nobody's today. :raises HasAccount: its owner has an open account.
    :raises Doubtful: unless the officer is ``sure``.
    """
    demand_management(actor, "accounts.register")
    doubts = _doubts(newcomer.display_name, newcomer.staff_number, now)
    if is_like_a_post(newcomer.display_name):
        doubts = (_POST, *doubts)
    if doubts and not sure:
        raise Doubtful(doubts)
    known = replace(newcomer, accepted=tuple(one.code for one in doubts))
    return register_account(actor=actor, newcomer=known, now=now)


def link_staff(*, actor: Actor, username: str, number: str, sure: bool, now: datetime) -> None:
    """Say under which number the owner of an account stands in the register of staff: who leaves there loses access here.

    :raises NotAllowed: the actor does not manage accounts. :raises UnknownAccount: there is no such account.
    :raises NotOnTheStaff: the number is nobody's today. :raises HasAccount: its owner has another open account.
    :raises Doubtful: another name stands there, unless the officer is ``sure``.
    """
    demand_management(actor, "accounts.link-staff", account=username)
    row = some_account(username)
    if not number:
        raise NotOnTheStaff("Hãy gõ mã nhân lực.", "Type the staff number.", place="staff_number")
    doubts = _doubts(row.display_name, number, now, username=username)
    if doubts and not sure:
        raise Doubtful(doubts)
    detail = {"account": username, "doubts": [one.code for one in doubts]}
    try:
        with transaction.atomic():
            models.Account.objects.filter(pk=row.pk).update(staff_number=number)
            audit.write(actor=actor, act="accounts.link-staff", detail=detail, now=now)
    except IntegrityError:
        raise has_account() from None


def unlink_staff(*, actor: Actor, username: str, now: datetime) -> None:
    """The number was somebody else's: from now on nobody knows who stands behind the account.

    :raises NotAllowed: the actor does not manage accounts. :raises UnknownAccount: there is no such account.
    """
    demand_management(actor, "accounts.unlink-staff", account=username)
    row = some_account(username)
    with transaction.atomic():
        models.Account.objects.filter(pk=row.pk).update(staff_number="")
        audit.write(actor=actor, act="accounts.unlink-staff", detail={"account": username}, now=now)


def _doubts(name: str, number: str, now: datetime, *, username: str = "") -> tuple[Doubt, ...]:
    if not number:
        return (_NO_NUMBER,)
    found = find_staff(number, vietnam_day(now))
    if found is None or not found.is_here:
        raise NotOnTheStaff(
            "Danh sách nhân lực không có ai đang làm việc với mã này.",
            "Nobody who works today stands under this number in the register of staff.",
            place="staff_number",
        )
    if find_owner(number, but=username):
        raise has_account()
    if fold(found.name) == fold(name):
        return ()
    return (
        Doubt(
            "name",
            f"Trong danh sách nhân lực, mã này là của {found.name}.",
            f"In the register of staff this number is {found.name}'s.",
        ),
    )

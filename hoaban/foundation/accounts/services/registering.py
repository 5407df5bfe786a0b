"""Register accounts and machine clients; unlock accounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import Account, account_of
from hoaban.foundation.accounts.queries.staff import ONE_A_PERSON, has_account
from hoaban.foundation.accounts.services.leave import demand_management, some_account
from hoaban.foundation.accounts.services.passwords import check_new_password, hash_password
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Grant
from hoaban.kernel.errors import Conflict, Invalid

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
_ADDRESSES = {"new"}
"""Pages of their own, where the page of an account would be."""


class NameTaken(Conflict):
    """Somebody has, or once had, this name."""


class NoInvented(Invalid):
    """Invented accounts and clients have no place in production."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is needed to register an account. ``language`` is ``vi`` or ``en``; ``demo``: invented.

    ``hashed``: the password already hashed (``hash_password``), where many invented people share one. ``temporary``:
    an officer chose the password, and its owner chooses another at the first sign-in. ``staff_number``: the person in
    the register of practitioners. ``accepted``: doubts that the officer has seen and answers for.
    """

    username: str
    display_name: str
    post_vi: str
    post_en: str
    password: str
    language: str = "vi"
    demo: bool = False
    hashed: str = ""
    temporary: bool = True
    staff_number: str = ""
    accepted: tuple[str, ...] = ()


def register_account(*, actor: Actor, newcomer: Newcomer, now: datetime) -> Account:
    """Open an account for one person. It can do nothing until a role is assigned.

    :raises NotAllowed: the actor does not manage accounts.
    :raises Invalid: the user name is not of small letters, digits, dots and dashes.
    :raises NameTaken: the user name exists.
    :raises WeakPassword: saying what is missing.
    :raises NoInvented: an invented account in production.
    """
    demand_management(actor, "accounts.register")
    _check_name(newcomer.username, demo=newcomer.demo)
    check_new_password(newcomer.password, newcomer.username, now=now)
    row = models.Account(
        username=newcomer.username,
        display_name=newcomer.display_name,
        post_vi=newcomer.post_vi,
        post_en=newcomer.post_en,
        language=newcomer.language,
        is_demo=newcomer.demo,
        created_at=now,
        password=newcomer.hashed or hash_password(newcomer.password),
        password_set_at=now,
        active_since=now,
        staff_number=newcomer.staff_number,
        must_change_password=newcomer.temporary,
    )
    detail = {"account": row.username, "in_register": bool(row.staff_number), "doubts": newcomer.accepted}
    with transaction.atomic():
        _save_new(row)
        audit.write(actor=actor, act="accounts.register", detail=detail, now=now)
    return account_of(row)


def register_client(
    *, actor: Actor, name: str, label: str, grants: Sequence[Grant], now: datetime, demo: bool = False
) -> None:
    """Register a machine that calls us, with exactly these rights.

    :raises NotAllowed: the actor does not manage accounts.
    :raises Invalid: the name is not of small letters, digits, dots and dashes.
    :raises NameTaken: the name exists.
    :raises NoInvented: an invented client in production.
    """
    demand_management(actor, "accounts.register-client")
    _check_name(name, demo=demo)
    held = sorted([grant.act, grant.scope.kind, grant.scope.code] for grant in set(grants))
    with transaction.atomic():
        _save_new(models.Client(name=name, label=label, grants=held, is_demo=demo, created_at=now))
        audit.write(
            actor=actor,
            act="accounts.register-client",
            detail={"client": name, "grants": [":".join(one) for one in held]},
            now=now,
        )


def unlock_account(*, actor: Actor, username: str, now: datetime) -> None:
    """Open a locked account before its time, once the person is known to be who they say.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account.
    """
    demand_management(actor, "accounts.unlock", account=username)
    account = some_account(username)
    with transaction.atomic():
        account.failed_sign_ins, account.locked_until = 0, None
        account.save(update_fields=["failed_sign_ins", "locked_until"])
        audit.write(actor=actor, act="accounts.unlock", detail={"account": username}, now=now)


def choose_language(*, actor: Actor, account_id: int, language: str) -> None:
    """Keep the language somebody chose for themselves.

    :raises Invalid: a language that we do not speak.
    """
    check_language(language)
    with transaction.atomic():
        models.Account.objects.filter(pk=account_id).update(language=language)
        audit.write(actor=actor, act="accounts.choose-language", detail={"language": language})


def check_language(language: str) -> None:
    """:raises Invalid: a language that we do not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid("Không có ngôn ngữ này.", "There is no such language.", place="language")


def _save_new(row: models.Account | models.Client) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as failure:
        if ONE_A_PERSON in str(failure):
            raise has_account() from None
        raise NameTaken("Tên này đã có.", "This name is taken.", place="username") from None


def _check_name(name: str, *, demo: bool) -> None:
    if not _NAME.fullmatch(name) or name in _ADDRESSES:
        raise Invalid(
            "Tên chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch nối.",
            "A name has small letters without marks, digits, dots and dashes only.",
            place="username",
        )
    if demo and not settings.DEMO:
        raise NoInvented(
            "Không tạo tài khoản giả lập trên hệ thống thật.", "No invented accounts in production."
        )

"""Register accounts and machine clients, give and end roles, shut and unlock accounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import Account, account_of, unknown_account
from hoaban.foundation.accounts.rules.measures import measures, password_problems
from hoaban.foundation.accounts.rules.roles import check_assignment
from hoaban.foundation.accounts.services.leave import demand_management
from hoaban.foundation.accounts.services.notifying import tell_everybody
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, Grant, Scope
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


class NameTaken(Conflict):
    """Somebody has, or once had, this name."""


class WeakPassword(Invalid):
    """The password does not meet the measures in force."""


class NoInvented(Invalid):
    """Invented accounts and clients have no place in production."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is needed to register an account. ``language`` is ``vi`` or ``en``; ``demo``: invented.

    ``hashed``: the password already hashed (:func:`hash_password`), where many invented people share one.
    """

    username: str
    display_name: str
    post_vi: str
    post_en: str
    password: str
    language: str = "vi"
    demo: bool = False
    hashed: str = ""


def hash_password(password: str) -> str:
    """What is stored of a password (Argon2); takes a tenth of a second on purpose."""
    return make_password(password)


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
    _check_password(newcomer.password, newcomer.username, now)
    row = models.Account(
        username=newcomer.username,
        display_name=newcomer.display_name,
        post_vi=newcomer.post_vi,
        post_en=newcomer.post_en,
        language=newcomer.language,
        is_demo=newcomer.demo,
        created_at=now,
        password=newcomer.hashed or hash_password(newcomer.password),
    )
    with transaction.atomic():
        _save_new(row)
        audit.write(actor=actor, act="accounts.register", detail={"account": row.username}, now=now)
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


def assign(
    *,
    actor: Actor,
    username: str,
    role: str,
    scope: Scope,
    now: datetime,
    rights: Sequence[str] = (),
    period: tuple[date, date | None] | None = None,
) -> int:
    """Give a role at a place, from the first day of ``period`` (default: today) to its last (None: open).

    ``rights`` are rights to sensitive facts (``label.hiv`` ...), given to this person by name. Returns the number
    of the assignment.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account.
    :raises UnsuitableAssignment: role, scope and rights do not fit together.
    """
    demand_management(actor, "accounts.assign", account=username)
    check_assignment(role, scope, rights)
    account = _account(username)
    starts_on, ends_on = period or (vietnam_day(now), None)
    with transaction.atomic():
        row = models.Assignment.objects.create(
            account=account,
            role=role,
            scope_kind=scope.kind,
            scope_code=scope.code,
            rights=sorted(set(rights)),
            starts_on=starts_on,
            ends_on=ends_on,
            given_by=actor.id,
            given_at=now,
        )
        detail = {
            "account": username,
            "role": role,
            "scope": f"{scope.kind}:{scope.code}",
            "rights": row.rights,
            "from": starts_on.isoformat(),
            "to": ends_on.isoformat() if ends_on else None,
        }
        audit.write(actor=actor, act="accounts.assign", detail=detail, now=now)
        tell_everybody()
    return row.pk


def end_assignment(*, actor: Actor, assignment: int, last_day: date, now: datetime) -> None:
    """Take a role away after ``last_day``.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such assignment.
    """
    demand_management(actor, "accounts.end-assignment", assignment=assignment)
    with transaction.atomic():
        row = models.Assignment.objects.select_for_update().filter(pk=assignment).first()
        if row is None:
            raise unknown_account()
        row.ends_on = max(last_day, row.starts_on)
        row.save(update_fields=["ends_on"])
        detail = {"assignment": assignment, "to": row.ends_on.isoformat()}
        audit.write(actor=actor, act="accounts.end-assignment", detail=detail, now=now)
        tell_everybody()


def shut_account(*, actor: Actor, username: str, now: datetime) -> None:
    """Shut an account the same minute: its sessions and tokens end with the next request.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account.
    """
    demand_management(actor, "accounts.shut", account=username)
    account = _account(username)
    with transaction.atomic():
        account.is_active = False
        account.save(update_fields=["is_active"])
        models.Token.objects.filter(account=account, revoked_at=None).update(revoked_at=now)
        audit.write(actor=actor, act="accounts.shut", detail={"account": username}, now=now)
        tell_everybody()


def unlock_account(*, actor: Actor, username: str, now: datetime) -> None:
    """Open a locked account before its time, once the person is known to be who they say.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account.
    """
    demand_management(actor, "accounts.unlock", account=username)
    account = _account(username)
    with transaction.atomic():
        account.failed_sign_ins, account.locked_until = 0, None
        account.save(update_fields=["failed_sign_ins", "locked_until"])
        audit.write(actor=actor, act="accounts.unlock", detail={"account": username}, now=now)


def set_password(*, actor: Actor, username: str, password: str, now: datetime) -> None:
    """Give an account a new password; sessions opened with the old one end.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account.
    :raises WeakPassword: saying what is missing.
    """
    demand_management(actor, "accounts.set-password", account=username)
    account = _account(username)
    _check_password(password, username, now)
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        audit.write(actor=actor, act="accounts.set-password", detail={"account": username}, now=now)


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


def _account(username: str) -> models.Account:
    row: models.Account | None = models.Account.objects.filter(username=username).first()
    if row is None:
        raise unknown_account()
    return row


def _save_new(row: models.Account | models.Client) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NameTaken("Tên này đã có.", "This name is taken.", place="username") from None


def _check_name(name: str, *, demo: bool) -> None:
    if not _NAME.fullmatch(name):
        raise Invalid(
            "Tên chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch nối.",
            "A name has small letters without marks, digits, dots and dashes only.",
            place="username",
        )
    if demo and not settings.DEMO:
        raise NoInvented(
            "Không tạo tài khoản giả lập trên hệ thống thật.", "No invented accounts in production."
        )


def _check_password(password: str, username: str, now: datetime) -> None:
    problems = password_problems(password, username, measures(vietnam_day(now)))
    if problems:
        raise WeakPassword(
            " ".join(vi for vi, _ in problems), " ".join(en for _, en in problems), place="password"
        )

"""The authenticator app and the recovery codes: set up, asked for, taken away."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import actor_of_account
from hoaban.foundation.accounts.rules import recovery, totp
from hoaban.foundation.accounts.rules.measures import Measures, measures
from hoaban.foundation.accounts.services import attempts, sessions
from hoaban.foundation.accounts.services.leave import demand_management, own_account, some_account
from hoaban.foundation.accounts.services.resting import rest_strong_roles
from hoaban.foundation.audit import api as audit
from hoaban.kernel import sealing
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

log = logging.getLogger(__name__)
RESET_REASONS = ("lost", "broken", "stolen", "replaced")
"""Why an officer takes somebody's second factors away; the trail holds the word."""


class WrongCode(Invalid):
    """The code does not fit the secret at this moment."""

    def __init__(self) -> None:
        super().__init__(
            "Mã không đúng hoặc đã dùng. Hãy chờ ứng dụng hiện mã mới rồi gõ lại; nếu vẫn sai, xem giờ của điện thoại.",
            "The code is not right or was used before. Wait for the app to show a new one; if that fails too, look at"
            " the telephone's clock.",
            place="code",
        )


class FactorRefused(NotAllowed):
    """A wrong second factor, or too many of them: the same words for both."""

    def __init__(self, limits: Measures) -> None:
        super().__init__(
            "Mã không đúng hoặc đã dùng. Hãy chờ mã mới rồi thử lại. Sau"
            f" {limits.failures_allowed} lần sai, tài khoản bị khóa {limits.lock_hours} giờ.",
            "The code is not right or was used before. Wait for a new one and try again. After"
            f" {limits.failures_allowed} wrong attempts the account is locked for {limits.lock_hours} hours.",
        )


class HasApp(Conflict):
    """There is an authenticator app already; it is taken away first."""


def add_app(*, actor: Actor, secret: bytes, code: str, now: datetime) -> None:
    """Keep the secret of an authenticator app, once a code shows that the app has it too.

    :raises WrongCode: the code does not fit.
    :raises HasApp: the account has one.
    """
    row = own_account(actor)
    step = totp.matching_step(secret, code, now=now, after=0)
    if step is None:
        raise WrongCode
    with transaction.atomic():
        if models.Totp.objects.filter(account=row).exists():
            raise HasApp("Tài khoản đã có ứng dụng xác thực.", "The account has an authenticator app.")
        sealed = sealing.seal(secret, about=_about(row.pk))
        models.Totp.objects.create(account=row, sealed=sealed, last_step=step, created_at=now)
        audit.write(actor=actor, act="accounts.add-factor", detail={"factor": "totp"}, now=now)


def code_for_trial(*, account_id: int, now: datetime, secret: bytes = b"") -> str:
    """The code that an invented account would read off its telephone: shown in demo mode only, nothing otherwise.

    ``secret``: of an app that is being set up; else the one that the account has.
    """
    row = models.Account.objects.filter(pk=account_id, is_demo=True).first() if settings.DEMO else None
    if row is None:
        return ""
    app = models.Totp.objects.filter(account=row).first()
    if secret or app is None:
        return totp.code_at(secret, totp.step_of(now)) if secret else ""
    held = _secret_of(app)
    return totp.code_at(held, max(totp.step_of(now), app.last_step + 1)) if held else ""


def make_codes(*, actor: Actor, now: datetime) -> list[str]:
    """Ten new recovery codes, shown this once; those made before are worth nothing any more."""
    row = own_account(actor)
    codes = recovery.new_codes()
    with transaction.atomic():
        models.RecoveryCode.objects.filter(account=row).delete()
        models.RecoveryCode.objects.bulk_create(
            models.RecoveryCode(digest=_digest(row, code), account=row) for code in codes
        )
        audit.write(actor=actor, act="accounts.make-codes", detail={"count": len(codes)}, now=now)
    return codes


def prove_by_code(
    *, session: UUID, account_id: int, typed: str, address: str, now: datetime, request_id: str = ""
) -> None:
    """Take a code of the app, or a recovery code, as the second factor of a session.

    :raises FactorRefused: wrong, used before, or the account is locked by now.
    :raises TooManyAttempts: this address failed too often.
    """
    limits = measures(vietnam_day(now))
    attempts.demand_quiet_address(address, "session.prove", limits, now, request_id)
    row = models.Account.objects.get(pk=account_id)
    reason = attempts.begin_attempt(row, limits, now)
    with transaction.atomic():
        proof = "" if reason else _proof_of(row, typed, now)
        if proof:
            prove(row, session, proof, now, request_id)
            return
    attempts.count_address(address, limits, now)
    attempts.write_refused("session.prove", reason or "code", row.username, address, now, request_id)
    raise FactorRefused(limits)


def prove(row: models.Account, session: UUID, proof: str, now: datetime, request_id: str) -> None:
    """A session has its second factor; within the caller's transaction."""
    attempts.forget_attempts(row)
    sessions.note_proof(session=session, proof=proof, now=now)
    actor = actor_of_account(row, now, request_id)
    audit.write(actor=actor, act="session.prove", detail={"proof": proof}, now=now)


def remove_factor(*, actor: Actor, passkey: int | None, now: datetime) -> None:
    """Take away one of one's own passkeys, or (None) the authenticator app.

    :raises NotFound: there is no such one.
    """
    row = own_account(actor)
    with transaction.atomic():
        if passkey is None:
            gone, _ = models.Totp.objects.filter(account=row).delete()
        else:
            gone, _ = models.Passkey.objects.filter(account=row, pk=passkey).delete()
        if not gone:
            raise NotFound("Không có phương tiện xác thực này.", "There is no such second factor.")
        detail = {"factor": "totp" if passkey is None else "passkey"}
        audit.write(actor=actor, act="accounts.remove-factor", detail=detail, now=now)


def reset_factors(*, actor: Actor, username: str, reason: str, now: datetime) -> None:
    """Take all second factors from somebody who lost them; their sessions end, and they set up new ones.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account.
    :raises Invalid: no such reason.
    """
    demand_management(actor, "accounts.reset-factors", account=username)
    if reason not in RESET_REASONS:
        raise Invalid("Hãy chọn lý do.", "Choose a reason.", place="reason")
    row = some_account(username)
    with transaction.atomic():
        for kind in (models.Totp, models.Passkey, models.RecoveryCode):
            kind.objects.filter(account=row).delete()
        ended = sessions.end_sessions_of(row.pk, why="factors", now=now)
        resting = rest_strong_roles(row, actor=actor, now=now)
        detail = {"account": username, "reason": reason, "sessions": ended, "resting": resting}
        audit.write(actor=actor, act="accounts.reset-factors", detail=detail, now=now)


def _proof_of(row: models.Account, typed: str, now: datetime) -> str:
    """What a typed code proves; it is used up thereby."""
    app = models.Totp.objects.select_for_update().filter(account=row).first()
    secret = _secret_of(app) if app is not None else None
    if app is not None and secret is not None:
        step = totp.matching_step(secret, typed, now=now, after=app.last_step)
        if step is not None:
            app.last_step = step
            app.save(update_fields=["last_step"])
            return "totp"
    printed = models.RecoveryCode.objects.filter(digest=_digest(row, typed), account=row, used_at=None)
    return "recovery" if printed.update(used_at=now) else ""


def _secret_of(app: models.Totp) -> bytes | None:
    """None when the key it was sealed with is lost: then no code fits, and an officer takes the app away."""
    try:
        return sealing.unseal(bytes(app.sealed), about=_about(app.pk))
    except sealing.BrokenSeal:
        log.error("an authenticator app cannot be read: was the sealing key replaced?")
        return None


def _about(account: int) -> str:
    return f"totp:{account}"


def _digest(row: models.Account, code: str) -> bytes:
    return sealing.keyed_digest(recovery.normalised(code), about=f"recovery:{row.pk}")

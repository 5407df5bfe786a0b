"""Passkeys (WebAuthn): add one, and prove with one. The cryptography is fido2's; what is asked for is ours.

Every passkey verifies its user by itself (a finger, a face, its own PIN), so that having it is not enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.services import attempts
from hoaban.foundation.accounts.services.factors import FactorRefused, prove
from hoaban.foundation.accounts.services.leave import own_account
from hoaban.foundation.audit import api as audit
from hoaban.kernel import sealing
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import Conflict, Invalid

_VERIFIED = UserVerificationRequirement.REQUIRED
MOST = 10
"""Passkeys of one account."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the browser is: passkeys belong to a host name and answer to one origin only."""

    host: str
    origin: str

    @property
    def is_named(self) -> bool:
        """Whether the host has a name: browsers make no passkeys for a bare address."""
        return not self.host.startswith("[") and not self.host.replace(".", "").isdecimal()

    def server(self) -> Fido2Server:
        """What begins and completes ceremonies for this site."""
        site = PublicKeyCredentialRpEntity(name="Hoa Ban", id=self.host)
        return Fido2Server(site, verify_origin=lambda origin: origin == self.origin)


class PasskeyRefused(Invalid):
    """The answer of the browser does not fit what was asked."""

    def __init__(self) -> None:
        super().__init__(
            "Khóa truy cập không được nhận. Hãy thử lại, hoặc dùng cách khác.",
            "The passkey was not accepted. Try again, or use another way.",
        )


class TooManyPasskeys(Conflict):
    """There are as many as one account may have."""


def begin_adding(*, actor: Actor, display_name: str, site: Site) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is told, and what is kept of it until it answers.

    :raises TooManyPasskeys: one must be taken away first.
    """
    row = own_account(actor)
    known = _credentials(models.Passkey.objects.filter(account=row))
    if len(known) >= MOST:
        raise TooManyPasskeys(
            f"Tài khoản đã có {MOST} khóa truy cập.", f"The account has {MOST} passkeys already."
        )
    person = PublicKeyCredentialUserEntity(
        name=row.username, display_name=display_name, id=sealing.keyed_digest(str(row.pk), about="passkey")
    )
    options, state = site.server().register_begin(
        person,
        credentials=known,
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=_VERIFIED,
    )
    return dict(options), dict(state)


def add_passkey(
    *, actor: Actor, site: Site, state: Mapping[str, Any], answer: Mapping[str, Any], name: str, now: datetime
) -> None:
    """Keep the passkey that the browser made.

    :raises PasskeyRefused: the answer does not fit.
    """
    row = own_account(actor)
    try:
        made = site.server().register_complete(dict(state), answer)
    except (ValueError, TypeError, KeyError) as unfit:
        raise PasskeyRefused from unfit
    credential = made.credential_data
    if credential is None:
        raise PasskeyRefused
    with transaction.atomic():
        if models.Passkey.objects.filter(credential_id=credential.credential_id).exists():
            raise PasskeyRefused
        models.Passkey.objects.create(
            account=row,
            name=name,
            credential=bytes(credential),
            credential_id=credential.credential_id,
            counter=made.counter,
            created_at=now,
        )
        audit.write(actor=actor, act="accounts.add-factor", detail={"factor": "passkey"}, now=now)


def begin_proving(*, accounts: Collection[int], site: Site) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the browser is asked, of a passkey of any of these accounts, and what is kept of it until it answers."""
    known = _credentials(models.Passkey.objects.filter(account__in=accounts))
    options, state = site.server().authenticate_begin(credentials=known, user_verification=_VERIFIED)
    return dict(options), dict(state)


def prove_by_passkey(
    *,
    session: UUID,
    account_id: int,
    site: Site,
    state: Mapping[str, Any],
    answer: Mapping[str, Any],
    now: datetime,
    request_id: str = "",
) -> None:
    """Take a passkey as the second factor of a session.

    :raises FactorRefused: it does not fit, was copied, or the account is locked.
    """
    row = models.Account.objects.get(pk=account_id)
    reason = attempts.begin_attempt(row, measures(vietnam_day(now)), now)
    if not reason:
        with transaction.atomic():
            if use_passkey(accounts=(account_id,), site=site, state=state, answer=answer, now=now):
                prove(row, session, "passkey", now, request_id)
                return
    attempts.write_refused("session.prove", reason or "passkey", row.username, "", now, request_id)
    raise FactorRefused(measures(vietnam_day(now)))


def use_passkey(
    *,
    accounts: Collection[int],
    site: Site,
    state: Mapping[str, Any],
    answer: Mapping[str, Any],
    now: datetime,
) -> int | None:
    """The account, one of these, whose passkey signed what was asked; its counter moves on. None: nobody's did."""
    keys = list(models.Passkey.objects.select_for_update().filter(account__in=accounts))
    try:
        response = AuthenticationResponse.from_dict(answer)
        used = site.server().authenticate_complete(dict(state), _credentials(keys), response)
    except (ValueError, TypeError, KeyError):
        return None
    key = next(one for one in keys if bytes(one.credential_id) == used.credential_id)
    counter = response.response.authenticator_data.counter
    if key.counter and counter <= key.counter:
        return None  # a copy of the key has signed in the meantime
    key.counter, key.used_at = counter, now
    key.save(update_fields=["counter", "used_at"])
    return key.account_id


def _credentials(keys: Any) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(one.credential)) for one in keys]

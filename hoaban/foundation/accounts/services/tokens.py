"""Issue and revoke bearer tokens."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import may_be_used, unknown_account
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.tokens import digest_of, new_token
from hoaban.foundation.accounts.services.leave import demand_management
from hoaban.foundation.accounts.services.notifying import tell_everybody
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.clock import vietnam_day


def issue_token(
    *,
    actor: Actor,
    now: datetime,
    username: str = "",
    client: str = "",
    lifetime: timedelta | None = None,
) -> str:
    """A new token of an account or of a client (name one of the two). It is shown this once and never again.

    ``lifetime`` is by default what ``data/security.toml`` says. The trail gets the first letters of the digest.

    :raises NotAllowed: the actor does not manage accounts.
    :raises UnknownAccount: there is no such account or client, or it is shut.
    :raises ValueError: neither or both were named.
    """
    if bool(username) == bool(client):
        raise ValueError("name an account or a client")
    demand_management(actor, "accounts.issue-token", account=username, client=client)
    owner = _owner(username, client)
    limits = measures(vietnam_day(now))
    usual = (
        timedelta(hours=limits.token_hours_account) if username else timedelta(days=limits.token_days_client)
    )
    token = new_token()
    digest = digest_of(token) or b""
    with transaction.atomic():
        models.Token.objects.create(
            digest=digest,
            account=owner if isinstance(owner, models.Account) else None,
            client=owner if isinstance(owner, models.Client) else None,
            issued_by=actor.id,
            created_at=now,
            expires_at=now + (lifetime or usual),
        )
        detail = {"account": username, "client": client, "token": digest.hex()[:16]}
        audit.write(actor=actor, act="accounts.issue-token", detail=detail, now=now)
    return token


def revoke_token(*, actor: Actor, token: str, now: datetime) -> bool:
    """End a token everywhere within a moment; False when it was not valid. Who holds it may revoke it.

    Every process hears of it on commit; one that does not listen asks the database anyway.
    """
    digest = digest_of(token)
    if digest is None:
        return False
    with transaction.atomic():
        done = models.Token.objects.filter(digest=digest, revoked_at=None).update(revoked_at=now)
        if done:
            detail = {"token": digest.hex()[:16]}
            audit.write(actor=actor, act="accounts.revoke-token", detail=detail, now=now)
            tell_everybody(digest)
    return bool(done)


def revoke_tokens_of(*, actor: Actor, now: datetime, username: str = "", client: str = "") -> int:
    """End all tokens of an account or of a client; returns how many there were.

    :raises NotAllowed: the actor does not manage accounts.
    """
    demand_management(actor, "accounts.revoke-tokens", account=username, client=client)
    owned = {"account__username": username} if username else {"client__name": client}
    with transaction.atomic():
        done = models.Token.objects.filter(revoked_at=None, **owned).update(revoked_at=now)
        detail = {"account": username, "client": client, "count": done}
        audit.write(actor=actor, act="accounts.revoke-tokens", detail=detail, now=now)
        tell_everybody()
    return done


def _owner(username: str, client: str) -> models.Account | models.Client:
    row: models.Account | models.Client | None
    if username:
        row = models.Account.objects.filter(username=username).first()
    else:
        row = models.Client.objects.filter(name=client).first()
    if row is None or not may_be_used(row):
        raise unknown_account()
    return row

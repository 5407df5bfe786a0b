"""Link an account to the personal number of its owner, so that the national identity signs them in."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.identity import digest_of_number
from hoaban.foundation.accounts.services.leave import demand_management, some_account
from hoaban.foundation.accounts.services.resting import rest_strong_roles
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid

_NUMBER = re.compile(r"[0-9]{12}")


class LinkedAlready(Conflict):
    """The number, or the account, is linked."""


def link_identity(*, actor: Actor, username: str, number: str, now: datetime) -> None:
    """From now on the national identity of this number signs this account in; the number itself is not kept.

    :raises NotAllowed: the actor does not manage accounts.
    :raises Invalid: it is not twelve digits. :raises LinkedAlready: to this or to another account.
    """
    demand_management(actor, "accounts.link-identity", account=username)
    if not _NUMBER.fullmatch(number):
        raise Invalid(
            "Số định danh cá nhân có 12 chữ số.", "A personal number has twelve digits.", place="number"
        )
    row = some_account(username)
    try:
        with transaction.atomic():
            models.Identity.objects.create(
                digest=digest_of_number(number), account=row, linked_by=actor.id, linked_at=now
            )
            resting = rest_strong_roles(row, actor=actor, now=now)
            detail = {"account": username, "resting": resting}
            audit.write(actor=actor, act="accounts.link-identity", detail=detail, now=now)
    except IntegrityError:
        raise LinkedAlready(
            "Số này hoặc tài khoản này đã được nối.",
            "This number or this account is linked already.",
            place="number",
        ) from None


def unlink_identity(*, actor: Actor, username: str, now: datetime) -> None:
    """The national identity no longer signs this account in.

    :raises NotAllowed: the actor does not manage accounts.
    """
    demand_management(actor, "accounts.unlink-identity", account=username)
    with transaction.atomic():
        models.Identity.objects.filter(account=some_account(username)).delete()
        audit.write(actor=actor, act="accounts.unlink-identity", detail={"account": username}, now=now)

"""Let in whom an identity provider vouches for: a citizen to the own record, or staff to the account that was linked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hoaban.connect.identity import Claims, Provider
from hoaban.foundation.accounts.queries.identity import PersonSought, account_of_number, find_person
from hoaban.foundation.accounts.services import attempts, sessions
from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, ActorKind
from hoaban.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of who asks: mark of the device, what the browser calls itself, address, request."""

    mark: str
    agent: str
    address: str
    request_id: str


class NobodyHere(NotAllowed):
    """Vouched for, but not known here, or not well enough: the trail says which."""


def let_in(
    *, provider: Provider, audience: str, claims: Claims, browser: Browser, now: datetime
) -> tuple[UUID, str]:
    """Open the session of who was vouched for; returns it with the mark of the device.

    A citizen's sign-in makes no role, whoever they are at work; staff come in as the account that an officer linked.

    :raises NobodyHere: level too low, no such person, no linked account.
    """
    if claims.level < provider.least_level:
        _refused("level", browser, now)
        raise NobodyHere(
            "Mức định danh của bạn chưa đủ. Hãy nâng mức định danh điện tử rồi thử lại.",
            "Your level of identification is too low. Raise it with the identity provider and try again.",
        )
    if audience == "staff":
        return _staff(provider, claims, browser, now)
    return _citizen(claims, browser, now)


def _citizen(claims: Claims, browser: Browser, now: datetime) -> tuple[UUID, str]:
    person = find_person(PersonSought(claims.number, claims.name, claims.birth, claims.sex))
    if person is None:
        _refused("no-person", browser, now)
        raise NobodyHere(
            "Chưa có hồ sơ nào mang số định danh của bạn. Hãy đến Trạm Y tế hoặc cơ sở bạn đã khám để được ghi số.",
            "There is no record with your personal number yet. Ask at the commune station, or where you were treated, to"
            " have it entered.",
        )
    actor = Actor(f"citizen:{person}", ActorKind.PERSON, "Người dân", request_id=browser.request_id)
    detail = {"address": browser.address, "level": claims.level}
    with transaction.atomic():
        audit.write(actor=actor, act="session.open", detail=detail, persons=[person], now=now)
        return sessions.open_citizen_session(
            person=person,
            name=claims.name[:120],
            level=claims.level,
            mark=browser.mark,
            agent=browser.agent,
            address=browser.address,
            now=now,
        )


def _staff(provider: Provider, claims: Claims, browser: Browser, now: datetime) -> tuple[UUID, str]:
    account = account_of_number(claims.number)
    if account is None or not account.is_active or (account.locked_until and account.locked_until > now):
        _refused("no-account", browser, now)
        raise NobodyHere(
            "Chưa có tài khoản nào được nối với định danh của bạn. Hãy gọi người quản lý tài khoản của đơn vị.",
            "No account is linked to your identity. Call whoever manages accounts at your unit.",
        )
    enough = provider.second_factor_from is not None and claims.level >= provider.second_factor_from
    actor = Actor(
        f"account:{account.username}", ActorKind.PERSON, account.post_vi, request_id=browser.request_id
    )
    detail = {"address": browser.address, "level": claims.level, "provider": provider.key}
    with transaction.atomic():
        audit.write(actor=actor, act="session.open", detail=detail, now=now)
        return sessions.open_session(
            account=account,
            mark=browser.mark,
            agent=browser.agent,
            address=browser.address,
            proof="identity" if enough else "password",
            level=claims.level,
            now=now,
        )


def _refused(reason: str, browser: Browser, now: datetime) -> None:
    attempts.write_refused("session.open", reason, "", browser.address, now, browser.request_id)

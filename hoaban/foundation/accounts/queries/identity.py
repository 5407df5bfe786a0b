"""The identity providers of this installation, and who somebody is whom one of them vouches for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hoaban.connect import identity
from hoaban.foundation.accounts import models
from hoaban.foundation.accounts.queries.accounts import Account, account_of
from hoaban.foundation.accounts.rules.roles import SENSITIVE_RIGHTS
from hoaban.kernel import sealing
from hoaban.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class PersonSought:
    """A person as the national identity names them."""

    number: str
    name: str
    birth: date | None
    sex: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody whose record a citizen reads: the person themself (``own``), or a child they stand for, until a last day.

    ``withheld``: rights to sensitive facts that they do not have on this record.
    """

    person: UUID
    name: str
    own: bool
    withheld: frozenset[str]
    until: date | None = None


PersonFinder = Callable[[PersonSought], UUID | None]
SubjectFinder = Callable[[UUID, date], list[Subject]]
_finders: list[PersonFinder] = []
_subjects: list[SubjectFinder] = []
_trial: list[tuple[Callable[[], identity.Provider], identity.Fetch]] = []


class UnknownProvider(NotFound):
    """No such provider, or not for these people."""


def register_person_finder(finder: PersonFinder) -> None:
    """Say how the person of a number is found, from ``AppConfig.ready()``; the last one registered is asked.

    It returns None unless exactly one person has that number and nothing contradicts.
    """
    _finders[:] = [finder]


def register_subject_finder(finder: SubjectFinder) -> None:
    """Say whose records a person reads on a day, from ``AppConfig.ready()``; the last one registered is asked."""
    _subjects[:] = [finder]


def subjects_of(person: UUID, on: date) -> list[Subject]:
    """Whose records a person reads that day; where nobody can say, their own alone, without sensitive facts."""
    if not _subjects:
        return [Subject(person, "", own=True, withheld=SENSITIVE_RIGHTS)]
    return _subjects[0](person, on)


def register_trial_provider(provider: Callable[[], identity.Provider], fetch: identity.Fetch) -> None:
    """A provider that vouches for invented people, described when it is asked for.

    :raises ImproperlyConfigured: outside demo mode: production does not start with it.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("a trial identity provider has no place in production")
    _trial[:] = [(provider, fetch)]


def providers(audience: str) -> list[identity.Provider]:
    """Those that sign in ``citizens`` or ``staff``, in the order of the configuration."""
    every = [*_configured(settings.IDENTITY), *(made() for made, _ in _trial if settings.DEMO)]
    return [one for one in every if audience in one.audiences]


def configuration_problem() -> str:
    """What is wrong with the configured providers, for the operator; nothing when all is well."""
    try:
        _configured(settings.IDENTITY)
    except ImproperlyConfigured as wrong:
        return str(wrong)
    return ""


def provider_of(key: str, audience: str) -> tuple[identity.Provider, identity.Fetch]:
    """A provider, and how its back channel is asked.

    :raises UnknownProvider: there is none of that key for these people.
    """
    for made, fetch in _trial:
        one = made()
        if settings.DEMO and one.key == key and audience in one.audiences:
            return one, fetch
    for one in providers(audience):
        if one.key == key:
            return one, identity.fetch_over_tls
    raise UnknownProvider("Không có cách đăng nhập này.", "There is no such way to sign in.")


def find_person(sought: PersonSought) -> UUID | None:
    """The person of a 12-digit number, when the register knows exactly one."""
    return _finders[0](sought) if _finders and sought.number else None


def account_of_number(number: str) -> Account | None:
    """The account that an officer linked to a personal number."""
    digest = digest_of_number(number)
    row = models.Identity.objects.select_related("account").filter(digest=digest).first()
    return account_of(row.account) if row is not None and number else None


def is_linked(account_id: int) -> bool:
    """Whether an account may sign in by the national identity."""
    return models.Identity.objects.filter(account=account_id).exists()


def digest_of_number(number: str) -> bytes:
    """What is kept of a personal number here."""
    return sealing.keyed_digest(number, about="personal-number")


@functools.cache
def _configured(file: str) -> tuple[identity.Provider, ...]:
    """:raises ImproperlyConfigured: the file cannot be read or understood."""
    if not file:
        return ()
    path = Path(file)
    try:
        secrets = {
            one.stem.removesuffix("_client_secret"): one.read_text().strip()
            for one in (Path(settings.VAR) / "secrets").glob("*_client_secret")
        }
        return identity.read_providers(path.read_text(encoding="utf-8"), secrets=secrets)
    except (OSError, identity.Misconfigured) as wrong:
        raise ImproperlyConfigured(f"HOABAN_IDENTITY: {wrong}") from None

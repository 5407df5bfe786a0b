"""Where outside systems are in this installation, who asks there, and what is switched off; in a trial, others that play them."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hoaban.kernel import sealing, wire
from hoaban.shared.exchange.models import Credential, Switch
from hoaban.shared.exchange.rules import destinations

Secrets = Callable[[str, str], Mapping[str, str]]
"""Facility and holder -> credentials of a trial."""
_trial: dict[str, tuple[wire.Ask, Secrets]] = {}
_LONGEST_SECONDS = 120.0
TRIAL_ADDRESS = "https://trial.invalid"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a destination is, and how long one try may take there. ``ask``: over the wire, or to a trial in this process."""

    address: str
    seconds: float
    ask: wire.Ask = field(repr=False)


def place_of(key: str) -> Place | None:
    """Where a destination is; None: nowhere in this installation. :raises ImproperlyConfigured: the file cannot be understood."""
    found = _configured(settings.EXCHANGE).get(key)
    if found is None and settings.DEMO and key in _trial:
        return Place(TRIAL_ADDRESS, destinations.destination(key).seconds, _trial[key][0])
    return found


def secrets_of(key: str, facility_code: str, holder: str = "") -> Mapping[str, str]:
    """The credentials of a facility, or of a member of its staff; empty where there are none, or they cannot be read."""
    if found := kept_secrets(key, facility_code, holder):
        return found
    return _trial[key][1](facility_code, holder) if is_trial(key) else {}


def kept_secrets(key: str, facility_code: str, holder: str = "") -> Mapping[str, str]:
    """What somebody entered; empty where nobody did, or it cannot be read."""
    row = Credential.objects.filter(destination=key, facility_code=facility_code, holder=holder).first()
    if row is None:
        return {}
    try:
        kept = orjson.loads(sealing.unseal(bytes(row.sealed), about=about(key, facility_code, holder)))
    except sealing.BrokenSeal:
        return {}
    return {str(name): str(value) for name, value in kept.items()}


def is_trial(key: str) -> bool:
    """Whether a destination is played by a trial here."""
    return settings.DEMO and key in _trial and key not in _configured(settings.EXCHANGE)


def about(key: str, facility_code: str, holder: str) -> str:
    """What a seal is about: credentials are worth nothing in another row."""
    return f"exchange-credential:{key}:{facility_code}:{holder}"


def is_on(key: str, facility_code: str) -> bool:
    """Whether a facility speaks to a destination."""
    rows = Switch.objects.filter(destination=key, facility_code__in=("", facility_code), on=False)
    return not rows.exists()


def register_trial(key: str, ask: wire.Ask, secrets: Secrets) -> None:
    """Something that plays a destination where none is configured.

    :raises ImproperlyConfigured: outside demo mode: production does not start with it.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("a trial destination has no place in production")
    _trial[destinations.destination(key).key] = (ask, secrets)


def configuration_problem() -> str:
    """What is wrong with the configuration, for the operator; nothing when all is well."""
    try:
        _configured(settings.EXCHANGE)
    except ImproperlyConfigured as wrong:
        return str(wrong)
    return ""


@functools.cache
def _configured(file: str) -> Mapping[str, Place]:
    try:
        said = tomllib.loads(Path(file).read_text(encoding="utf-8")) if file else {}
        return {key: _place(key, row) for key, row in said.items()}
    except (OSError, ValueError, TypeError, KeyError, destinations.NoSuchDestination) as wrong:
        raise ImproperlyConfigured(f"HOABAN_EXCHANGE: {wrong}") from None


def _place(key: str, row: Mapping[str, Any]) -> Place:
    seconds = float(row.get("seconds", destinations.destination(key).seconds))
    address = str(row["address"]).rstrip("/")
    if not wire.is_safe(address):
        raise ValueError(f"{key}: address must begin with https:// (http:// only on this machine)")
    if not 0 < seconds <= _LONGEST_SECONDS:
        raise ValueError(f"{key}: seconds is more than 0 and at most {_LONGEST_SECONDS:.0f}")
    return Place(address, seconds, wire.ask)

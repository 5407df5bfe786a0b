"""The gateway, the mail server and the hours of this installation; in a trial a gateway that sends nothing."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hoaban.connect import mail, sms
from hoaban.shared.messaging.rules.deciding import Quiet

_KEEP_DAYS = range(1, 3651)
_trial: list[tuple[Callable[[], sms.Gateway], sms.Post]] = []


@dataclass(frozen=True, slots=True)
class Configuration:
    """``keep_days``: for so long texts, numbers and addresses of what was sent are kept."""

    gateway: sms.Gateway | None
    post: sms.Post
    mailbox: mail.Mailbox | None
    quiet: Quiet
    keep_days: int


def register_trial_gateway(gateway: Callable[[], sms.Gateway], post: sms.Post) -> None:
    """A gateway that plays the other side where none is configured.

    :raises ImproperlyConfigured: outside demo mode: production does not start with it.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("a trial gateway has no place in production")
    _trial[:] = [(gateway, post)]


def configuration() -> Configuration:
    """What holds in this installation. :raises ImproperlyConfigured: the file cannot be read or understood."""
    found = _configured(settings.MESSAGES)
    if found.gateway is None and settings.DEMO:
        for gateway, post in _trial:
            return Configuration(gateway(), post, found.mailbox, found.quiet, found.keep_days)
    return found


def configuration_problem() -> str:
    """What is wrong with the configuration, for the operator; nothing when all is well."""
    try:
        _configured(settings.MESSAGES)
    except ImproperlyConfigured as wrong:
        return str(wrong)
    return ""


@functools.cache
def _configured(file: str) -> Configuration:
    try:
        said = tomllib.loads(Path(file).read_text(encoding="utf-8")) if file else {}
        delivery = said.get("delivery", {})
        return Configuration(
            sms.read_gateway(said["sms"], token=_secret("sms_token")) if "sms" in said else None,
            sms.post_over_http,
            mail.read_mailbox(said["email"], password=_secret("smtp_password")) if "email" in said else None,
            _quiet(delivery),
            _days(delivery),
        )
    except (OSError, ValueError, TypeError) as wrong:  # of what is not TOML too
        raise ImproperlyConfigured(f"HOABAN_MESSAGES: {wrong}") from None


def _quiet(delivery: Mapping[str, Any]) -> Quiet:
    begins, ends = (
        str(delivery.get(name, usual)) for name, usual in (("quiet_from", "21:00"), ("quiet_until", "07:00"))
    )
    return Quiet(time.fromisoformat(begins), time.fromisoformat(ends))


def _days(delivery: Mapping[str, Any]) -> int:
    days = int(delivery.get("keep_days", 90))
    if days not in _KEEP_DAYS:
        raise ValueError("delivery: keep_days is 1 to 3650")
    return days


def _secret(name: str) -> str:
    path = Path(settings.VAR) / "secrets" / name
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""

"""What passes between the page and a passkey: JSON, with what was asked kept in the session until the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse

from hoaban.foundation.accounts.services.passkeys import PasskeyRefused
from hoaban.kernel import clock

_KEPT = "ceremony"
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Told:
    """What the browser answered to what was asked."""

    state: Mapping[str, Any]
    answer: Mapping[str, Any]
    name: str
    next: str
    account: str


def begin(
    request: HttpRequest, purpose: str, options: Mapping[str, Any], state: Mapping[str, Any]
) -> JsonResponse:
    """Keep what was asked, for this purpose alone, and tell the browser."""
    request.session[_KEPT] = {"purpose": purpose, "state": dict(state), "at": clock.now().timestamp()}
    return JsonResponse({key: options[key] for key in options})


def read(request: HttpRequest, purpose: str) -> Told:
    """The answer, with what was asked; that is forgotten, so that no answer counts twice.

    :raises PasskeyRefused: nothing was asked, it was for something else or long ago, or this is no answer.
    """
    kept = request.session.pop(_KEPT, None)
    try:
        sent = json.loads(request.body)
        answer = sent["credential"]
        told = Told(kept["state"], answer, *(str(sent.get(key, "")) for key in ("name", "next", "account")))
    except (ValueError, TypeError, KeyError, AttributeError) as unread:
        raise PasskeyRefused from unread
    if kept["purpose"] != purpose or clock.now().timestamp() - kept["at"] > _SECONDS:
        raise PasskeyRefused
    return told

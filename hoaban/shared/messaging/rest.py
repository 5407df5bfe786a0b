"""``POST /api/messages``: where a gateway tells what arrived and what somebody wrote. A bearer token; the answer is JSON."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from hoaban.foundation.accounts.api import needs_token
from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.services import receiving
from hoaban.ui.forms import actor_of


@needs_token(policies.RECEIVE)
@require_POST
def callback(request: HttpRequest) -> JsonResponse:
    """Take in one call, whole or not at all; no more of it is read than one may have."""
    body = request.read(receiving.LONGEST + 1)
    if len(body) > receiving.LONGEST:
        raise Invalid("Lời báo quá dài.", "The call is too long.", place="length")
    taken = receiving.take_callback(actor=actor_of(request), body=body, now=clock.now())
    return JsonResponse({"taken": taken})

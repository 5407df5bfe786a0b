"""What a station tells people in person."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import NotFound
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.queries import boxes
from hoaban.shared.messaging.queries.boxes import Told
from hoaban.shared.messaging.services import keeping
from hoaban.shared.messaging.views import words
from hoaban.ui import formats
from hoaban.ui.forms import actor_of, said

_MOST = 50


@needs(policies.TELL)
@require_http_methods(["GET", "HEAD", "POST"])
def to_tell(request: HttpRequest) -> HttpResponse:
    """The people of the commune who have to be told something, the longest waiting first."""
    if request.method == "POST":
        keeping.mark_told(
            actor=actor_of(request), message=_known(request.POST.get("message", "")), now=clock.now()
        )
        messages.success(request, _("Đã ghi là đã nói."))
        return HttpResponseRedirect(request.path)
    found = boxes.to_tell(actor=actor_of(request), count=_MOST, now=clock.now())
    values = {"shown": [_shown(one) for one in found.told], "rest": found.total - len(found.told)}
    return render(request, "messaging/to_tell.html", values)


def _shown(one: Told) -> dict[str, object]:
    person, line = one.person, one.line
    return {
        "id": line.id,
        "name": person.name if person else _("Người này không còn trong danh bạ"),
        "birth": formats.partial_date(person.birth) if person and person.birth else "",
        "text": said(*one.text),
        "age": words.age(line.asked_at, clock.now()),
    }


def _known(text: str) -> UUID:
    """:raises NotFound: it is no id."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("Không có tin này.", "There is no such message.", place="message") from None

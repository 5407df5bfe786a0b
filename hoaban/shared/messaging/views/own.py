"""A citizen's messages, and how they wish to be told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.messaging import policies
from hoaban.shared.messaging.forms import WishForm
from hoaban.shared.messaging.queries import boxes
from hoaban.shared.messaging.queries.boxes import Box, Told
from hoaban.shared.messaging.rules import deciding
from hoaban.shared.messaging.services import keeping
from hoaban.shared.messaging.views import wishes, words
from hoaban.ui import formats
from hoaban.ui.forms import actor_of, attempt, said

_MOST = 100


@needs(policies.OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, person: UUID | None = None) -> HttpResponse:
    """What I was told, or a child I stand for; and how."""
    box = boxes.own_box(actor=actor_of(request), person=person, count=_MOST, now=clock.now())
    form = wishes.form_of(request, box.wishes, WishForm)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _choose(request, person, box, form))
    ):
        messages.success(request, _("Đã ghi cách báo tin."))
        return HttpResponseRedirect(request.path)
    values = {
        "title": _("Tin của tôi") if box.subject.own else _("Tin báo"),
        "name": "" if box.subject.own else box.subject.name,
        "shown": [_shown(one) for one in box.told],
        "reached": wishes.reached(box.wishes),
        "others": [(one.name, reverse("messaging:own-of", args=[one.person])) for one in box.others],
        "form": form,
    }
    return render(request, "messaging/own.html", values, status=400 if form.errors else 200)


def _choose(request: HttpRequest, person: UUID | None, box: Box, form: WishForm) -> None:
    wish = wishes.wish_of(form, box.wishes)
    keeping.choose(actor=actor_of(request), person=person, wish=wish, now=clock.now())


def _shown(one: Told) -> dict[str, object]:
    line = one.line
    sent = [said(*deciding.STATES[line.state]), words.way(line)]
    if line.shared:
        sent.append(_("máy dùng chung: tin không nêu việc"))
    return {
        "title": said(*line.name),
        "at": formats.day_time(line.asked_at),
        "text": said(*one.text) or _("Lời tin đã hết hạn lưu."),
        "how": " · ".join(filter(None, sent)),
    }

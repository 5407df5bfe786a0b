"""People whose record is watched: who is marked and why; mark somebody; end a mark."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.auditing import policies, queries
from hoaban.shared.auditing.forms import MarkForm
from hoaban.shared.auditing.rules import unusual
from hoaban.shared.auditing.services import judging
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt, said


@needs(policies.REVIEW)
@require_safe
def marks(request: HttpRequest) -> HttpResponse:
    """Who is marked now."""
    title = _("Người được theo dõi")
    values = {
        "title": title,
        "marks": [
            {
                "name": one.name or str(one.person),
                "pairs": (
                    parts.Pair(_("Lý do theo dõi"), said(*unusual.MARKS[one.kind]), note=one.words),
                    parts.Pair(
                        _("Ai đặt"), one.set_by.removeprefix("account:"), note=formats.day_time(one.set_at)
                    ),
                ),
                "end_url": reverse("auditing:unmark", args=[one.id]),
            }
            for one in queries.list_marks(actor=actor_of(request), now=clock.now())
        ],
        "crumbs": (parts.Crumb(_("Truy cập bất thường"), reverse("auditing:findings")), parts.Crumb(title)),
    }
    return render(request, "auditing/marks.html", values)


@needs(policies.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, person: UUID) -> HttpResponse:
    """Mark one person, saying why."""
    form = MarkForm(
        request.POST or None, lists={"kind": [(key, said(*both)) for key, both in unusual.MARKS.items()]}
    )
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _mark(request, person, form)):
        messages.success(request, _("Đã đặt nhãn theo dõi."))
        return HttpResponseRedirect(reverse("auditing:marks"))
    title = _("Theo dõi hồ sơ của một người")
    values = {
        "title": title,
        "form": form,
        "lead": _("Mỗi lần có người xem hồ sơ này sẽ thành một dấu hiệu cần rà soát. Không chặn ai."),
        "crumbs": (parts.Crumb(_("Người được theo dõi"), reverse("auditing:marks")), parts.Crumb(title)),
    }
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


@needs(policies.REVIEW)
@require_POST
def end(request: HttpRequest, mark: int) -> HttpResponse:
    """End a mark."""
    judging.unmark_person(actor=actor_of(request), mark=mark, now=clock.now())
    messages.success(request, _("Đã bỏ nhãn theo dõi."))
    return HttpResponseRedirect(reverse("auditing:marks"))


def _mark(request: HttpRequest, person: UUID, form: MarkForm) -> None:
    given = form.cleaned_data
    judging.mark_person(
        actor=actor_of(request), person=person, kind=given["kind"], words=given["words"], now=clock.now()
    )

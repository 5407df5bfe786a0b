"""The rules of the watch and their limits: what holds, and how to change it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.auditing import policies, queries
from hoaban.shared.auditing.forms import LimitForm
from hoaban.shared.auditing.rules import unusual
from hoaban.shared.auditing.services import judging
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt, said


@needs(policies.REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Every rule with its limits, and a form to set one of them."""
    held = queries.list_limits()
    choices = [
        (f"{key}.{one.limit.key}", f"{said(rule.vi, rule.en)}: {said(one.limit.vi, one.limit.en).lower()}")
        for key, rule in unusual.rules().items()
        for one in held[key]
    ]
    form = LimitForm(request.POST or None, lists={"limit": choices})
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _set(request, form)):
        messages.success(request, _("Đã đặt ngưỡng."))
        return HttpResponseRedirect(reverse("auditing:limits"))
    title = _("Ngưỡng dò truy cập bất thường")
    values = {
        "title": title,
        "rules": [
            {
                "name": said(rule.vi, rule.en),
                "why": said(rule.why_vi, rule.why_en),
                "table": _table(held[key]),
            }
            for key, rule in unusual.rules().items()
        ],
        "form": form,
        "crumbs": (parts.Crumb(_("Truy cập bất thường"), reverse("auditing:findings")), parts.Crumb(title)),
    }
    return render(request, "auditing/limits.html", values, status=400 if form.errors else 200)


def _set(request: HttpRequest, form: LimitForm) -> None:
    given = form.cleaned_data
    rule, _dot, key = given["limit"].partition(".")
    judging.set_limit(
        actor=actor_of(request), rule=rule, key=key, value=given["value"], words=given["words"], now=clock.now()
    )  # fmt: skip


def _table(held: tuple[queries.Held, ...]) -> parts.Table:
    columns = (
        parts.Column(_("Ngưỡng")), parts.Column(_("Đang dùng"), "number"), parts.Column(_("Được đặt từ")),
        parts.Column(_("Ai đặt")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(said(one.limit.vi, one.limit.en), head=True),
            parts.Cell(formats.number(one.value)),
            parts.Cell(f"{formats.number(one.limit.lowest)} – {formats.number(one.limit.highest)}"),
            parts.Cell(
                one.set_by.removeprefix("account:") or _("mặc định"),
                note=f"{formats.day_time(one.set_at)}: {one.words}" if one.set_at else "",
            ),
        )
        for one in held
    )
    return parts.Table(_("Ngưỡng"), columns, rows)

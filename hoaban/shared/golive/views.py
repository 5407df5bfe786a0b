"""The way of a facility to keeping no paper: one page, four steps, and the file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.guard import PUBLIC, SIGN_IN
from hoaban.shared.golive import policies, queries, services
from hoaban.shared.golive.forms import DecideForm, FileForm, PublishForm
from hoaban.shared.golive.queries import GoLive
from hoaban.shared.golive.rules import criteria
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt

OPEN = (PUBLIC, SIGN_IN)


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def golive(request: HttpRequest) -> HttpResponse:
    """How the facility stands, and the next step."""
    act = request.POST.get("act", "") if request.method == "POST" else ""
    found = queries.see_file(actor=actor_of(request), now=clock.now())
    initial = {"regulation": found.regulation, "number": found.decision_number, "starts_on": found.starts_on}
    write = FileForm(request.POST if act == "write" else None, answers=found.answers, initial=initial)
    decide = DecideForm(request.POST if act == "decide" else None, initial=initial)
    publish = PublishForm(request.POST if act == "publish" else None)
    if act and _done(request, act, write, decide, publish):
        messages.success(request, _("Đã ghi."))
        return HttpResponseRedirect(request.path)
    values = {
        "found": found, "badge": _state(found), "steps": _steps(found), "write": write, "decide": decide,
        "publish": publish, "asked": _asked(actor_of(request), write), "may_write": found.state in ("draft", "offered"),
        "may_publish": found.state == "decided",
    }  # fmt: skip
    wrong = write.errors or decide.errors or publish.errors
    return render(request, "golive/golive.html", values, status=400 if wrong else 200)


@needs(policies.MANAGE)
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The whole file as PDF, signed if it is."""
    response = HttpResponse(queries.open_pdf(actor=actor_of(request)), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="benh-an-dien-tu.pdf"'
    return response


def _done(request: HttpRequest, act: str, write: FileForm, decide: DecideForm, publish: PublishForm) -> bool:
    actor, now = actor_of(request), clock.now()
    if act == "write":
        return write.is_valid() and attempt(
            write,
            lambda: services.write_file(
                actor=actor, regulation=write.cleaned_data["regulation"], answers=write.answers(), now=now
            ),
        )
    if act == "decide":
        return decide.is_valid() and attempt(
            decide, lambda: services.decide(actor=actor, now=now, **decide.cleaned_data)
        )
    return publish.is_valid() and attempt(
        publish, lambda: services.publish(actor=actor, now=now, **publish.cleaned_data)
    )


def _state(found: GoLive) -> parts.Badge:
    looks = {
        "draft": (_("đang soạn"), "info", "clock"), "offered": (_("chờ Giám đốc ký"), "warning", "clock"),
        "decided": (_("đã quyết định"), "success", "check"), "published": (_("đã công bố"), "success", "check"),
    }  # fmt: skip
    return parts.Badge(*looks[found.state])


def _steps(found: GoLive) -> list[parts.Pair]:
    day = formats.day
    return [
        parts.Pair(_("Cơ sở"), found.facility_name),
        parts.Pair(_("Số quyết định"), found.decision_number),
        parts.Pair(_("Dùng bệnh án điện tử từ ngày"), day(found.starts_on) if found.starts_on else ""),
        parts.Pair(_("Ngày ký quyết định"), day(found.decided_on) if found.decided_on else ""),
        parts.Pair(
            _("Ngày công bố"), day(found.published_on) if found.published_on else "", note=found.published_at
        ),
    ]


def _asked(actor: Actor, form: FileForm) -> list[dict[str, Any]]:
    """Each criterion with its fields and the screen that shows it."""
    return [
        {
            "code": one.code, "basis": one.basis, "answer": form[one.code], "words": form[f"{one.code}.words"],
            "url": _screen(actor, one.address),
        }
        for one in criteria()
    ]  # fmt: skip


def _screen(actor: Actor, address: str) -> str:
    """The address of a screen, for who may open it; empty for one about somebody, which has no address by itself."""
    if not address or "<" in address:
        return ""
    needed = str(getattr(resolve(f"/{address}").func, "needs", ""))
    return f"/{address}" if needed in OPEN or actor.may(needed) else ""

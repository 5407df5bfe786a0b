"""The doctor's page of a visit: everything of it on one page, saved and ended from the keyboard."""

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
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed
from hoaban.modules.hospital.fhir.consultation import with_earlier
from hoaban.modules.hospital.forms import consulting as forms
from hoaban.modules.hospital.forms.consulting import Sent
from hoaban.modules.hospital.services import consulting, drafting
from hoaban.modules.hospital.services.consulting import Given, NotReady, SavedMeanwhile
from hoaban.modules.hospital.views import desk_page
from hoaban.modules.hospital.views.desk_page import Told
from hoaban.shared.visits.api import WORK
from hoaban.ui import formats
from hoaban.ui.forms import actor_of, said

_ENDS = ("finish", "next")


@needs(WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Show the page, or do what its buttons say; what was typed stays, whatever happens."""
    if request.method != "POST":
        return _page(request, visit)
    sent = forms.read(request.POST)
    act = sent.do.partition(":")[0]
    act = "find" if act == "enter" and sent.looks_for else act
    if act in ("find", "add", "remove", "main"):
        return _page(request, visit, _changed(sent))
    if act == "copy":
        return _copied(request, visit, sent)
    if act == "discard":
        drafting.discard_draft(actor=actor_of(request), visit=visit, now=clock.now())
        messages.info(request, _("Đã bỏ phần chưa lưu."))
        return HttpResponseRedirect(request.path)
    if act == "reopen":
        return _reopened(request, visit, sent)
    return _saved(request, visit, sent)


def _changed(sent: Sent) -> Told:
    """The page again with one diagnosis more, less, or first: for who has no script."""
    act, _colon, rest = sent.do.partition(":")
    if act in ("find", "enter"):
        return Told(sent.said, looks_for=sent.looks_for, seen=sent.seen)
    if act == "add":
        code, _stroke, name = rest.partition("|")
        name = name or (desk_page.name_of(code, clock.now()) if code else sent.looks_for)
        return Told(forms.added(sent.said, code[:20], forms.line(name)[:500]), seen=sent.seen)
    return Told(forms.changed(sent.said, sent.do), seen=sent.seen)


def _copied(request: HttpRequest, visit: UUID, sent: Sent) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    opened = drafting.open_desk(actor=actor, visit=visit, with_last=True, now=now)
    last, filled = opened.last, sent.said
    if last is None:
        messages.info(request, _("Chưa có lượt khám nào trước đó để chép."))
    else:
        filled = with_earlier(sent.said, last.said)
        told = _("Đã chép từ lượt khám ngày %(day)s, %(where)s vào các ô còn trống. Hãy sửa theo hôm nay.")
        day = formats.day(last.at) if last.at else ""
        messages.warning(request, told % {"day": day, "where": last.where})
    values = desk_page.values(actor, opened, Told(filled, seen=sent.seen), now)
    return render(request, "hospital/consulting/desk.html", values)


def _saved(request: HttpRequest, visit: UUID, sent: Sent) -> HttpResponse:
    actor, ends = actor_of(request), sent.do in _ENDS
    given = Given(sent.said, sent.seen, sent.picks, ends, sent.sure)
    try:
        consulting.save(actor=actor, visit=visit, given=given, now=clock.now())
    except SavedMeanwhile as offered:
        return _page(request, visit, Told(sent.said, offered=offered, do=sent.do), status=409)
    except NotReady as failure:
        return _page(request, visit, Told(sent.said, lacks=failure.lacks, do=sent.do, seen=sent.seen))
    except (Invalid, Conflict, NotAllowed) as failure:  # who may not sign is told why, and loses nothing
        return _page(request, visit, Told(sent.said, failures=(failure,), seen=sent.seen))
    if not ends:
        messages.success(request, _("Đã lưu."))
        return HttpResponseRedirect(request.path)
    messages.success(request, _("Đã kết thúc lượt khám. Bệnh án đang được lập và sẽ nằm ở Chờ ký."))
    after = "?next=1" if sent.do == "next" else ""
    return HttpResponseRedirect(reverse("hospital:my-list") + after)


def _reopened(request: HttpRequest, visit: UUID, sent: Sent) -> HttpResponse:
    try:
        consulting.reopen(actor=actor_of(request), visit=visit, reason=sent.reason, now=clock.now())
    except (Invalid, Conflict) as failure:
        messages.error(request, said(failure.message_vi, failure.message_en))
    return HttpResponseRedirect(request.path)


def _page(request: HttpRequest, visit: UUID, told: Told | None = None, *, status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    opened = drafting.open_desk(actor=actor, visit=visit, now=now)
    values = desk_page.values(actor, opened, told, now)
    return render(request, "hospital/consulting/desk.html", values, status=status)

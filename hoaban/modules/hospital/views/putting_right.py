"""A visit at the desk is put right: cancelled, corrected, given to the right person, its person named."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.forms.arriving import ArrivalForm, ScanForm
from hoaban.modules.hospital.forms.newcomers import WhyForm
from hoaban.modules.hospital.queries import visiting
from hoaban.modules.hospital.services import checking, correcting
from hoaban.modules.hospital.views import arrival_words, counter_words, here, visit_words
from hoaban.shared.exchange import api as exchange
from hoaban.shared.visits import api as visits
from hoaban.ui import parts
from hoaban.ui.forms import actor_of, attempt, said, tell


def _crumbs(one: visiting.DeskVisit, last: str) -> tuple[parts.Crumb, ...]:
    return (
        parts.Crumb(_("Tiếp đón"), reverse("hospital:counter")),
        parts.Crumb(one.visit.number, reverse("hospital:desk-visit", args=[one.visit.id])),
        parts.Crumb(last),
    )


def _with_reason(
    request: HttpRequest, visit: UUID, title: str, lead: str, done: str, act: Callable[..., visits.Visit]
) -> HttpResponse:
    """A page that asks why, and then does it."""
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: act(actor=actor_of(request), visit=visit, reason=reason, now=clock.now())):
            messages.success(request, done)
            return redirect("hospital:desk-visit", visit=visit)
    one = visiting.see_desk_visit(actor=actor_of(request), visit=visit, now=clock.now())
    values = {
        "form": form, "title": title, "lead": f"{visit_words.name(one)} · {lead}", "danger": True,
        "crumbs": _crumbs(one, title),
    }  # fmt: skip
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The visit is none."""
    return _with_reason(
        request, visit, _("Hủy lượt khám"), _("Chỉ hủy khi chưa ai khám; số thứ tự được rút."), _("Đã hủy lượt khám."),
        correcting.cancel,
    )  # fmt: skip


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, visit: UUID) -> HttpResponse:
    """They were not who was said."""
    return _with_reason(
        request, visit, _("Xác định nhầm, hoàn tác"), _("Người này lại là chưa rõ danh tính; điều đã ghi vẫn ở lượt này."),
        _("Đã hoàn tác việc xác định danh tính."), correcting.take_back,
    )  # fmt: skip


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Why they came, who pays, where they wait: said anew."""
    actor = actor_of(request)
    one = visiting.see_desk_visit(actor=actor, visit=visit, now=clock.now())
    arrival = one.visit.arrival
    lists = arrival_words.lists(actor, arrival.facility_code)
    if request.method == "POST":
        form = ArrivalForm(request.POST, lists=lists)
        if form.is_valid() and attempt(form, lambda: _corrected(request, one, form)):
            messages.success(request, _("Đã sửa thông tin tiếp đón."))
            return redirect("hospital:desk-visit", visit=visit)
    else:
        form = ArrivalForm(initial=arrival_words.of_visit(one), lists=lists)
    values = {"form": form, "title": _("Sửa thông tin tiếp đón"), "name": visit_words.name(one)}
    values["crumbs"] = _crumbs(one, str(values["title"]))
    return render(request, "hospital/correct.html", values, status=400 if form.errors else 200)


def _corrected(request: HttpRequest, one: visiting.DeskVisit, form: ArrivalForm) -> None:
    arrival = form.arrival(one.visit.arrival.facility_code, one.visit.arrival.person)
    correcting.correct(
        actor=actor_of(request),
        visit=one.visit.id,
        arrival=arrival,
        point=form.taken().point,
        now=clock.now(),
    )


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The wrong person was received."""
    return _choosing(
        request, visit, _("Tiếp đón nhầm người"),
        _("Tìm đúng người; lượt này được hủy, người đúng có lượt mới với cùng lượt chờ. Chỉ khi chưa ghi gì."), _moved,
    )  # fmt: skip


@needs(policies.RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def identify(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Who came unknown is somebody of the register."""
    return _choosing(
        request, visit, _("Xác định danh tính"),
        _("Tìm người trong danh bạ; lượt khám và mọi điều đã ghi ở nguyên chỗ, chỉ đổi là của ai. Hoàn tác được."), _identified,
    )  # fmt: skip


def _moved(request: HttpRequest, visit: UUID, person: UUID) -> UUID:
    once = request.POST.get("once", "")[:32]
    return correcting.move(actor=actor_of(request), visit=visit, person=person, once=once, now=clock.now()).id


def _identified(request: HttpRequest, visit: UUID, person: UUID) -> UUID:
    return correcting.identify(actor=actor_of(request), visit=visit, person=person, now=clock.now()).id


def _choosing(
    request: HttpRequest, visit: UUID, title: str, lead: str, act: Callable[[HttpRequest, UUID, UUID], UUID]
) -> HttpResponse:
    """A page on which somebody of the register is looked for, and chosen."""
    actor, chosen = actor_of(request), _uuid(request.POST.get("person", ""))
    form, hits = ScanForm(request.POST if "text" in request.POST else None), None
    failure = ""
    if chosen is not None:
        try:
            return redirect("hospital:desk-visit", visit=act(request, visit, chosen))
        except (Conflict, Invalid) as refused:
            failure = said(refused.message_vi, refused.message_en)
    elif form.is_bound and form.is_valid():
        try:
            hits = checking.find_for_visit(
                actor=actor, visit=visit, text=form.cleaned_data["text"], now=clock.now()
            )
        except Invalid as short:
            tell(form, short, at="text")
    one = visiting.see_desk_visit(actor=actor, visit=visit, now=clock.now()) if hits is None else hits.one
    values = {
        "form": form, "title": title, "lead": lead, "name": visit_words.name(one), "failure": failure,
        "people": counter_words.choices(hits.people, "") if hits else (), "sought": hits is not None,
        "once": here.fresh_once(), "crumbs": _crumbs(one, title),
    }  # fmt: skip
    return render(request, "hospital/choose.html", values, status=400 if form.errors or failure else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@needs(policies.RECEIVE)
@require_http_methods(["POST"])
def check(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The card of the visit is asked about again."""
    try:
        answer = checking.check_again(
            actor=actor_of(request), visit=visit, moment=request.POST.get("moment", ""), now=clock.now()
        )
    except Invalid as refused:
        messages.warning(request, said(refused.message_vi, refused.message_en))
    else:
        tells = messages.success if answer.state is exchange.CardState.VALID else messages.warning
        tells(request, said(*answer.words))
    return redirect("hospital:desk-visit", visit=visit)

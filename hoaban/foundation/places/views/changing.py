"""Changes of one facility, each a form of its own and one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from hoaban.foundation.places import forms, policies
from hoaban.foundation.places.queries import facility_files
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules import opening
from hoaban.foundation.places.services import details, noting
from hoaban.foundation.places.services.facilities import register_facility
from hoaban.foundation.places.views import words
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.effective import Period
from hoaban.kernel.guard import needs
from hoaban.ui import parts
from hoaban.ui.forms import PageForm, Pairs, actor_of, attempt, said

_METHODS = ["GET", "HEAD", "POST"]
_Act = Callable[[Actor, shapes.FacilityFile, Any], None]


@dataclass(frozen=True, slots=True)
class _Change:
    """One kind of change: its title, its form and what it calls."""

    title: str | Promise
    form: type[PageForm]
    act: _Act


def _register(actor: Actor, file: shapes.FacilityFile, form: forms.FacilityForm) -> None:
    known = file.on(words.today()) or file.history[0]
    register_facility(actor=actor, facility=form.facility(known, demo=known.demo), now=clock.now())


def _detail(actor: Actor, file: shapes.FacilityFile, form: forms.DetailForm) -> None:
    details.set_detail(actor=actor, detail=form.detail(file.code), now=clock.now())


def _relate(actor: Actor, file: shapes.FacilityFile, form: forms.RelationForm) -> None:
    details.relate(actor=actor, facility_code=file.code, relation=form.relation(), now=clock.now())


def _responsible(actor: Actor, file: shapes.FacilityFile, form: forms.ResponsibleForm) -> None:
    details.name_responsible(actor=actor, facility_code=file.code, person=form.person(), now=clock.now())


def _service(actor: Actor, file: shapes.FacilityFile, form: forms.ServiceForm) -> None:
    given, now = form.cleaned_data, clock.now()
    if given["last"] and not given["start"]:
        details.end_service(
            actor=actor, facility_code=file.code, service=given["service"], last=given["last"], now=now
        )
    else:
        offered = shapes.Offered(given["service"], Period(given["start"], given["last"]))
        details.offer_service(actor=actor, facility_code=file.code, offered=offered, now=now)


def _department(actor: Actor, file: shapes.FacilityFile, form: forms.DepartmentForm) -> None:
    given, now = form.cleaned_data, clock.now()
    if given["last"] and not given["start"]:
        details.close_department(
            actor=actor, facility_code=file.code, code=given["code"], last=given["last"], now=now
        )
    else:
        made = shapes.Department(given["code"], given["name"], Period(given["start"], given["last"]))
        details.open_department(actor=actor, facility_code=file.code, department=made, now=now)


def _permit(actor: Actor, file: shapes.FacilityFile, form: forms.PermitForm) -> None:
    details.record_permit(actor=actor, facility_code=file.code, permit=form.permit(), now=clock.now())


CHANGES: dict[str, _Change] = {
    "facility": _Change(lazy("Sửa hoặc đổi từ một ngày"), forms.ChangedFacilityForm, _register),
    "detail": _Change(lazy("Sửa liên hệ, vị trí, giờ mở cửa"), forms.DetailForm, _detail),
    "relation": _Change(lazy("Ghi cơ quan quản lý, chuyên môn, dự toán"), forms.RelationForm, _relate),
    "responsible": _Change(lazy("Ghi người chịu trách nhiệm"), forms.ResponsibleForm, _responsible),
    "permit": _Change(lazy("Ghi giấy phép, giấy chứng nhận"), forms.PermitForm, _permit),
    "service": _Change(lazy("Ghi dịch vụ"), forms.ServiceForm, _service),
    "department": _Change(lazy("Ghi khoa, phòng"), forms.DepartmentForm, _department),
}


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Register a facility."""
    actor = actor_of(request)
    form = forms.FacilityForm(request.POST or None, lists=words.choices(words.today()))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if facility_files.facility_files([code]):
            form.add_error("code", _("Mã này đã có cơ sở."))
        elif attempt(
            form,
            lambda: register_facility(actor=actor, facility=form.facility(None, demo=False), now=clock.now()),
        ):
            messages.success(request, _("Đã ghi."))
            return redirect("places:facility", code=code)
    crumbs = (parts.Crumb(_("Cơ sở y tế"), reverse("places:facilities")), parts.Crumb(_("Thêm cơ sở")))
    return _page(request, form, _("Thêm cơ sở"), crumbs)


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def change(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """One change of a facility, by the form that belongs to it."""
    known = CHANGES.get(what)
    if known is None:
        raise Http404
    actor = actor_of(request)
    file = facility_files.facility_file(code)
    form = known.form(request.POST or None, lists=_choices(what), initial=_initial(what, file))
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: known.act(actor, file, form)):
        messages.success(request, _("Đã ghi."))
        if isinstance(form, forms.DetailForm):
            for _place, vi, en in shapes.detail_doubts(form.detail(code)):
                messages.warning(request, said(vi, en))
        return redirect("places:facility", code=code)
    return _page(request, form, str(known.title), _crumbs(file, str(known.title)))


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def permit(request: HttpRequest, code: str, permit: int) -> HttpResponse:
    """Revoke one permit, after saying why."""
    actor = actor_of(request)
    file = facility_files.facility_file(code)
    one = next((each for each in file.permits if each.id == permit), None)
    if one is None:
        raise noting.NoSuchFacility
    form = forms.RevocationForm(request.POST or None, initial={"on": words.today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: details.revoke_permit(actor=actor, permit=permit, now=clock.now(), **given)):
            messages.success(request, _("Đã ghi."))
            return redirect("places:facility", code=code)
    title = _("Thu hồi giấy phép")
    lead = f"{words.permit(one.kind)}, {one.number}"
    values = {"form": form, "title": title, "lead": lead, "crumbs": _crumbs(file, one.number), "danger": True}
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


def _choices(what: str) -> dict[str, Pairs]:
    found = words.choices(words.today())
    if what == "relation":
        found["kind"] = words.relations()
    if what == "permit":
        found["kind"] = words.permits()
    return found


def _initial(what: str, file: shapes.FacilityFile) -> dict[str, Any]:
    """What a form shows at first: what is known, and today."""
    if what == "facility":
        known = file.on(words.today()) or file.history[0]
        days = {"start": known.period.start, "end": known.period.end}
        told = (name for name in forms.ChangedFacilityForm.base_fields if name not in days)
        return {name: getattr(known, name) for name in told} | days
    if what == "detail":
        return asdict(file.detail) | {"hours": opening.shown_hours(file.detail.hours)}
    return {"start": words.today()} if what in {"relation", "responsible"} else {}


def _crumbs(file: shapes.FacilityFile, last: str) -> tuple[parts.Crumb, ...]:
    return (
        parts.Crumb(_("Cơ sở y tế"), reverse("places:facilities")),
        parts.Crumb(file.history[0].name, reverse("places:facility", args=[file.code])),
        parts.Crumb(last),
    )


def _page(request: HttpRequest, form: PageForm, title: str, crumbs: tuple[parts.Crumb, ...]) -> HttpResponse:
    values = {"form": form, "title": title, "crumbs": crumbs}
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)

"""Changes of one person's file, each a form of its own and one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from hoaban.foundation.workforce import forms, policies
from hoaban.foundation.workforce.rules import checks, lists, shapes, unit_list
from hoaban.foundation.workforce.rules.problems import Problem
from hoaban.foundation.workforce.services import correcting, hours, looking, practice
from hoaban.foundation.workforce.services import members as services
from hoaban.foundation.workforce.views import words
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.guard import needs
from hoaban.ui import formats, parts
from hoaban.ui.forms import PageForm, Pairs, actor_of, attempt, said

_METHODS = ["GET", "HEAD", "POST"]
_Act = Callable[[Actor, shapes.StaffFile, Any], None]


@dataclass(frozen=True, slots=True)
class _Change:
    """One kind of change: its title, its form and what it calls."""

    title: str | Promise
    form: type[PageForm]
    act: _Act


def _open_post(actor: Actor, file: shapes.StaffFile, form: forms.PostForm) -> None:
    services.open_post(actor=actor, member=file.member.id, post=form.made(), now=clock.now())


def _end_post(actor: Actor, file: shapes.StaffFile, form: forms.LeaveForm) -> None:
    given = form.cleaned_data
    services.end_post(
        actor=actor,
        member=file.member.id,
        facility_code=given["facility_code"],
        last=given["last"],
        now=clock.now(),
    )


def _correct_days(actor: Actor, file: shapes.StaffFile, form: forms.PostDaysForm) -> None:
    given = dict(form.cleaned_data)
    post = int(given.pop("post"))
    correcting.correct_days(actor=actor, member=file.member.id, post=post, now=clock.now(), **given)


def _record_licence(actor: Actor, file: shapes.StaffFile, form: forms.LicenceForm) -> None:
    practice.record_licence(actor=actor, member=file.member.id, licence=form.made(), now=clock.now())


def _record_training(actor: Actor, file: shapes.StaffFile, form: forms.TrainingForm) -> None:
    practice.record_training(actor=actor, member=file.member.id, training=form.made(), now=clock.now())


def _register_hours(actor: Actor, file: shapes.StaffFile, form: forms.HoursForm) -> None:
    hours.register_hours(actor=actor, member=file.member.id, hours=form.made(), now=clock.now())


def _end_hours(actor: Actor, file: shapes.StaffFile, form: forms.HoursEndForm) -> None:
    given = form.cleaned_data
    hours.end_hours(
        actor=actor, member=file.member.id, hours=int(given["hours"]), last=given["last"], now=clock.now()
    )


def _correct(actor: Actor, file: shapes.StaffFile, form: forms.MemberForm) -> None:
    member = form.member(file.member.id, demo=file.member.demo)
    services.correct_member(actor=actor, member=member, now=clock.now())


CHANGES: dict[str, _Change] = {
    "person": _Change(lazy("Sửa thông tin"), forms.MemberForm, _correct),
    "post": _Change(lazy("Thêm hoặc đổi vị trí việc làm"), forms.PostForm, _open_post),
    "post-days": _Change(lazy("Sửa ngày của vị trí việc làm"), forms.PostDaysForm, _correct_days),
    "leaving": _Change(lazy("Ghi thôi việc"), forms.LeaveForm, _end_post),
    "licence": _Change(lazy("Ghi giấy phép hành nghề"), forms.LicenceForm, _record_licence),
    "training": _Change(lazy("Ghi đào tạo"), forms.TrainingForm, _record_training),
    "hours": _Change(lazy("Đăng ký giờ hành nghề"), forms.HoursForm, _register_hours),
    "hours-end": _Change(lazy("Kết thúc giờ hành nghề"), forms.HoursEndForm, _end_hours),
}


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Open a staff file with its first post."""
    actor, now = actor_of(request), clock.now()
    form = forms.NewcomerForm(
        request.POST or None, lists=_choices(actor, None), initial={"start": words.today()}
    )
    if request.method == "POST" and form.is_valid():
        member = form.member(services.new_id(now))
        if attempt(
            form, lambda: services.register_member(actor=actor, member=member, post=form.made(), now=now)
        ):
            _remark(request, checks.member_doubts(member))
            return redirect("workforce:file", member=member.id)
    crumbs = (parts.Crumb(_("Nhân lực y tế"), reverse("workforce:staff")), parts.Crumb(_("Thêm người")))
    return _page(request, form, _("Thêm người"), crumbs)


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def change(request: HttpRequest, member: UUID, what: str) -> HttpResponse:
    """One change of a file, by the form that belongs to it."""
    known = CHANGES.get(what)
    if known is None:
        raise Http404
    actor = actor_of(request)
    file = looking.open_file(actor=actor, member=member, now=clock.now())
    form = known.form(
        request.POST or None, lists=_choices(actor, file, what), initial=_initial(request, what, file)
    )
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: known.act(actor, file, form)):
        _remark(request, _doubts(form, file))
        return redirect("workforce:file", member=member)
    return _page(request, form, str(known.title), _crumbs(file, str(known.title)))


@needs(policies.MANAGE)
@require_http_methods(_METHODS)
def licence(request: HttpRequest, member: UUID, licence: int) -> HttpResponse:
    """One licence; the Department suspends it, lifts a suspension, or revokes it."""
    actor, on = actor_of(request), words.today()
    file = looking.open_file(actor=actor, member=member, now=clock.now())
    one = next((each for each in file.licences if each.id == licence), None)
    if one is None:
        raise practice.NoSuchLicence("Không có giấy phép này.", "There is no such licence.")
    what = request.POST.get("what", "")
    offered = {
        name: kind(request.POST if name == what else None, prefix=name, initial={"on": on, "first": on})
        for name, kind in _LICENCE_FORMS.items()
    }
    form = offered.get(what)
    if (
        form is not None
        and form.is_valid()
        and attempt(form, lambda: _change_licence(actor, licence, what, form))
    ):
        return redirect("workforce:licence", member=member, licence=licence)
    values = {
        "file": file,
        "licence": one,
        "pairs": _licence_pairs(one),
        "badge": words.state(one, on),
        "suspension": offered["suspend"],
        "lift": offered["lift"],
        "revocation": offered["revoke"],
        "stops": policies.may_license(actor),
        "wrong": form if form is not None and form.errors else None,
        "crumbs": _crumbs(file, one.number),
    }
    return render(request, "workforce/licence.html", values, status=400 if values["wrong"] else 200)


_LICENCE_FORMS: dict[str, type[PageForm]] = {
    "suspend": forms.SuspensionForm,
    "lift": forms.LiftForm,
    "revoke": forms.RevocationForm,
}


def _change_licence(actor: Actor, licence: int, what: str, form: PageForm) -> None:
    given, now = form.cleaned_data, clock.now()
    if what == "suspend":
        practice.suspend_licence(actor=actor, licence=licence, now=now, **given)
    elif what == "lift":
        practice.lift_suspension(actor=actor, licence=licence, on=given["on"], now=now)
    else:
        practice.revoke_licence(actor=actor, licence=licence, now=now, **given)


def _licence_pairs(one: shapes.Licence) -> tuple[parts.Pair, ...]:
    return (
        parts.Pair(_("Loại giấy phép"), words.licence_kind(one.kind)),
        parts.Pair(_("Ngày cấp"), formats.day(one.issued_on), note=one.issued_by),
        parts.Pair(
            _("Có giá trị đến"), formats.day(one.valid_until) if one.valid_until else _("không thời hạn")
        ),
        parts.Pair(_("Phạm vi hành nghề"), words.scopes(one.scopes), note=one.scope_text),
        parts.Pair(
            _("Thu hồi"), formats.day(one.revoked_on) if one.revoked_on else _("không"), note=one.revoked_why
        ),
        *(
            parts.Pair(
                _("Đình chỉ"),
                f"{formats.day(each.period.start) if each.period.start else ''} - "
                f"{formats.day(each.period.end) if each.period.end else _('chưa có ngày hết')}",
                note=each.reason,
            )
            for each in one.suspensions
        ),
    )


def _choices(actor: Actor, file: shapes.StaffFile | None, what: str = "") -> Mapping[str, Pairs]:
    on = words.today()
    theirs = [
        one for one in lists.scopes().values() if file is None or one.profession == file.member.profession
    ]
    return {
        "facility_code": words.facilities(actor, policies.MANAGE, on),
        "profession": forms.worded(lists.professions().values()),
        "degree": forms.worded(lists.degrees().values()),
        "sex": forms.paired(lists.SEXES),
        "kind": forms.paired(lists.TRAINING_KINDS if what == "training" else lists.LICENCE_KINDS),
        "scopes": forms.worded(theirs),
        "techniques": forms.worded(lists.acts(on).values()),
        "post": [(str(one.id), one.post) for one in (file.posts if file else ())],
        "hours": [(str(one.id), words.hours(one)) for one in (file.hours if file else ())],
        "weekday": [(str(number), words.weekday(number)) for number in range(1, 8)],
    }


def _initial(request: HttpRequest, what: str, file: shapes.StaffFile) -> dict[str, Any]:
    """What a form shows at first: the person as known; today; the facility of the post; the hours that were pointed at."""
    post = next(iter(file.posts), None)
    here = {
        "facility_code": post.facility_code if post else "",
        "start": words.today(),
        "last": words.today(),
        "hours": request.GET.get("hours", ""),
    }
    if what == "post-days":
        one = next((each for each in file.posts if str(each.id) == request.GET.get("post")), post)
        return _days_of(one) if one else {}
    if what != "person":
        return here
    known = {name: getattr(file.member, name) for name in shapes.Member.__slots__}
    return known | {"birth": unit_list.shown_birth(file.member.birth)}


def _days_of(one: shapes.Post) -> dict[str, Any]:
    return {
        "post": str(one.id),
        "start": one.period.start,
        "end": one.period.end,
        "registered_on": one.registered_on,
    }


def _doubts(form: PageForm, file: shapes.StaffFile) -> list[Problem]:
    if isinstance(form, forms.LicenceForm):
        return checks.licence_doubts(form.made(), file.member.profession)
    if isinstance(form, forms.MemberForm):
        return checks.member_doubts(form.member(file.member.id))
    return []


def _remark(request: HttpRequest, doubts: list[Problem]) -> None:
    """It is stored; what is odd about it is said all the same."""
    messages.success(request, _("Đã ghi."))
    for _place, vi, en in doubts:
        messages.warning(request, said(vi, en))


def _crumbs(file: shapes.StaffFile, last: str) -> tuple[parts.Crumb, ...]:
    return (
        parts.Crumb(_("Nhân lực y tế"), reverse("workforce:staff")),
        parts.Crumb(file.member.name, reverse("workforce:file", args=[file.member.id])),
        parts.Crumb(last),
    )


def _page(request: HttpRequest, form: PageForm, title: str, crumbs: tuple[parts.Crumb, ...]) -> HttpResponse:
    values = {"form": form, "title": title, "crumbs": crumbs}
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)

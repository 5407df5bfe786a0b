"""Worklists: what a place has to do, samples with their labels, a result typed in and released."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.forms.results import ResultForm, WithdrawForm
from hoaban.modules.hospital.queries import results as reading
from hoaban.modules.hospital.rules import results as rules
from hoaban.modules.hospital.rules.ordering import STATES, Kind, OrderState
from hoaban.modules.hospital.services import results as acting
from hoaban.modules.hospital.views import result_words as words
from hoaban.ui import formats, paper, parts
from hoaban.ui.forms import actor_of, attempt, said

_METHODS = ["GET", "HEAD", "POST"]


@needs(policies.PERFORM)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Where orders are carried out, and how many wait at each."""
    found = reading.list_places(actor=actor_of(request), now=clock.now())
    rows = tuple(
        (
            parts.Cell(said(point.vi, point.en or point.vi), url=reverse("hospital:worklist", args=[point.id]), head=True),
            parts.Cell(formats.number(waiting)),
        )
        for point, waiting in found
    )  # fmt: skip
    columns = (parts.Column(_("Nơi thực hiện")), parts.Column(_("Đang chờ"), "number"))
    table = parts.Table(_("Nơi thực hiện"), columns, rows, _("Cơ sở chưa mở nơi thực hiện nào hôm nay."))
    return render(request, "hospital/work_places.html", {"table": table})


@needs(policies.PERFORM)
@require_http_methods(_METHODS)
def worklist(request: HttpRequest, point: int) -> HttpResponse:
    """What a place has to do; samples are taken here."""
    actor, now = actor_of(request), clock.now()
    if request.method == "POST":
        reading.place_of_work(actor=actor, point=point)
        orders = [one for text in request.POST.getlist("order")[:60] if (one := _uuid(text))]
        done = acting.take_samples(actor=actor, orders=orders, now=now)
        messages.success(request, _("Đã ghi lấy %s mẫu.") % done)
        return HttpResponseRedirect(request.path)
    seen = reading.see_worklist(actor=actor, point=point, now=now)
    samples = any(one.kind is Kind.LABORATORY for one in seen.waiting)
    name = said(seen.point.vi, seen.point.en or seen.point.vi)
    values = {
        "title": name, "samples": samples, "waiting": _people(seen.waiting), "begun": _people(seen.begun),
        "done": _people(seen.done),
        "crumbs": (parts.Crumb(_("Thực hiện chỉ định"), reverse("hospital:work")), parts.Crumb(name)),
    }  # fmt: skip
    return render(request, "hospital/worklist.html", values)


@needs(policies.PERFORM)
@require_http_methods(_METHODS)
def work(request: HttpRequest, order: UUID) -> HttpResponse:
    """A result is typed in, kept for release, released, or changed when it was released already."""
    actor, now = actor_of(request), clock.now()
    one, versions = reading.see_work(actor=actor, order=order, now=now)
    form = _form(request, one, versions)
    release = request.POST.get("act") == "release"
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _save(request, order, form, release))
    ):
        messages.success(
            request, _("Đã trả kết quả.") if release or one.versions else _("Đã lưu, chờ duyệt.")
        )
        return HttpResponseRedirect(request.path)
    values = {
        "one": words.heading(one), "form": form, "versions": [words.version(each) for each in versions],
        "is_over": one.state is OrderState.CANCELLED, "amends": one.state is OrderState.RELEASED,
        "state": said(*STATES[one.state]), "withdraw_url": reverse("hospital:withdraw", args=[order]) if versions else "",
        "label_url": reverse("hospital:label", args=[order]) if one.kind is Kind.LABORATORY else "",
        "crumbs": (parts.Crumb(_("Thực hiện chỉ định"), reverse("hospital:work")), parts.Crumb(one.name)),
    }  # fmt: skip
    return render(request, "hospital/work.html", values, status=400 if form.errors else 200)


@needs(policies.PERFORM)
@require_http_methods(_METHODS)
def withdraw(request: HttpRequest, order: UUID) -> HttpResponse:
    """A result was written for the wrong person; who looked at it is told."""
    actor, now = actor_of(request), clock.now()
    one, _versions = reading.see_work(actor=actor, order=order, now=now)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    back = reverse("hospital:work-order", args=[order])
    if form.is_valid() and attempt(
        form, lambda: acting.withdraw_result(actor=actor, order=order, why=form.cleaned_data["why"], now=now)
    ):
        messages.success(request, _("Đã rút kết quả; người đã xem được báo."))
        return HttpResponseRedirect(back)
    values = {
        "form": form, "title": _("Rút kết quả ghi nhầm người"), "danger": True, "lead": f"{one.name} · {one.number}",
        "crumbs": (parts.Crumb(one.name, back), parts.Crumb(_("Rút kết quả ghi nhầm người"))),
    }  # fmt: skip
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


@needs(policies.PERFORM)
@require_safe
def label(request: HttpRequest, order: UUID) -> HttpResponse:
    """The label of a sample: who, what, and its number as a square code."""
    now = clock.now()
    one, _versions = reading.see_work(actor=actor_of(request), order=order, now=now)
    content = paper.make("hospital/papers/label.html", {"one": words.heading(one)}, now=now)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="nhan-mau.pdf"'
    return answer


def _save(request: HttpRequest, order: UUID, form: ResultForm, release: bool) -> None:
    given = form.cleaned_data
    typed = acting.Typed(form.values(), given["text"], given["versions"] or 0, given.get("why", ""))
    acting.save_result(
        actor=actor_of(request),
        order=order,
        typed=typed,
        release=release,
        once=given["once"],
        now=clock.now(),
    )


def _form(request: HttpRequest, one: reading.Work, versions: tuple[reading.Version, ...]) -> ResultForm:
    sex = one.person.sex if one.person else ""
    analytes = [
        (each, words.range_words(rules.range_of(each.name, sex, one.months)))
        for each in rules.templates().get(one.template, ())
    ]
    typed = {line.analyte: words.value(line) for line in versions[0].report.lines} if versions else {}
    text = versions[0].report.text if versions else rules.beginnings().get(one.kind.value, "")
    initial = {**typed, "text": text, "once": uuid4().hex, "versions": one.versions}
    data = request.POST if request.method == "POST" else None
    return ResultForm(data, analytes=analytes, amends=one.state is OrderState.RELEASED, initial=initial)


def _people(work: tuple[reading.Work, ...]) -> list[dict[str, object]]:
    """Orders by the visit that they are of, in the order of the list."""
    groups: dict[UUID, list[reading.Work]] = {}
    for one in work:
        groups.setdefault(one.visit, []).append(one)
    return [
        {**words.heading(group[0]), "orders": [words.heading(one) for one in group]}
        for group in groups.values()
    ]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

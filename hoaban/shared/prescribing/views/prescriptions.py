"""One prescription with its state, its paper, and the dose calculator of a visit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.prescribing import policies
from hoaban.shared.prescribing.forms import CancelForm, DoseForm
from hoaban.shared.prescribing.queries.dosing import Doses, see_doses
from hoaban.shared.prescribing.queries.prescriptions import ISSUED, Prescribed, see_prescription
from hoaban.shared.prescribing.rules import numbers
from hoaban.shared.prescribing.services import issuing, papers
from hoaban.shared.prescribing.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt


@needs(policies.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, prescription: UUID) -> HttpResponse:
    """A prescription: its lines, its state; cancelling it."""
    actor, now = actor_of(request), clock.now()
    form = CancelForm(request.POST or None)

    def cancel() -> None:
        issuing.cancel_prescription(
            actor=actor, prescription=prescription, reason=form.cleaned_data["reason"], now=now
        )

    if request.method == "POST" and form.is_valid() and attempt(form, cancel):
        messages.success(request, _("Đã hủy đơn."))
        return HttpResponseRedirect(request.path)
    seen = see_prescription(actor=actor, prescription=prescription, now=now)
    found = seen.prescribed
    values = {
        "one": found, "kind": words.kind_word(found.kind), "state": words.state_badge(found), "pairs": _pairs(found),
        "table": _lines(found), "form": form, "paper": reverse("prescribing:paper", args=[found.id]),
        "pane": reverse("prescribing:pane", args=[found.visit]), "stands": found.state == ISSUED,
        "may_cancel": found.state == ISSUED and seen.may_write, "name": seen.name, "number": seen.number,
        "dispensed": words.dispensed(seen.extent), "sent": words.sent(seen.sent),
    }  # fmt: skip
    return render(request, "prescribing/one.html", values, status=400 if form.errors else 200)


@needs(policies.READ)
@require_safe
def paper(request: HttpRequest, prescription: UUID) -> HttpResponse:
    """The prescription on paper (A5; a narcotic three times)."""
    content = papers.prescription_paper(actor=actor_of(request), prescription=prescription, now=clock.now())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="don-thuoc.pdf"'
    return answer


@needs(policies.READ)
@require_safe
def dose(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Doses by weight and age, and what the kidneys clear."""
    form = DoseForm(request.GET or None)
    given = form.given() if form.is_valid() else {}
    seen = see_doses(actor=actor_of(request), visit=visit, given=given, now=clock.now())
    if not form.is_bound:
        facts = seen.facts
        form = DoseForm(
            initial={"weight": facts.weight, "height": facts.height, "creatinine": facts.creatinine}
        )
    values = {
        "form": form, "pairs": _facts(seen), "children": _children(seen), "adults": _adults(seen),
        "pane": reverse("prescribing:pane", args=[visit]), "name": seen.name,
    }  # fmt: skip
    return render(request, "prescribing/dose.html", values, status=400 if form.errors else 200)


def _pairs(found: Prescribed) -> tuple[parts.Pair, ...]:
    told = [
        parts.Pair(_("Kê lúc"), formats.day_time(found.issued_at)),
        parts.Pair(_("Bác sĩ"), found.practitioner_name),
        parts.Pair(_("Có giá trị đến"), formats.day(found.holds_until)),
        parts.Pair(_("Lời dặn"), found.advice),
    ]
    if found.revisit_days:
        told.append(parts.Pair(_("Khám lại sau (ngày)"), str(found.revisit_days)))
    if found.why:
        told.append(parts.Pair(_("Lý do hủy"), found.why))
    if found.replaces:
        told.append(
            parts.Pair(_("Thay cho"), _("đơn trước"), url=reverse("prescribing:one", args=[found.replaces]))
        )
    return tuple(told)


def _lines(found: Prescribed) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(order.name, badge=words.control_badge(order.control), head=True),
            parts.Cell(words.quantity(order)), parts.Cell(words.sentence(order)),
        )
        for order in found.orders
    )  # fmt: skip
    columns = (parts.Column(_("Thuốc")), parts.Column(_("Số lượng")), parts.Column(_("Cách dùng")))
    return parts.Table(_("Thuốc đã kê"), columns, rows, empty=_("Hồ sơ không mở được các dòng của đơn này."))


def _facts(seen: Doses) -> tuple[parts.Pair, ...]:
    facts = seen.facts
    cleared = ""
    if seen.clearance is not None:
        unit = "ml/phút" if seen.clearance.method == "cockcroft" else "ml/phút/1,73 m²"
        cleared = f"{numbers.plain(seen.clearance.value)} {unit}"
    method = {"cockcroft": "Cockcroft-Gault", "schwartz": "Schwartz"}
    return (
        parts.Pair(_("Tuổi"), formats.age(facts.birth, facts.on, "vi") if facts.birth else ""),
        parts.Pair(_("Cân nặng"), f"{numbers.plain(facts.weight)} kg" if facts.weight is not None else ""),
        parts.Pair(
            _("Độ thanh thải creatinin"),
            cleared,
            note=method[seen.clearance.method] if seen.clearance else "",
        ),
    )


def _children(seen: Doses) -> parts.Table | None:
    rows = tuple(
        (
            parts.Cell(name, head=True),
            parts.Cell(f"{numbers.plain(one.day_low)} - {numbers.plain(one.day_high)} mg"),
            parts.Cell(f"{numbers.plain(one.once_high)} mg" if one.once_high is not None else ""),
            parts.Cell(str(one.times)),
        )
        for name, one in seen.children
    )
    columns = (
        parts.Column(_("Hoạt chất")), parts.Column(_("Một ngày"), "number"), parts.Column(_("Một lần nhiều nhất"), "number"),
        parts.Column(_("Số lần một ngày"), "number"),
    )  # fmt: skip
    return parts.Table(_("Liều trẻ em theo cân nặng"), columns, rows) if rows else None


def _adults(seen: Doses) -> parts.Table | None:
    rows = tuple(
        (
            parts.Cell(name, head=True),
            parts.Cell(f"{numbers.plain(day)} mg"),
            parts.Cell(f"{numbers.plain(once)} mg"),
        )
        for name, day, once in seen.adults
    )
    columns = (
        parts.Column(_("Hoạt chất")), parts.Column(_("Một ngày nhiều nhất"), "number"),
        parts.Column(_("Một lần nhiều nhất"), "number"),
    )  # fmt: skip
    return parts.Table(_("Liều người lớn nhiều nhất"), columns, rows) if rows else None

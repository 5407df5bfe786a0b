"""The register of processing activities: the list, one activity with its impact assessment, the register as a file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.connect import sheets
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.clock import vietnam_day
from hoaban.shared.privacy import policies
from hoaban.shared.privacy.forms import AssessmentForm
from hoaban.shared.privacy.queries import processing as queries
from hoaban.shared.privacy.queries.processing import Entry, Register, Said
from hoaban.shared.privacy.rules import processing as rules
from hoaban.shared.privacy.rules.processing import Activity, Assessment, Standing
from hoaban.shared.privacy.services import processing as services
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt, said
from hoaban.ui.language import language

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOOKS: dict[str, tuple[str, str]] = {
    Standing.NONE: ("warning", "warning"),
    Standing.LATE: ("danger", "warning"),
    Standing.MADE: ("info", "file"),
    Standing.SENT: ("success", "check"),
    Standing.STALE: ("warning", "clock"),
}
_TITLES = (
    ("name", "Hoạt động", "Activity", 32), ("purpose", "Mục đích", "Purpose", 40), ("basis", "Căn cứ pháp lý", "Legal basis", 32),
    ("subjects", "Dữ liệu của ai", "Whose data", 28), ("categories", "Loại dữ liệu", "Kinds of data", 40),
    ("recipients", "Bên nhận", "Recipients", 36), ("retention", "Thời hạn lưu", "Retention", 40),
    ("measures", "Biện pháp bảo vệ", "Measures", 36), ("where", "Nằm ở phần mềm", "Where in the software", 28),
    ("standing", "Hồ sơ đánh giá tác động", "Impact assessment", 24), ("made_on", "Ngày lập", "Drawn up on", 14),
    ("sent_on", "Ngày gửi", "Sent on", 14), ("number", "Số", "Number", 18),
)  # fmt: skip


@needs(policies.REGISTER)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Everything that the platform does with personal data, and how each impact assessment stands."""
    now = clock.now()
    found = queries.register(actor=actor_of(request), now=now)
    demand = rules.demand(vietnam_day(now))
    values = {
        "table": _table(found),
        "note": said(*demand.note),
        "demand": _(
            "Hồ sơ đánh giá tác động: lập và gửi trong %(days)s ngày, cập nhật %(months)s tháng một lần. Căn cứ: %(basis)s."
        )
        % {"days": demand.file_days, "months": demand.update_months, "basis": demand.basis},
    }
    return render(request, "privacy/processing.html", values)


@needs(policies.REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, activity: str) -> HttpResponse:
    """One activity, what was said of its impact assessment, and the form to say how it stands."""
    entry, found = queries.find_activity(actor=actor_of(request), key=activity, now=clock.now())
    known = entry.assessment
    initial: dict[str, object] = {"once": secrets.token_hex(16)}
    if known:
        initial |= {
            "began_on": known.began_on,
            "made_on": known.made_on,
            "sent_on": known.sent_on,
            "number": known.number,
        }
    form = AssessmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _note(request, activity, form)):
        messages.success(request, _("Đã ghi."))
        return HttpResponseRedirect(request.path)
    title = said(*entry.activity.name)
    values = {
        "title": title,
        "badge": _badge(entry.standing),
        "pairs": _pairs(entry.activity),
        "history": _history(entry, found),
        "form": form,
        "crumbs": (
            parts.Crumb(_("Hoạt động xử lý dữ liệu"), reverse("privacy:processing")),
            parts.Crumb(title),
        ),
    }
    return render(request, "privacy/activity.html", values, status=400 if form.errors else 200)


@needs(policies.REGISTER)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The register as a spreadsheet."""
    found = queries.register(actor=actor_of(request), now=clock.now(), act=queries.EXPORT)
    english = language() == "en"
    columns = [
        sheets.Column(
            key, en if english else vi, en, width=width,
            kind=sheets.Kind.DAY if key in ("made_on", "sent_on") else sheets.Kind.TEXT,
        )
        for key, vi, en, width in _TITLES
    ]  # fmt: skip
    content = sheets.write(columns, map(_line, found.entries), name="HoatDongXuLy")
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = 'attachment; filename="hoat-dong-xu-ly-du-lieu.xlsx"'
    return response


def _note(request: HttpRequest, activity: str, form: AssessmentForm) -> None:
    given = form.cleaned_data
    services.note_assessment(
        actor=actor_of(request), activity=activity, once=given["once"], now=clock.now(),
        said=Assessment(given["began_on"], given["made_on"], given["sent_on"], given["number"], given["words"]),
    )  # fmt: skip


def _table(found: Register) -> parts.Table:
    columns = (
        parts.Column(_("Hoạt động")), parts.Column(_("Mục đích")), parts.Column(_("Căn cứ pháp lý")),
        parts.Column(_("Hồ sơ đánh giá tác động")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                said(*one.activity.name), reverse("privacy:activity", args=[one.activity.key]), head=True
            ),
            parts.Cell(said(*one.activity.purpose)),
            parts.Cell(one.activity.basis or "—", note=_unsure(one.activity)),
            parts.Cell("", badge=_badge(one.standing), note=_sent(one)),
        )
        for one in found.entries
    )
    return parts.Table(_("Hoạt động xử lý dữ liệu"), columns, rows)


def _badge(standing: Standing) -> parts.Badge:
    return parts.Badge(said(*rules.STANDINGS[standing]), *_LOOKS[standing])


def _unsure(one: Activity) -> str:
    return _("đơn vị xác nhận căn cứ") if one.certainty == "G" else ""


def _sent(one: Entry) -> str:
    known = one.assessment
    if known is None:
        return ""
    day = _("gửi %s") % formats.day(known.sent_on) if known.sent_on else ""
    return "; ".join(filter(None, (day, _("số %s") % known.number if known.number else "")))


def _pairs(one: Activity) -> list[parts.Pair]:
    return [
        parts.Pair(_("Mục đích"), said(*one.purpose)),
        parts.Pair(_("Căn cứ pháp lý"), one.basis, note=_unsure(one)),
        parts.Pair(_("Dữ liệu của ai"), said(*one.subjects)),
        parts.Pair(_("Loại dữ liệu"), said(*one.categories)),
        parts.Pair(_("Bên nhận"), said(*one.recipients)),
        parts.Pair(_("Thời hạn lưu"), said(*one.retention)),
        parts.Pair(_("Biện pháp bảo vệ"), said(*one.measures)),
        parts.Pair(_("Nằm ở phần mềm"), ", ".join(one.where)),
    ]


def _history(entry: Entry, found: Register) -> parts.Table:
    columns = (
        parts.Column(_("Lúc"), "date"), parts.Column(_("Bắt đầu xử lý"), "date"), parts.Column(_("Ngày lập"), "date"),
        parts.Column(_("Ngày gửi"), "date"), parts.Column(_("Số")), parts.Column(_("Ai ghi")),
    )  # fmt: skip
    rows = tuple(_row(one, found.known) for one in reversed(entry.said))
    return parts.Table(_("Hồ sơ đánh giá tác động"), columns, rows, empty=_("Chưa ai ghi gì."))


def _row(one: Said, known: Mapping[str, accounts.Known]) -> tuple[parts.Cell, ...]:
    who, what = known[one.by], one.assessment
    return (
        parts.Cell(formats.day_time(one.at), note=what.words, head=True),
        *(
            parts.Cell(formats.day(day) if day else "—")
            for day in (what.began_on, what.made_on, what.sent_on)
        ),
        parts.Cell(what.number or "—"),
        parts.Cell(who.name, note=who.post(language())),
    )


def _line(one: Entry) -> dict[str, sheets.Value]:
    known, does = one.assessment, one.activity
    line: dict[str, sheets.Value] = {
        "name": said(*does.name), "purpose": said(*does.purpose), "basis": does.basis, "subjects": said(*does.subjects),
        "categories": said(*does.categories), "recipients": said(*does.recipients), "retention": said(*does.retention),
        "measures": said(*does.measures), "where": ", ".join(does.where), "standing": said(*rules.STANDINGS[one.standing]),
    }  # fmt: skip
    if known:
        line |= {"made_on": known.made_on, "sent_on": known.sent_on, "number": known.number}
    return line

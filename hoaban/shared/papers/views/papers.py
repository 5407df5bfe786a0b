"""The papers of a visit, and one of them."""

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
from hoaban.shared.papers import policies
from hoaban.shared.papers.forms import CancelForm
from hoaban.shared.papers.queries import pages
from hoaban.shared.papers.queries.listing import Paper, open_file
from hoaban.shared.papers.rules.kinds import kinds
from hoaban.shared.papers.services.ending import cancel_paper
from hoaban.shared.papers.views.frame import framed
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt, said

_LOOKS = {"issued": ("info", ""), "cancelled": ("neutral", "cross"), "replaced": ("neutral", "")}


@needs(policies.LOOK)
@require_safe
def visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What was given out at a visit, and what can be."""
    with pages.one_look(actor=actor_of(request), visit=visit) as shown:
        values = framed(request, visit, _("Giấy tờ của lượt khám"))
    ways = [
        (said(*one.name), reverse("papers:write", args=[visit, one.key]), one.form)
        for one in kinds().values()
    ]
    return render(request, "papers/visit.html", {**values, "table": _table(shown.papers), "ways": ways})


@needs(policies.LOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, paper: UUID) -> HttpResponse:
    """One paper: how it stands, its file, cancelling."""
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _cancel(request, paper, form)):
        messages.success(request, _("Đã hủy giấy. Bản cũ vẫn đọc được."))
        return HttpResponseRedirect(request.path)
    with pages.one_paper(actor=actor_of(request), paper=paper) as shown:
        found = shown.papers[0]
        title = _("%(kind)s số %(number)s") % {"kind": said(*found.kind.name), "number": found.number}
        values = framed(request, found.visit, title, inner=True)
    more = {
        "badges": [state(found), signed(found)],
        "pairs": _pairs(found),
        "lines": [parts.Pair(label, text) for label, text in shown.lines],
        "file_url": reverse("papers:file", args=[paper]),
        "replace_url": reverse("papers:replace", args=[paper]),
        "form": form,
        "is_issued": found.state == "issued",
    }
    return render(request, "papers/one.html", {**values, **more}, status=400 if form.errors else 200)


@needs(policies.LOOK)
@require_safe
def file(request: HttpRequest, paper: UUID) -> HttpResponse:
    """The PDF as it stands, with the signatures so far."""
    found, content = open_file(actor=actor_of(request), paper=paper, now=clock.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = (
        f'inline; filename="{found.kind.key}-{found.number.replace("/", "-")}.pdf"'
    )
    return response


def state(found: Paper) -> parts.Badge:
    """How a paper stands."""
    words = {"issued": _("đã cấp"), "cancelled": _("đã hủy"), "replaced": _("đã thay thế")}
    return parts.Badge(words[found.state], *_LOOKS[found.state])


def signed(found: Paper) -> parts.Badge:
    """Which signatures it bears."""
    if found.is_signed:
        return parts.Badge(_("đã ký đủ"), "success", "check")
    words = _("%(have)s trên %(want)s chữ ký") % {"have": found.signatures, "want": found.wanted}
    return parts.Badge(words, "warning", "clock")


def _cancel(request: HttpRequest, paper: UUID, form: CancelForm) -> None:
    cancel_paper(actor=actor_of(request), paper=paper, reason=form.cleaned_data["reason"], now=clock.now())


def _table(found: list[Paper]) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                said(*one.kind.name), url=reverse("papers:one", args=[one.id]), note=one.number, head=True
            ),
            parts.Cell(formats.day_time(one.written_at)),
            parts.Cell("", badge=state(one)),
            parts.Cell("", badge=signed(one)),
            parts.Cell(formats.day(one.valid_until) if one.valid_until else "—"),
        )
        for one in found
    )
    columns = (
        parts.Column(_("Giấy")), parts.Column(_("Cấp lúc"), "date"), parts.Column(_("Trạng thái")),
        parts.Column(_("Chữ ký")), parts.Column(_("Có giá trị đến hết ngày"), "date"),
    )  # fmt: skip
    return parts.Table(_("Giấy đã cấp"), columns, rows, empty=_("Chưa cấp giấy nào ở lượt khám này."))


def _pairs(found: Paper) -> list[parts.Pair]:
    pairs = [
        parts.Pair(_("Số"), found.number),
        parts.Pair(_("Cấp lúc"), formats.day_time(found.written_at)),
        parts.Pair(
            _("Căn cứ"), found.kind.basis, note=_("Mẫu số %s") % found.kind.form if found.kind.form else ""
        ),
    ]
    if found.valid_until:
        pairs.append(parts.Pair(_("Có giá trị đến hết ngày"), formats.day(found.valid_until)))
    if found.why:
        pairs.append(parts.Pair(_("Lý do hủy, thay thế"), found.why))
    return pairs

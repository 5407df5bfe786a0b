"""The trail: search it, open one entry with its place in the sealed chain, take a result away."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hoaban.connect import sheets
from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope
from hoaban.kernel.clock import VIETNAM
from hoaban.shared.auditing import policies, queries
from hoaban.shared.auditing.forms import TrailForm
from hoaban.shared.auditing.views import words
from hoaban.shared.people import api as people
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt, page_url
from hoaban.ui.language import language

_PAGE = 50
_CANDIDATES = 10
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TITLES = (
    ("so", "Số", "Number"), ("luc", "Lúc", "At"), ("ma_nguoi", "Mã người làm", "Actor"),
    ("ten", "Ai", "Who"), ("chuc_danh", "Chức danh", "Post"), ("ma_viec", "Mã việc", "Act"),
    ("viec", "Việc đã làm", "What was done"), ("muc_dich", "Để làm gì", "Purpose"),
    ("ket_qua", "Kết quả truy cập", "Outcome"), ("nguoi", "Người liên quan (mã)", "People (ids)"),
    ("yeu_cau", "Mã yêu cầu", "Request"), ("chi_tiet", "Chi tiết", "Detail"),
)  # fmt: skip
_LONGEST_CELL = 2_000


@needs(policies.READ)
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Newest first, page by page, by any criteria together. Looking is itself written down."""
    form = TrailForm(request.GET or {}, lists=words.choices())
    values: dict[str, object] = {"form": form}
    if not form.is_valid():
        return render(request, "auditing/trail.html", values, status=400)
    given = form.cleaned_data
    if given["about"].strip() and not given["person"]:
        return _choose(request, form, values)
    page = queries.search(
        actor=actor_of(request), wanted=form.wanted(), before=given["before"], count=_PAGE, now=clock.now()
    )
    kept = {name: value for name, value in given.items() if name != "before"}
    query = page_url(kept) if any(kept.values()) else "?"
    values |= {
        "table": words.table(page.entries, page.known),
        "older": page_url(kept, before=str(page.entries[-1].id)) if page.more else "",
        "newest": query if given["before"] else "",
        "exports": [(kind.upper(), reverse("auditing:export", args=[kind]) + query) for kind in _TYPES],
        "person": str(given["person"] or ""),
        "without_person": page_url({**kept, "person": "", "about": ""}),
    }
    return render(request, "auditing/trail.html", values)


@needs(policies.READ)
@require_safe
def entry(request: HttpRequest, entry: int) -> HttpResponse:
    """One entry: what it says, whom it names, and how it is proved."""
    if entry >= 2**63:
        raise Http404
    one = queries.one_entry(actor=actor_of(request), entry=entry, now=clock.now())
    values = {
        "title": _("Mục nhật ký số %s") % formats.number(one.entry.id),
        "crumbs": (
            parts.Crumb(_("Nhật ký truy cập"), reverse("auditing:trail")), parts.Crumb(f"#{one.entry.id}"),
        ),
        "pairs": _pairs(one),
        "people": _people(one),
        "detail": [parts.Pair(key, words.spell(value)) for key, value in sorted(one.entry.detail.items())],
        "proof": one.proof,
        "place": _place(one),
        "path": [step.hex() for step in one.proof.place.path] if one.proof.place else [],
    }  # fmt: skip
    return render(request, "auditing/entry.html", values)


@needs(policies.READ)
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """All that a search finds, as a file for a spreadsheet."""
    if kind not in _TYPES:
        raise Http404
    form = TrailForm(request.GET or {}, lists=words.choices())
    if not form.is_valid():
        return render(request, "auditing/trail.html", {"form": form}, status=400)
    found = queries.export(actor=actor_of(request), wanted=form.wanted(), kind=kind, now=clock.now())
    lines = _lines(found)
    english = language() == "en"
    if kind == "csv":
        content = sheets.write_csv([en if english else vi for _key, vi, en in _TITLES], lines)
    else:
        columns = [sheets.Column(key, en if english else vi, en, width=20) for key, vi, en in _TITLES]
        keys = [key for key, _vi, _en in _TITLES]
        content = sheets.write(
            columns, (dict(zip(keys, map(_as_cell, line), strict=True)) for line in lines), name="NhatKy"
        )
    response = HttpResponse(content, content_type=_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="nhat-ky.{kind}"'
    if found.cut:
        response["X-Cut"] = str(queries.MOST_EXPORTED)
    return response


def _choose(request: HttpRequest, form: TrailForm, values: dict[str, object]) -> HttpResponse:
    """Several people may carry a name: the auditor says who is meant."""
    given = form.cleaned_data
    found: list[people.Found] = []

    def look() -> None:
        page = people.find(actor=actor_of(request), text=given["about"], count=_CANDIDATES)
        found.extend(page.people)

    if not attempt(form, look):
        return render(request, "auditing/trail.html", values, status=400)
    kept = {name: value for name, value in given.items() if name != "before"}
    rows = tuple(
        (
            parts.Cell(one.name, page_url({**kept, "about": one.name}, person=str(one.id)), head=True),
            parts.Cell(formats.partial_date(one.birth) if one.birth else ""),
            parts.Cell(_commune(one.commune_code)),
        )
        for one in found
    )
    columns = (
        parts.Column(_("Họ và tên")), parts.Column(_("Ngày sinh"), "date"), parts.Column(_("Nơi cư trú")),
    )  # fmt: skip
    values["candidates"] = parts.Table(_("Chọn người"), columns, rows, empty=_("Không tìm thấy ai."))
    return render(request, "auditing/trail.html", values)


def _commune(code: str) -> str:
    return accounts.place_name(Scope("commune", code), clock.vietnam_day(clock.now())) if code else ""


def _pairs(one: queries.OneEntry) -> list[parts.Pair]:
    found = one.entry
    name, note = words.name_of(found.actor_id, {found.actor_id: one.who})
    by, place = reverse("auditing:trail"), words.where(one.who, clock.vietnam_day(found.at))
    return [
        parts.Pair(_("Lúc"), formats.day_time(found.at), note=found.at.astimezone(VIETNAM).isoformat()),
        parts.Pair(_("Ai"), name, url=by + page_url({"actor": found.actor_id}), note=note),
        parts.Pair(_("Nơi làm việc"), place or "—"),
        parts.Pair(_("Việc đã làm"), words.act(found.act), note=found.act),
        parts.Pair(_("Để làm gì"), words.purpose(found.purpose) or "—"),
        parts.Pair(_("Kết quả truy cập"), words.badge(found.outcome, found.purpose).text),
        parts.Pair(
            _("Mã yêu cầu"), found.request_id or "—",
            url=by + page_url({"request": found.request_id}) if found.request_id else "",
        ),
    ]  # fmt: skip


def _people(one: queries.OneEntry) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(
                name or _("Không còn trong danh bạ"),
                url=reverse("auditing:trail") + page_url({"person": str(person), "about": name}),
                note=str(person),
                head=True,
            ),
        )
        for person, name in one.names.items()
    )
    return parts.Table(_("Người liên quan"), (parts.Column(_("Họ và tên")),), rows, empty=_("Không nêu ai."))


def _place(one: queries.OneEntry) -> list[parts.Pair]:
    place = one.proof.place
    if place is None:
        return []
    signed = formats.day(place.signed_on) if place.signed_on else _("chưa ký")
    return [
        parts.Pair(
            _("Khối"), formats.number(place.block.number), note=formats.day_time(place.block.sealed_at)
        ),
        parts.Pair(
            _("Vị trí trong khối"),
            _("%(index)s trong %(size)s mục")
            % {"index": formats.number(place.index + 1), "size": formats.number(place.size)},
        ),
        parts.Pair(_("Ký số hằng ngày"), signed),
        parts.Pair(_("Lá"), place.leaf.hex()),
        parts.Pair(_("Gốc của khối"), place.block.root.hex()),
    ]


def _lines(found: queries.Exported) -> Iterable[list[object]]:
    for one in found.entries:
        name, note = words.name_of(one.actor_id, found.known)
        yield [
            one.id, one.at.astimezone(VIETNAM).isoformat(), one.actor_id, name, note, one.act, words.act(one.act),
            words.purpose(one.purpose), words.badge(one.outcome).text, " ".join(map(str, one.persons))[:_LONGEST_CELL],
            one.request_id, words.spell(one.detail)[:_LONGEST_CELL],
        ]  # fmt: skip


def _as_cell(value: object) -> str | Decimal:
    return Decimal(value) if isinstance(value, int) else str(value)

"""A form at a visit: the page, and the same as a part of the doctor's page."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.forms import forms, policies
from hoaban.shared.forms.fhir.handing import FILE
from hoaban.shared.forms.queries import filling as queries
from hoaban.shared.forms.queries import papers
from hoaban.shared.forms.queries.filling import AtVisit, FormsAtVisit
from hoaban.shared.forms.services import filling
from hoaban.shared.forms.services.attaching import LARGEST, Upload
from hoaban.shared.forms.services.filling import Outcome, Sent
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, said

USES = {
    "record": lazy("Bệnh án"), "examination": lazy("Mẫu khám"), "sheet": lazy("Phiếu, biên bản"),
    "consent": lazy("Giấy đồng ý, cam kết"), "": lazy("Khác"),
}  # fmt: skip
_STATES = {
    "in-progress": (lazy("Bản nháp"), "warning"), "completed": (lazy("Đã hoàn tất"), "success"),
    "amended": (lazy("Đã sửa sau khi hoàn tất"), "info"),
}  # fmt: skip
KEEP = "keep"
"""What a script sends in the place of a button."""
_NEW = (lazy("Chưa ghi"), "neutral")


@needs(policies.FILL)
@require_safe
def at_visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The forms of a visit: what was filled in, and what could be."""
    found = queries.forms_at_visit(
        actor=actor_of(request), visit=visit, with_banner="HX-Request" not in request.headers, now=clock.now()
    )
    values = {"banner": found.banner, "filled": _filled(found), "offered": _offered(found), "visit": visit}
    return _answer(request, "at_visit", values)


@needs(policies.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, visit: UUID, form: str) -> HttpResponse:
    """One form: shown, kept, completed, amended."""
    actor, now, number = actor_of(request), clock.now(), _whole(request.GET.get("no"), 1)
    if request.method == "POST":
        sent = Sent(
            _whole(request.POST.get("seen"), 0),
            request.POST.get("do", ""),
            {name: request.POST.getlist(name) for name in request.POST},
            _uploads(request),
        )
        done = filling.fill_at_visit(actor=actor, visit=visit, form=form, number=number, sent=sent, now=now)
        if sent.do == KEEP:
            return _kept(done)
        if done.kept and sent.do in (filling.COMPLETE, filling.AMEND, filling.SAVE):
            messages.success(request, _TOLD[sent.do])
        if done.kept:
            return HttpResponseRedirect(_url(visit, form, number) + _anchor(sent.do))
        at = queries.see_form(actor=actor, visit=visit, form=form, number=number, now=now)
        return _page(request, form, at, done)
    return _page(request, form, queries.see_form(actor=actor, visit=visit, form=form, number=number, now=now))


def _uploads(request: HttpRequest) -> dict[str, list[Upload]]:
    """Files by the place of their question; of one that is too large no more is read than tells so."""
    return {
        name.removeprefix(FILE): [
            Upload(one.name or "", one.read(LARGEST + 1)) for one in request.FILES.getlist(name)
        ]
        for name in request.FILES
        if name.startswith(FILE)
    }


def _kept(done: Outcome) -> HttpResponse:
    """To the script that keeps drafts: the version to go on from; 409 where the page must be looked at first."""
    answer = HttpResponse(status=204 if done.kept else 409)
    answer["X-Seen"] = str(done.seen)
    return answer


_TOLD = {
    filling.SAVE: lazy("Đã lưu bản nháp."), filling.COMPLETE: lazy("Đã hoàn tất phiếu."),
    filling.AMEND: lazy("Đã ghi bản sửa; bản trước vẫn đọc được."),
}  # fmt: skip


@needs(policies.FILL)
@require_safe
def history(request: HttpRequest, visit: UUID, form: str) -> HttpResponse:
    """Every version of a form at a visit; one of them as it was."""
    actor, now, number = actor_of(request), clock.now(), _whole(request.GET.get("no"), 1)
    version = _whole(request.GET.get("version"), 0) or None
    found = queries.see_history(actor=actor, visit=visit, form=form, number=number, version=version, now=now)
    at = found.at
    values = {
        "banner": at.banner, "title": said(at.opened.sheet.form.words.vi, at.opened.sheet.form.words.en),
        "page": forms.read_only(at.opened.sheet), "shown": at.opened.version,
        "editions": [
            (one.version, formats.day_time(one.at), _badge(one.status), _url(visit, form, number, "history", version=one.version))
            for one in found.editions
        ],
        "crumbs": _crumbs(visit, form, number, at),
    }  # fmt: skip
    return _answer(request, "history", values)


@needs(policies.FILL)
@require_safe
def paper(request: HttpRequest, visit: UUID, form: str) -> HttpResponse:
    """A form at a visit as PDF."""
    actor, now, number = actor_of(request), clock.now(), _whole(request.GET.get("no"), 1)
    language = papers.ENGLISH if request.GET.get("language") == papers.ENGLISH else papers.VIETNAMESE
    made = queries.see_paper(actor=actor, visit=visit, form=form, number=number, language=language, now=now)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{form}-{number}.pdf"'
    return answer


@needs(policies.FILL)
@require_safe
def file(request: HttpRequest, visit: UUID, form: str, digest: str) -> HttpResponse:
    """A file that a form names."""
    number = _whole(request.GET.get("no"), 1)
    content, kind, title = queries.see_file(
        actor=actor_of(request), visit=visit, form=form, digest=digest, number=number, now=clock.now()
    )
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(title)}"
    return answer


def _page(request: HttpRequest, form: str, at: AtVisit, done: Outcome | None = None) -> HttpResponse:
    """The form as it stands, or with everything that was typed and what is wrong with it."""
    sheet, seen = (done.sheet, done.seen) if done else (at.opened.sheet, at.opened.version)
    opened = done.at.opened if done else at.opened
    page = forms.draw(
        sheet, faults=done.faults if done else (), typed=done.typed if done else None, offered=at.offered
    )
    visit, number = at.visit.id, at.number
    label, kind = _STATES[opened.status] if opened.version else _NEW
    values = {
        "banner": at.banner, "page": page, "seen": seen, "done": opened.is_done, "new": not opened.version,
        "state": parts.Badge(str(label), kind), "number": sheet.form.number, "merged": bool(done and done.merged),
        "can_be_normal": forms.can_be_normal(sheet), "action": _url(visit, form, number),
        "crumbs": _crumbs(visit, form, number, at),
        "paper_url": _url(visit, form, number, "paper") if opened.version else "",
        "files_url": reverse("forms:fill", args=[visit, form]) + "files/",
        "history_url": _url(visit, form, number, "history") if opened.version else "",
        "again_url": _url(visit, form, number + 1) if opened.is_done and sheet.form.use in ("sheet", "consent") else "",
    }  # fmt: skip
    return _answer(request, "fill", values, status=400 if done and page.wrong else 200)


def _answer(
    request: HttpRequest, name: str, values: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """The whole page, or its inner part where another page asks for it."""
    inner = "HX-Request" in request.headers
    return render(request, f"forms/{name}{'_inner' if inner else ''}.html", dict(values), status=status)


def _filled(found: FormsAtVisit) -> list[tuple[str, str, parts.Badge, str]]:
    """Name, when, how far, address."""
    shown = []
    for one in found.filled:
        name = said(one.version.title_vi, one.version.title_en)
        name = f"{name} ({one.number})" if one.number > 1 else name
        url = _url(found.visit.id, one.version.url.rpartition("/")[2], one.number) if one.number else ""
        shown.append((name, formats.day_time(one.at) if one.at else "", _badge(one.status), url))
    return shown


def _offered(found: FormsAtVisit) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """By use: name, number, address."""
    by_use: dict[str, list[tuple[str, str, str]]] = {use: [] for use in USES}
    for version, form in found.offered:
        url = _url(found.visit.id, version.url.rpartition("/")[2], 1)
        name = said(version.title_vi, version.title_en)
        by_use.setdefault(form.use if form.use in USES else "", []).append((name, form.number, url))
    return [(str(USES[use]), listed) for use, listed in by_use.items() if listed]


def _badge(status: str) -> parts.Badge:
    label, kind = _STATES.get(status, _NEW)
    return parts.Badge(str(label), kind)


def _crumbs(visit: UUID, form: str, number: int, at: AtVisit) -> tuple[parts.Crumb, ...]:
    words = at.opened.sheet.form.words
    return (
        parts.Crumb(_("Phiếu của lượt khám"), reverse("forms:at-visit", args=[visit])),
        parts.Crumb(said(words.vi, words.en), _url(visit, form, number)),
    )


def _url(visit: UUID, form: str, number: int, what: str = "fill", **more: int) -> str:
    asked = {**({"no": number} if number > 1 else {}), **more}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return reverse(f"forms:{what}", args=[visit, form]) + (f"?{query}" if query else "")


def _anchor(do: str) -> str:
    """After a row was added the page goes on where it was."""
    return "#form-end" if do.startswith("add:") else ""


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else otherwise

"""Forms as who keeps them sees them: the list, a version drawn item by item, tried, compared, published, retired."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict, Invalid
from hoaban.shared.forms import policies
from hoaban.shared.forms.fhir import FormInvalid
from hoaban.shared.forms.forms import designing as typed
from hoaban.shared.forms.queries import designing as queries
from hoaban.shared.forms.queries import versions
from hoaban.shared.forms.queries.designing import Design, Drawn
from hoaban.shared.forms.rules import State, Version
from hoaban.shared.forms.services import designing, keeping
from hoaban.shared.forms.services.designing import DraftChanged, Edit, NewForm
from hoaban.shared.forms.views.filling import USES
from hoaban.ui import formats, parts
from hoaban.ui.forms import PageForm, actor_of, attempt, said, tell

_STATES = {
    State.DRAFT: (lazy("Bản nháp"), "warning"), State.ANNOUNCED: (lazy("Sắp có hiệu lực"), "info"),
    State.ACTIVE: (lazy("Đang hiệu lực"), "success"), State.RETIRED: (lazy("Đã ngừng"), "neutral"),
}  # fmt: skip
KIND_WORDS = dict(typed.KINDS)
_LIST_CRUMB = lazy("Biểu mẫu")


@needs(policies.MANAGE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every form with its versions."""
    today = clock.vietnam_day(clock.now())
    rows = tuple(_row(one, today) for versions_ in _work_first(today) for one in versions_)
    table = parts.Table(
        caption=_("Biểu mẫu và phiên bản"),
        columns=(
            parts.Column(_("Biểu mẫu")), parts.Column(_("Phiên bản")), parts.Column(_("Trạng thái")),
            parts.Column(_("Hiệu lực")), parts.Column(_("Căn cứ")),
        ),
        rows=rows,
    )  # fmt: skip
    return render(request, "forms/designs.html", {"table": table if rows else None})


def _work_first(today: date) -> list[list[Version]]:
    """Forms with a draft, which wait for somebody, before the others."""
    return sorted(
        versions.list_forms(), key=lambda found: all(one.state(today) is not State.DRAFT for one in found)
    )


def _row(one: Version, today: date) -> tuple[parts.Cell, ...]:
    label, kind = _STATES[one.state(today)]
    period = one.period
    days = ""
    if period is not None and period.start is not None:
        days = formats.day(period.start) + (f" – {formats.day(period.end)}" if period.end else "")
    url = _url(one.url.rpartition("/")[2], one.version)
    title = said(one.title_vi, one.title_en)
    return (
        parts.Cell(title, url=url, head=True), parts.Cell(one.version),
        parts.Cell("", badge=parts.Badge(str(label), kind)), parts.Cell(days), parts.Cell(one.legal_basis),
    )  # fmt: skip


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new form."""
    uses = [(use, str(words)) for use, words in USES.items() if use]
    form = typed.NewFormForm(_posted(request), lists={"use": uses}, initial={"use": "sheet"})
    if form.is_valid():
        made: list[Version] = []
        wanted = NewForm(**form.cleaned_data)
        if attempt(
            form,
            lambda: made.append(designing.new_form(actor=actor_of(request), wanted=wanted, now=clock.now())),
        ):
            return HttpResponseRedirect(_url(wanted.name, made[0].version))
    return _form_page(request, form, _("Tạo biểu mẫu"), _("Tạo"))


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """A Questionnaire brought in from a file; every fault is named."""
    form = typed.ImportForm(_posted(request), request.FILES or None)
    if form.is_valid():
        made: list[Version] = []
        body = form.cleaned_data["file"].read(keeping.MAX_BYTES + 1)
        act = lambda: made.append(  # noqa: E731
            keeping.bring_form(
                actor=actor_of(request), body=body, legal_basis=form.cleaned_data["basis"], now=clock.now()
            )
        )
        if _tried(form, act):
            return HttpResponseRedirect(_url(made[0].url.rpartition("/")[2], made[0].version))
    values = {"form": form, "title": _("Nhập biểu mẫu"), "submit": _("Nhập"), "crumbs": _crumbs()}
    return render(request, "forms/import.html", values, status=400 if form.errors else 200)


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def design(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """One version: its items, and what can be done with it."""
    if request.method == "POST":
        return _arrange(request, form, version)
    found = queries.see_design(actor=actor_of(request), name=form, version=version, now=clock.now())
    return render(request, "forms/design.html", _design(found))


def _arrange(request: HttpRequest, name: str, version: str) -> HttpResponse:
    """Move or remove an item; what cannot be is told above the list."""
    actor, now, post = actor_of(request), clock.now(), request.POST
    act, _colon, link_id = post.get("do", "").partition(":")
    found = queries.see_design(actor=actor, name=name, version=version, now=now)
    try:
        designing.edit_draft(
            actor=actor,
            canonical=found.version.canonical,
            seen=post.get("seen", ""),
            edit=Edit(act, link_id),
            now=now,
        )
    except FormInvalid as invalid:
        for one in invalid.faults[:10]:
            messages.error(request, f"{one.place}: {said(one.vi, one.en)}")
    except DraftChanged as changed:
        messages.error(request, said(changed.message_vi, changed.message_en))
    return HttpResponseRedirect(_url(name, version) + "#items")


def _design(found: Design) -> dict[str, object]:
    version, name = found.version, found.name
    label, kind = _STATES[found.state]
    return {
        "title": said(version.title_vi, version.title_en), "state": parts.Badge(str(label), kind), "draft": found.is_draft,
        "seen": found.seen, "items": [_item(one, name, version.version) for one in found.items],
        "facts": (
            parts.Pair(_("Địa chỉ"), version.url), parts.Pair(_("Phiên bản"), version.version),
            parts.Pair(_("Số hiệu (MS)"), found.form.number), parts.Pair(_("Căn cứ pháp lý"), version.legal_basis),
            parts.Pair(_("Lý do ngừng"), version.retired_why) if version.retired_why else
            parts.Pair(_("Dùng làm"), str(USES.get(found.form.use, USES[""]))),
        ),
        "add_url": _url(name, version.version, "item", "new"), "try_url": _url(name, version.version, "try"),
        "export_url": _url(name, version.version, "export"), "publish_url": _url(name, version.version, "publish"),
        "retire_url": _url(name, version.version, "retire"), "copy_url": _url(name, version.version, "copy"),
        "discard_url": _url(name, version.version, "discard"),
        "may_retire": found.state in (State.ACTIVE, State.ANNOUNCED),
        "others": [
            (one.version, _url(name, version.version, "compare") + f"?with={quote(one.version)}") for one in found.others
        ],
        "crumbs": _crumbs(),
    }  # fmt: skip


def _item(one: Drawn, name: str, version: str) -> dict[str, object]:
    props = one.props
    marks = [str(KIND_WORDS.get(props.get("kind", ""), props.get("kind", "")))]
    told = {
        "required": _("bắt buộc"), "repeats": _("nhiều lần"), "read": _("chỉ xem"), "hidden": _("ẩn"), "calculated": _("tính ra"),
        "initial": _("điền sẵn"), "when": _("có điều kiện"), "asked_if": _("có điều kiện"), "extract": "Observation",
        "makes": str(props.get("makes", "")),
    }  # fmt: skip
    marks += [words for key, words in told.items() if props.get(key)]
    url = _url(name, version, "item", props["id"])
    below = _url(name, version, "item", "new") + f"?inside={quote(props['id'])}"
    label = f"{props.get('prefix', '')} {said(props.get('vi', ''), props.get('en', ''))}".strip()
    return {
        "depth": min(one.depth, 6), "id": props["id"], "label": label,
        "marks": ", ".join(marks), "url": url, "after_url": _url(name, version, "item", "new") + f"?after={quote(props['id'])}",
        "inside_url": below if props.get("kind") == "group" else "",
    }  # fmt: skip


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, form: str, version: str, item: str) -> HttpResponse:
    """What one item says; ``new``: one more, where the address says."""
    actor, now = actor_of(request), clock.now()
    found = queries.see_design(actor=actor, name=form, version=version, now=now)
    before: Mapping[str, Any] = next((one.props for one in found.items if one.props["id"] == item), {})
    lists = {
        "kind": [(key, str(words)) for key, words in typed.KINDS], "extract": typed.EXTRACTS, "makes": typed.MAKES,
        "drawing": [(one, one) for one in typed.OUTLINES],
    }  # fmt: skip
    asked = typed.ItemForm(
        _posted(request), lists=lists, initial=typed.initial_of(before) | {"seen": found.seen}
    )
    if asked.is_valid():
        where = {"inside": request.GET.get("inside", "")[:60], "after": request.GET.get("after", "")[:60]}
        try:
            props = typed.props_of(asked.cleaned_data, before)
            edit = (
                Edit("change", item, props=props)
                if before
                else Edit("add", props["id"], props=props, **where)
            )
            seen = request.POST.get("seen", "")
            act = lambda: designing.edit_draft(  # noqa: E731
                actor=actor, canonical=found.version.canonical, seen=seen, edit=edit, now=now
            )
            if _tried(asked, act):
                return HttpResponseRedirect(_url(form, version) + "#items")
        except ValueError as unreadable:
            asked.add_error(str(unreadable), _("Không đọc được nội dung này."))
    values = {
        "form": asked, "title": _("Sửa mục") if before else _("Thêm mục"), "seen": found.seen,
        "crumbs": (*_crumbs(), parts.Crumb(said(found.version.title_vi, found.version.title_en), _url(form, version))),
    }  # fmt: skip
    return render(request, "forms/item.html", values, status=400 if asked.errors else 200)


def _tried(form: PageForm, act: Callable[[], object]) -> bool:
    """Do it; a form that could not be filled in is told fault by fault."""
    try:
        act()
    except FormInvalid as invalid:
        for one in invalid.faults[:20]:
            form.add_error(None, f"{one.place or '—'}: {said(one.vi, one.en)}")
        return False
    except (Invalid, Conflict) as failure:
        tell(form, failure)
        return False
    return True


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form_page(request: HttpRequest, form: PageForm, title: str, submit: str, **more: object) -> HttpResponse:
    values = {"form": form, "title": title, "submit": submit, "crumbs": _crumbs(), **more}
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


def _crumbs() -> tuple[parts.Crumb, ...]:
    return (parts.Crumb(str(_LIST_CRUMB), reverse("forms:designs")),)


def _url(name: str, version: str, what: str = "", *more: str) -> str:
    return reverse(f"forms:design{'-' if what else ''}{what}", args=[name, version, *more])

"""What becomes of a version: tried, published, retired, copied, thrown away, compared, taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import HoaBanError
from hoaban.shared.forms import forms, policies
from hoaban.shared.forms.forms import designing as typed
from hoaban.shared.forms.queries import designing as queries
from hoaban.shared.forms.queries import versions
from hoaban.shared.forms.services import designing, keeping
from hoaban.ui import parts
from hoaban.ui.forms import PageForm, actor_of, attempt, said

_CHANGES = {
    "added": lazy("Thêm mục"), "removed": lazy("Bỏ mục"), "moved": lazy("Chuyển chỗ"), "changed": lazy("Đổi"),
}  # fmt: skip
_FIELDS = {
    "kind": lazy("kiểu"), "words": lazy("lời"), "prefix": lazy("số thứ tự"), "repeats": lazy("số lần"),
    "read_only": lazy("chỉ xem"),
    "hidden": lazy("ẩn hiện"), "limits": lazy("giới hạn"), "options": lazy("lựa chọn"), "value_set": lazy("danh mục"),
    "units": lazy("đơn vị"), "initial": lazy("giá trị đầu"), "conditions": lazy("điều kiện"),
    "every_condition": lazy("cách nối điều kiện"),
    "formulas": lazy("công thức"), "codes": lazy("mã"), "definition": lazy("phần tử ghi vào"), "extracts": lazy("thành dữ kiện"),
    "category": lazy("nhóm dữ kiện"), "makes": lazy("thành dữ kiện"), "normal": lazy("lời khi bình thường"),
    "drawing": lazy("hình vẽ"),
    "targets": lazy("dữ kiện dẫn"), "variables": lazy("biến"), "constraints": lazy("điều phải đúng"),
    "given": lazy("điều được biết trước"), "number": lazy("số hiệu"), "use": lazy("cách dùng"),
    "specialties": lazy("chuyên khoa"),
    "signers": lazy("người ký"),
}  # fmt: skip


def _sent(request: HttpRequest) -> dict[str, list[str]]:
    """What a form's page sent, by its own names; the engine reads back only what the page showed."""
    return {name: request.POST.getlist(name) for name in request.POST}


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def try_out(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """The form as people will see it; for a visit it knows what it would know. Nothing is kept."""
    actor, now = actor_of(request), clock.now()
    design = queries.see_design(actor=actor, name=form, version=version, now=now)
    facility, number = request.GET.get("facility", "")[:10], request.GET.get("number", "")[:40]
    posted = _sent(request) if request.method == "POST" else None
    failed = ""

    def tried(which: str) -> queries.Tried:
        return queries.try_form(
            actor=actor,
            canonical=design.version.canonical,
            posted=posted,
            facility_code=facility,
            number=which,
            now=now,
        )

    try:
        found = tried(number)
    except HoaBanError as refused:
        failed, found = said(refused.message_vi, refused.message_en), tried("")
    page = forms.draw(found.sheet, faults=found.faults, typed=found.typed)
    values = {
        "title": said(design.version.title_vi, design.version.title_en), "page": page, "failed": failed, "number": number,
        "facility": facility, "complete": posted is not None and "complete" in posted.get("do", []) and not page.wrong,
        "crumbs": _crumbs(form, version),
    }  # fmt: skip
    return render(request, "forms/try.html", values)


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """Put a draft in force from a day."""

    def act(canonical: str, given: dict[str, Any]) -> object:
        return keeping.publish_form(actor=actor_of(request), canonical=canonical, now=clock.now(), **given)

    today = clock.vietnam_day(clock.now())
    asked = typed.PublishForm(_posted(request), initial={"starts_on": today})
    return _asked(request, form, version, asked, _Step(act, _("Ban hành"), _("Đã ban hành.")))


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """Let nobody begin it after a day."""

    def act(canonical: str, given: dict[str, Any]) -> object:
        return keeping.retire_form(actor=actor_of(request), canonical=canonical, now=clock.now(), **given)

    asked = typed.RetireForm(_posted(request))
    return _asked(request, form, version, asked, _Step(act, _("Ngừng dùng"), _("Đã ngừng."), danger=True))


@needs(policies.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """A new version to draw, out of this one."""

    def act(canonical: str, given: dict[str, Any]) -> object:
        return designing.copy_version(actor=actor_of(request), canonical=canonical, now=clock.now(), **given)

    asked = typed.CopyForm(_posted(request))
    return _asked(
        request,
        form,
        version,
        asked,
        _Step(act, _("Tạo phiên bản mới"), _("Đã tạo bản nháp."), leads_to="version"),
    )


@needs(policies.MANAGE)
@require_POST
def discard(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """Throw a draft away."""
    canonical = f"{versions.url_of(form)}|{version}"
    keeping.discard_draft(actor=actor_of(request), canonical=canonical, now=clock.now())
    messages.success(request, _("Đã bỏ bản nháp."))
    return HttpResponseRedirect(reverse("forms:designs"))


@needs(policies.MANAGE)
@require_safe
def compare(request: HttpRequest, form: str, version: str) -> HttpResponse:
    """What changed from another version to this one, in words."""
    url, other = versions.url_of(form), request.GET.get("with", "")[:40]
    lines = []
    if other:
        for one in versions.compare_versions(f"{url}|{other}", f"{url}|{version}"):
            item = one.new or one.old
            what = said(item.words.vi, item.words.en) if item else _("Toàn biểu mẫu")
            fields = ", ".join(str(_FIELDS.get(name, name)) for name in one.fields)
            lines.append((str(_CHANGES[one.kind]), what, one.link_id, fields))
    others = [one.version for one in versions.versions_of(url) if one.version != version]
    values = {
        "title": _("So sánh hai phiên bản"), "lines": lines, "other": other, "others": others, "version": version,
        "crumbs": _crumbs(form, version),
    }  # fmt: skip
    return render(request, "forms/compare.html", values)


@needs(policies.MANAGE)
@require_safe
def export(_request: HttpRequest, form: str, version: str) -> HttpResponse:
    """A version as FHIR JSON."""
    canonical = f"{versions.url_of(form)}|{version}"
    body = versions.export_version(canonical, on=clock.vietnam_day(clock.now()))
    answer = HttpResponse(body, content_type="application/fhir+json")
    answer["Content-Disposition"] = f'attachment; filename="{form}-{version}.json"'
    return answer


@dataclass(frozen=True, slots=True)
class _Step:
    """An act that asks something first. ``leads_to``: the field that names the version to go on with."""

    act: Callable[[str, dict[str, Any]], object]
    title: str
    done: str
    danger: bool = False
    leads_to: str = ""


def _asked(request: HttpRequest, name: str, version: str, form: PageForm, step: _Step) -> HttpResponse:
    found = versions.get_version(versions.url_of(name), version)
    if form.is_valid() and attempt(form, lambda: step.act(found.canonical, form.cleaned_data)):
        messages.success(request, step.done)
        to = form.cleaned_data.get(step.leads_to) or version
        return HttpResponseRedirect(reverse("forms:design", args=[name, to]))
    values = {
        "form": form, "title": step.title, "submit": step.title, "danger": step.danger, "crumbs": _crumbs(name, version),
    }  # fmt: skip
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _crumbs(name: str, version: str) -> tuple[parts.Crumb, ...]:
    found = versions.get_version(versions.url_of(name), version)
    return (
        parts.Crumb(_("Biểu mẫu"), reverse("forms:designs")),
        parts.Crumb(said(found.title_vi, found.title_en), reverse("forms:design", args=[name, version])),
    )

"""The words of states, verdicts, outcomes and findings, as badges and cells."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hoaban.kernel.actor import Actor
from hoaban.shared.claims import queries
from hoaban.ui import parts

STATES = {
    "waiting": (lazy("đang chờ"), "neutral"),
    "running": (lazy("đang xử lý"), "info"),
    "done": (lazy("xong"), "success"),
    "failed": (lazy("bị dừng"), "danger"),
}
VERDICTS = {
    "accepted": (lazy("chấp nhận"), "success"),
    "accepted_with_warnings": (lazy("chấp nhận, có cảnh báo"), "warning"),
    "rejected": (lazy("từ chối"), "danger"),
}
OUTCOMES = {
    "stored": (lazy("nhận lần đầu"), "success"),
    "corrected": (lazy("thay bản trước"), "info"),
    "unchanged": (lazy("không đổi"), "neutral"),
    "refused": (lazy("không lưu"), "danger"),
}
_SEVERITIES = {
    "error": (lazy("lỗi"), "danger"),
    "warning": (lazy("cảnh báo"), "warning"),
    "info": (lazy("ghi chú"), "neutral"),
}
_SOURCES = {"cli": lazy("dòng lệnh"), "upload": lazy("trang gửi tệp"), "api": lazy("phần mềm")}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return cast(Actor, cast(Any, request).actor)


def is_english(request: HttpRequest) -> bool:
    """Whether the page speaks English."""
    return bool(cast(Any, request).LANGUAGE_CODE == "en")


def state(code: str) -> parts.Badge:
    """How far a batch is."""
    return _badge(STATES, code)


def verdict(code: str) -> parts.Badge:
    """What the checks say of a dossier."""
    return _badge(VERDICTS, code)


def outcome(code: str) -> parts.Badge:
    """What became of a dossier."""
    return _badge(OUTCOMES, code)


def severity(code: str) -> parts.Badge:
    """How grave a finding is."""
    return _badge(_SEVERITIES, code)


def source(code: str) -> str:
    """Through which door something came."""
    return str(_SOURCES.get(code, code))


def list_url(**wanted: object) -> str:
    """The list of dossiers, narrowed."""
    return f"{reverse('claims:dossiers')}?{urlencode({name: str(value) for name, value in wanted.items()})}"


def page_url(**values: object) -> str:
    """Another page of the same list."""
    return f"?{urlencode({name: str(value) for name, value in values.items()})}"


def start_of(request: HttpRequest) -> int:
    """From which line a page of a list begins."""
    text = request.GET.get("start", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def placed(finding: queries.FindingReport, *, english: bool) -> tuple[parts.Cell, ...]:
    """A finding in a row: rule, place, value, what it says with its legal basis."""
    return (
        parts.Cell(finding.code, badge=severity(finding.severity)),
        parts.Cell(finding.place),
        parts.Cell(finding.value),
        parts.Cell(finding.message_en if english else finding.message_vi, note=finding.legal_basis),
    )


def finding_columns() -> tuple[parts.Column, ...]:
    """The columns of :func:`placed`."""
    return (
        parts.Column(_("Quy tắc")), parts.Column(_("Vị trí")), parts.Column(_("Giá trị")), parts.Column(_("Nội dung")),
    )  # fmt: skip


def _badge(words: dict[str, Any], code: str) -> parts.Badge:
    word, kind = words.get(code, (code, "neutral"))
    return parts.Badge(str(word), kind)

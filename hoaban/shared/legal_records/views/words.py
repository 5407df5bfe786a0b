"""How a record stands, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from hoaban.shared.legal_records.queries.standing import Event, Standing, Version
from hoaban.shared.legal_records.rules import keeping
from hoaban.ui import formats, parts
from hoaban.ui.forms import said

_STATES = {
    "open": (lazy("đang mở"), "info", "clock"), "closed": (lazy("đã đóng"), "success", "check"),
    "archived": (lazy("đã lưu trữ"), "neutral", "file"),
}  # fmt: skip
_VERSIONS = {
    "waiting": (lazy("chờ ký"), "warning", "clock"), "signed": (lazy("đã ký"), "success", "check"),
    "dropped": (lazy("đã bỏ, có bản sau"), "neutral", ""),
}  # fmt: skip
_ACTS = {
    "open": lazy("Mở hồ sơ"), "make": lazy("Lập bản"), "sign": lazy("Ký bản"), "close": lazy("Đóng hồ sơ"),
    "archive": lazy("Lưu trữ số"), "reopen": lazy("Mở lại"), "look": lazy("Xem hồ sơ lưu trữ"),
}  # fmt: skip


def state(one: Standing) -> parts.Badge:
    """Where a record stands."""
    if one.is_open and one.reopened_until:
        return parts.Badge(_("mở lại đến %s") % formats.day_time(one.reopened_until), "warning", "clock")
    label, kind, icon = _STATES[one.state]
    return parts.Badge(str(label), kind, icon)


def version_state(one: Version) -> parts.Badge:
    """Where a version stands."""
    label, kind, icon = _VERSIONS[one.state]
    return parts.Badge(str(label), kind, icon)


def retention(one: Standing) -> str:
    """How long a record is kept, and why so."""
    found = next((each for each in keeping.retention_classes() if each.key == one.retention), None)
    if found is None:
        return ""
    until = formats.day(one.keep_until) if one.keep_until else _("vĩnh viễn")
    return f"{said(*found.name)}: {until} ({found.basis})"


def event(one: Event) -> parts.Pair:
    """What was done with a record."""
    label = f"{_ACTS[one.act]} {one.why}" if one.act in ("make", "sign", "archive") else str(_ACTS[one.act])
    told = [one.by.removeprefix("account:")]
    known = {**keeping.reasons("reopen"), **keeping.reasons("look")}.get(one.basis)
    if known:
        told.append(said(*known.name))
    if one.why and one.act in ("reopen", "look"):
        told.append(one.why)
    if one.basis == "term":
        told = [_("hết thời hạn mở lại")]
    note = _("đến %s") % formats.day_time(one.until) if one.until else ""
    return parts.Pair(f"{formats.day_time(one.at)} · {label}", "; ".join(told), note=note)

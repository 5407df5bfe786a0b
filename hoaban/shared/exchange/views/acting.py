"""Enter a message by hand; how destinations are set at a facility, their switches and credentials."""

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
from hoaban.kernel.clock import vietnam_day
from hoaban.kernel.errors import NotFound
from hoaban.shared.exchange import policies
from hoaban.shared.exchange.forms import ByHandForm, FacilityForm, SwitchForm, credential_form
from hoaban.shared.exchange.queries import settling
from hoaban.shared.exchange.queries.settling import Setting, Settings, Turned
from hoaban.shared.exchange.rules import destinations, proofs
from hoaban.shared.exchange.services import by_hand, keeping
from hoaban.shared.exchange.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import PageForm, actor_of, attempt, page_url, said


@needs(policies.ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_by_hand(request: HttpRequest, outgoing: UUID) -> HttpResponse:
    """What to type at the other side, and the form for what it answered."""
    now = clock.now()
    form = ByHandForm(request.POST or None, request.FILES or None, initial={"on": vietnam_day(now)})
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _note(request, outgoing, form)):
        messages.success(request, _("Đã ghi là nhập tay; sẽ không gửi nữa."))
        return HttpResponseRedirect(reverse("exchange:message", args=[outgoing]))
    found = by_hand.see_content(actor=actor_of(request), message=outgoing, now=now)
    there = destinations.destination(found.message.destination)
    columns = (parts.Column(_("Trường"), "code"), parts.Column(_("Giá trị")))
    rows = tuple((parts.Cell(name, head=True), parts.Cell(value)) for name, value in found.rows)
    values = {
        "form": form,
        "lead": said(*there.by_hand),
        "table": parts.Table(
            _("Nội dung, theo thứ tự của bên nhận"), columns, rows, empty=_("Nội dung không còn giữ ở đây.")
        ),
        "crumbs": (
            parts.Crumb(_("Gửi ra hệ thống ngoài"), reverse("exchange:watch")),
            parts.Crumb(words.destination(there.key), reverse("exchange:message", args=[outgoing])),
            parts.Crumb(_("Nhập tay")),
        ),
    }
    return render(request, "exchange/by_hand.html", values, status=400 if form.errors else 200)


@needs(policies.ACT)
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Every destination, as it is set at a facility."""
    found = _settings(request)
    columns = (
        parts.Column(_("Nơi nhận")), parts.Column(_("Trạng thái")), parts.Column(_("Phiên bản dữ liệu")),
        parts.Column(_("Tài khoản")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                said(*one.destination.name),
                _setting_url(one, found.facility),
                note=one.destination.basis,
                head=True,
            ),
            parts.Cell("", badge=_badge(one), note=_why(one)),
            parts.Cell(one.schema.version if one.schema else "—", note=_certainty(one)),
            parts.Cell(_kept(one, found.facility)),
        )
        for one in found.settings
    )
    values = {
        "table": parts.Table(_("Nơi nhận"), columns, rows),
        "facility": dict(found.choices).get(found.facility, ""),
        "choosing": _choosing(found),
        "crumbs": (
            parts.Crumb(_("Gửi ra hệ thống ngoài"), reverse("exchange:watch")),
            parts.Crumb(_("Nơi nhận")),
        ),
    }
    return render(request, "exchange/settings.html", values)


@needs(policies.ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: HttpRequest, destination: str) -> HttpResponse:
    """One destination at a facility: its switches, and who signs in there."""
    found = _settings(request)
    one = next((each for each in found.settings if each.destination.key == destination), None)
    if one is None:
        raise NotFound("Không có nơi nhận này.", "There is no such destination.", place="destination")
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms = _forms(request, one, act)
    if (
        act
        and forms[act if act in forms else "switch"].is_valid()
        and _acted(request, found, one, act, forms)
    ):
        return HttpResponseRedirect(_setting_url(one, found.facility))
    name = said(*one.destination.name)
    values = {
        "title": name,
        "badge": _badge(one),
        "pairs": _pairs(one, dict(found.choices).get(found.facility, "")),
        "forms": forms,
        "facility": found.facility,
        "for_all": found.for_all,
        "on_here": one.here.on,
        "on_all": one.of_all.on,
        "holders": _holders(one) if one.destination.holder_fields else None,
        "crumbs": (
            parts.Crumb(_("Nơi nhận"), reverse("exchange:settings") + page_url({"facility": found.facility})),
            parts.Crumb(name),
        ),
    }
    failed = any(form.errors for form in forms.values())
    return render(request, "exchange/setting.html", values, status=400 if failed else 200)


def _note(request: HttpRequest, message: UUID, form: ByHandForm) -> None:
    given = form.cleaned_data
    content = given["proof"].read(proofs.MOST + 1)
    by_hand.enter_by_hand(
        actor=actor_of(request), message=message, number=given["number"], on=given["on"], proof=content, now=clock.now()
    )  # fmt: skip


def _settings(request: HttpRequest) -> Settings:
    facility = words.asked(request, "facility")
    return settling.see_settings(actor=actor_of(request), facility=facility, now=clock.now())


def _forms(request: HttpRequest, one: Setting, act: str) -> dict[str, PageForm]:
    """Each with what was typed where it is the one that was sent."""
    sent = {key: request.POST if act == key else None for key in ("account", "holder")}
    switching = request.POST if act.startswith("switch") else None
    return {
        "switch": SwitchForm(switching),
        "account": credential_form(
            one.destination.fields, sent["account"], is_kept=one.set_at is not None, initial=dict(one.shown), prefix="account"
        ),
        "holder": credential_form(
            one.destination.holder_fields, sent["holder"], is_kept=False, with_holder=True, prefix="holder"
        ),
    }  # fmt: skip


def _acted(request: HttpRequest, found: Settings, one: Setting, act: str, forms: dict[str, PageForm]) -> bool:
    """Do what a form asks; whether it was done."""
    actor, now, key = actor_of(request), clock.now(), one.destination.key
    if act in ("account", "holder"):
        given = dict(forms[act].cleaned_data)
        holder = str(given.pop("holder", ""))
        done = attempt(
            forms[act],
            lambda: keeping.keep_credentials(
                actor=actor, destination=key, facility_code=found.facility, holder=holder, values=given, now=now
            ),
        )  # fmt: skip
        words_done = _("Đã giữ tài khoản.")
    else:
        everywhere, on = act.startswith("switch-all"), act.endswith("-on")
        why = str(forms["switch"].cleaned_data["why"])
        done = attempt(
            forms["switch"],
            lambda: keeping.switch(
                actor=actor, destination=key, facility_code="" if everywhere else found.facility, on=on, why=why, now=now
            ),
        )  # fmt: skip
        words_done = _("Đã bật.") if on else _("Đã tắt.")
    if done:
        messages.success(request, words_done)
    return done


def _setting_url(one: Setting, facility: str) -> str:
    return reverse("exchange:setting", args=[one.destination.key]) + page_url({"facility": facility})


def _choosing(found: Settings) -> FacilityForm | None:
    """Which facility, for who acts at several."""
    if len(found.choices) < 2:
        return None
    return FacilityForm(initial={"facility": found.facility}, lists={"facility": list(found.choices)})


def _badge(one: Setting) -> parts.Badge:
    if not (one.of_all.on and one.here.on):
        return parts.Badge(_("Đang tắt"), "warning", "cross")
    if not one.is_configured:
        return parts.Badge(_("Chưa cấu hình"), "neutral")
    if one.is_trial:
        return parts.Badge(_("Chạy thử, không gửi đi đâu"), "info")
    return parts.Badge(_("Đang bật"), "success", "check")


def _why(one: Setting) -> str:
    return next((turned.why for turned in (one.of_all, one.here) if not turned.on), "")


def _certainty(one: Setting) -> str:
    """How sure it is that the other side speaks so."""
    if one.schema is None:
        return ""
    return "" if one.schema.certainty in ("A", "B") else _("chưa được bên nhận xác nhận")


def _kept(one: Setting, facility: str) -> str:
    if not facility:
        return "—"
    return formats.day_time(one.set_at) if one.set_at else _("chưa có")


def _pairs(one: Setting, facility: str) -> list[parts.Pair]:
    return [
        *([parts.Pair(_("Cơ sở"), facility)] if facility else []),
        parts.Pair(_("Căn cứ"), one.destination.basis),
        parts.Pair(_("Phiên bản dữ liệu"), one.schema.version if one.schema else "—", note=_certainty(one)),
        parts.Pair(_("Thời gian chờ mỗi lần"), _("%s giây") % formats.number(int(one.destination.seconds))),
        parts.Pair(_("Mọi cơ sở"), *_said(one.of_all)),
        *([parts.Pair(_("Cơ sở này"), *_said(one.here))] if facility else []),
    ]


def _said(turned: Turned) -> tuple[str, str, str]:
    """Value, address and note of a pair."""
    at = formats.day_time(turned.at) if turned.at else ""
    return (_("Bật") if turned.on else _("Tắt")), "", " · ".join(one for one in (turned.why, at) if one)


def _holders(one: Setting) -> parts.Table:
    columns = (parts.Column(_("Bác sĩ")), parts.Column(_("Ghi lúc"), "date"))
    rows = tuple((parts.Cell(name, head=True), parts.Cell(formats.day_time(at))) for name, at in one.holders)
    return parts.Table(_("Tài khoản của bác sĩ"), columns, rows, empty=_("Chưa có tài khoản của bác sĩ nào."))

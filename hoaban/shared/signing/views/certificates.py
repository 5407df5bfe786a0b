"""Certificates: one's own, and all of them for who keeps accounts."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import HomeWarning, needs
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.shared.signing import policies
from hoaban.shared.signing.forms import PictureForm, RegisterForm, RevokeForm
from hoaban.shared.signing.queries import Certificate
from hoaban.shared.signing.queries import keeping as queries
from hoaban.shared.signing.rules import Standing
from hoaban.shared.signing.services import certificates as services
from hoaban.shared.signing.services import pictures
from hoaban.shared.signing.views import words
from hoaban.ui import formats, parts
from hoaban.ui.forms import actor_of, attempt


def warn(actor: Actor) -> Iterator[HomeWarning]:
    """On the home page of whose own or facility's certificate ends within a month, or has ended with none after it."""
    for held in queries.ending_of(actor, now=clock.now()):
        until = formats.day(held.valid_until)
        told = _("Chứng thư chữ ký số hết hạn ngày %s.") % until
        yield HomeWarning(told, reverse("signing:certificates"), _("Xem chứng thư"))


@needs(policies.SIGN)
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """The own certificates, those of the facilities for which one signs, and how the signature looks."""
    found = queries.own_certificates(actor_of(request), now=clock.now())
    values = {
        "table": _table(found, _("Chứng thư tôi ký được"), _("Chưa có chứng thư nào.")),
        "has_picture": queries.has_picture(actor_of(request)),
        "crumbs": (parts.Crumb(_("Chờ ký"), reverse("signing:waiting")), parts.Crumb(_("Chứng thư của tôi"))),
    }
    return render(request, "signing/certificates.html", values)


@needs(policies.KEEP)
@require_safe
def keep(request: HttpRequest) -> HttpResponse:
    """All certificates, those that need something first."""
    found = queries.all_certificates(now=clock.now())
    values = {"table": _table(found, _("Chứng thư đã đăng ký"), _("Chưa có chứng thư nào."), kept=True)}
    return render(request, "signing/keep.html", values)


@needs(policies.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Bind a certificate to an account or a facility."""
    keys = [(one, one) for one in queries.configured_keys()]
    sent = request.method == "POST"
    form = RegisterForm(
        request.POST if sent else None, request.FILES if sent else None,
        lists={"key": keys, "facility": queries.facility_choices(now=clock.now())},
    )  # fmt: skip
    if sent and form.is_valid() and attempt(form, lambda: _register(request, form)):
        messages.success(request, _("Đã đăng ký chứng thư."))
        return HttpResponseRedirect(reverse("signing:keep"))
    values = {
        "form": form, "title": _("Đăng ký chứng thư"), "no_keys": not keys,
        "crumbs": _crumbs(_("Đăng ký chứng thư")),
    }  # fmt: skip
    return render(request, "signing/upload.html", values, status=400 if form.errors else 200)


@needs(policies.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, number: int) -> HttpResponse:
    """One certificate; a form that notes its revocation."""
    one = queries.get_certificate(number, now=clock.now())
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _revoke(request, number, form)):
        messages.success(request, _("Đã ghi: không ai ký bằng chứng thư này nữa."))
        return HttpResponseRedirect(request.path)
    values = {
        "title": words.common_name(one.subject),
        "badge": words.standing(one.standing),
        "pairs": (
            parts.Pair(_("Của ai"), one.username or one.facility_code),
            parts.Pair(_("Tên trong chứng thư"), one.subject),
            parts.Pair(_("Nơi cấp"), one.issuer),
            parts.Pair(_("Số"), one.serial),
            parts.Pair(_("Khóa ký"), one.key),
            parts.Pair(_("Có hiệu lực"), f"{formats.day(one.valid_from)} - {formats.day(one.valid_until)}"),
            parts.Pair(_("Thu hồi"), formats.day_time(one.revoked_at) if one.revoked_at else _("Không")),
        ),
        "form": None if one.standing is Standing.REVOKED else form,
        "crumbs": _crumbs(_("Chứng thư")),
    }  # fmt: skip
    return render(request, "signing/certificate.html", values, status=400 if form.errors else 200)


@needs(policies.KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def picture(request: HttpRequest) -> HttpResponse:
    """Keep the picture of a hand or a seal."""
    sent = request.method == "POST"
    form = PictureForm(
        request.POST if sent else None, request.FILES if sent else None,
        lists={"facility": queries.facility_choices(now=clock.now())},
    )  # fmt: skip
    if sent and form.is_valid() and attempt(form, lambda: _keep_picture(request, form)):
        messages.success(request, _("Đã giữ hình chữ ký."))
        return HttpResponseRedirect(reverse("signing:keep"))
    values = {
        "form": form,
        "title": _("Hình chữ ký, hình dấu"),
        "crumbs": _crumbs(_("Hình chữ ký, hình dấu")),
    }
    return render(request, "signing/upload.html", values, status=400 if form.errors else 200)


def _register(request: HttpRequest, form: RegisterForm) -> None:
    given, actor, now = form.cleaned_data, actor_of(request), clock.now()
    content = given["content"].read()
    if given["facility"]:
        services.register_seal(
            actor=actor, facility=given["facility"], key=given["key"], content=content, now=now
        )
    else:
        services.register_certificate(
            actor=actor, username=given["username"], key=given["key"], content=content, now=now
        )


def _revoke(request: HttpRequest, number: int, form: RevokeForm) -> None:
    now = clock.now()
    at = form.moment() or now
    services.note_revocation(
        actor=actor_of(request), certificate=number, at=at, why=form.cleaned_data["why"], now=now
    )


def _keep_picture(request: HttpRequest, form: PictureForm) -> None:
    given = form.cleaned_data
    content = given["picture"].read() if given["picture"] else b""
    pictures.keep_picture(
        actor=actor_of(request), username=given["username"], facility=given["facility"], content=content,
        now=clock.now(),
    )  # fmt: skip


def _table(found: list[Certificate], caption: str, empty: str, *, kept: bool = False) -> parts.Table:
    columns = (
        parts.Column(_("Tên trong chứng thư")), parts.Column(_("Của ai")), parts.Column(_("Nơi cấp")),
        parts.Column(_("Hết hạn ngày"), "date"), parts.Column(_("Tình trạng")),
    )  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                words.common_name(one.subject), head=True, note=one.serial,
                url=reverse("signing:certificate", args=[one.id]) if kept else "",
            ),
            parts.Cell(one.username or one.facility_code),
            parts.Cell(words.common_name(one.issuer)),
            parts.Cell(formats.day(one.valid_until)),
            parts.Cell("", badge=words.standing(one.standing)),
        )
        for one in found
    )  # fmt: skip
    return parts.Table(caption, columns, rows, empty=empty)


def _crumbs(here: str) -> tuple[parts.Crumb, ...]:
    return (parts.Crumb(_("Chứng thư chữ ký số"), reverse("signing:keep")), parts.Crumb(here))

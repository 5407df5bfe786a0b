"""Accounts for those who manage them: find one, see its state, help its owner in, shut it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.queries.accounts import (
    Account,
    find_account,
    search_accounts,
    unknown_account,
)
from hoaban.foundation.accounts.queries.assignments import list_of_account
from hoaban.foundation.accounts.queries.factors import factors_of
from hoaban.foundation.accounts.queries.identity import is_linked
from hoaban.foundation.accounts.queries.staff import find_staff, staff_number_of
from hoaban.foundation.accounts.rules.giving import MANAGE
from hoaban.foundation.accounts.services import factors, leaving, linking, opening, passwords, registering
from hoaban.foundation.accounts.views import words
from hoaban.foundation.accounts.views.asking import who, words_of
from hoaban.kernel import clock
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import HoaBanError, Invalid
from hoaban.kernel.guard import needs
from hoaban.ui import parts
from hoaban.ui.formats import day, day_time
from hoaban.ui.language import language

_MOST = 50


@needs(MANAGE)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Find an account by name or user name."""
    sought = request.GET.get("q", "")[:100]
    found = search_accounts(sought, most=_MOST)
    columns = (parts.Column(_("Họ và tên")), parts.Column(_("Chức vụ")), parts.Column(_("Trạng thái")),
               parts.Column(_("Đăng nhập lần cuối"), "date"))  # fmt: skip
    rows = tuple(
        (
            parts.Cell(
                one.display_name, reverse("accounts:one", args=[one.username]), one.username, head=True
            ),
            parts.Cell(one.post(language())),
            parts.Cell("", badge=_state(one)),
            parts.Cell(day_time(one.last_sign_in_at) if one.last_sign_in_at else _("chưa lần nào")),
        )
        for one in found
    )
    table = parts.Table(_("Tài khoản"), columns, rows, _("Không có tài khoản nào khớp."))
    return render(request, "accounts/accounts.html", {"q": sought, "table": table, "most": _MOST})


@needs(MANAGE)
@require_safe
def one(request: HttpRequest, username: str) -> HttpResponse:
    """One account, and what an officer may do about it."""
    return _page(request, _account(username))


@needs(MANAGE)
@sensitive_post_parameters("password")
@require_POST
def act(request: HttpRequest, username: str) -> HttpResponse:
    """Do one thing about an account: the button pressed says which."""
    held, now = _account(username), clock.now()
    wanted = request.POST.get("act", "")
    officer = who(request).actor
    try:
        if wanted == "unlock":
            registering.unlock_account(actor=officer, username=username, now=now)
        elif wanted == "shut":
            leaving.shut_account(actor=officer, username=username, now=now)
        elif wanted == "link":
            number = request.POST.get("number", "").strip()
            linking.link_identity(actor=officer, username=username, number=number, now=now)
        elif wanted == "unlink":
            linking.unlink_identity(actor=officer, username=username, now=now)
        elif wanted == "unstaff":
            opening.unlink_staff(actor=officer, username=username, now=now)
        elif wanted == "reopen":
            leaving.reopen_account(actor=officer, username=username, now=now)
        elif wanted == "password":
            given = request.POST.get("password", "")[:200]
            passwords.set_password(actor=officer, username=username, password=given, now=now)
        elif wanted == "factors":
            reason = request.POST.get("reason", "")
            factors.reset_factors(actor=officer, username=username, reason=reason, now=now)
        else:
            raise Invalid("Không có việc này.", "There is no such act.", place="act")
    except HoaBanError as refused:
        messages.error(request, words_of(refused))
        return _page(request, held, status=refused.status)
    messages.success(request, _("Đã làm xong."))
    return HttpResponseRedirect(reverse("accounts:one", args=[username]))


def _page(request: HttpRequest, held: Account, status: int = 200) -> HttpResponse:
    has, now = factors_of(held.id), clock.now()
    second = [_("ứng dụng xác thực")] if has.app_since else []
    passkey = _("khóa truy cập")
    second += [f"{passkey}: {key.name} ({day(key.created_at)})" for key in has.passkeys]
    pairs = (
        parts.Pair(_("Tên đăng nhập"), held.username),
        parts.Pair(_("Chức vụ"), held.post(language())),
        parts.Pair(_("Xác thực bước hai"), "; ".join(second)),
        parts.Pair(_("Đăng nhập lần cuối"), day_time(held.last_sign_in_at) if held.last_sign_in_at else ""),
    )
    values = {
        "account": held,
        "state": _state(held),
        "pairs": pairs,
        "roles": _roles(who(request).actor, held.username, now),
        "staff_pairs": _staff(held.username, now),
        "locked": held.locked_until is not None and held.locked_until > now,
        "is_linked": is_linked(held.id),
        "reset": forms.Reset(),
        "link": forms.LinkIdentity(),
        "new": forms.NewPassword(),
        "crumbs": (parts.Crumb(_("Tài khoản"), reverse("accounts:accounts")), parts.Crumb(held.display_name)),
    }
    return render(request, "accounts/one.html", values, status=status)


def _roles(officer: Actor, username: str, now: datetime) -> parts.Table:
    places = words.named_places(now)
    rows = tuple(
        (
            parts.Cell(words.role(one), reverse("accounts:assignment", args=[one.id]), head=True),
            parts.Cell(places.get(one.scope, one.scope.code)),
            parts.Cell(words.period(one), note=words.rights(one)),
            parts.Cell("", badge=words.state(one, now)),
        )
        for one in list_of_account(actor=officer, username=username, now=now)
    )
    columns = (
        parts.Column(_("Vai trò")),
        parts.Column(_("Phạm vi")),
        parts.Column(_("Thời hạn")),
        parts.Column(_("Trạng thái")),
    )
    return parts.Table(_("Vai trò đã giao"), columns, rows)


def _staff(username: str, now: datetime) -> list[parts.Pair]:
    """Who the register of staff says the owner is; nothing while nobody has said the number."""
    number = staff_number_of(username)
    if not number:
        return []
    known = find_staff(number, clock.vietnam_day(now))
    posts = "; ".join(known.posts) if known else ""
    gone = "" if known and known.is_here else _("không còn làm việc theo danh sách")
    return [
        parts.Pair(_("Mã nhân lực"), number),
        parts.Pair(_("Họ và tên"), known.name if known else "", note=gone),
        parts.Pair(_("Chức vụ"), posts),
    ]


def _account(username: str) -> Account:
    found = find_account(username)
    if found is None:
        raise unknown_account()
    return found


def _state(held: Account) -> parts.Badge:
    if not held.is_active:
        return parts.Badge(_("Đã đóng"), "danger", "cross")
    if held.locked_until is not None and held.locked_until > clock.now():
        return parts.Badge(_("Đang bị khóa"), "warning", "lock")
    return parts.Badge(_("Đang dùng"), "success", "check")

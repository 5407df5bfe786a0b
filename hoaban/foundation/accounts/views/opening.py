"""Open an account for one person; say under which number its owner stands in the register of staff."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.queries.accounts import find_account, unknown_account
from hoaban.foundation.accounts.queries.staff import staff_number_of
from hoaban.foundation.accounts.rules.giving import MANAGE
from hoaban.foundation.accounts.services import opening
from hoaban.foundation.accounts.services.registering import Newcomer
from hoaban.kernel import clock
from hoaban.kernel.guard import needs
from hoaban.ui import parts
from hoaban.ui.forms import PageForm, actor_of, attempt

_METHODS = ["GET", "HEAD", "POST"]


@needs(MANAGE)
@sensitive_post_parameters("password")
@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """A new account; it can do nothing until a role is given."""
    form = forms.OpenAccount(request.POST or None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _open(request, form)):
        messages.success(request, _("Đã mở tài khoản. Tài khoản chưa làm được gì cho đến khi có vai trò."))
        return HttpResponseRedirect(reverse("accounts:one", args=[form.cleaned_data["username"]]))
    _ask_only_in_doubt(form)
    title = _("Mở tài khoản")
    values = {
        "title": title,
        "lead": _(
            "Mỗi người một tài khoản, mang tên người ấy. Không dùng chung, không theo phòng hay chức vụ."
        ),
        "form": form,
        "crumbs": (parts.Crumb(_("Tài khoản"), reverse("accounts:accounts")), parts.Crumb(title)),
    }
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


@needs(MANAGE)
@require_http_methods(_METHODS)
def staff(request: HttpRequest, username: str) -> HttpResponse:
    """Link an account to its owner in the register of staff."""
    held = find_account(username)
    if held is None:
        raise unknown_account()
    form = forms.LinkStaff(request.POST or None, initial={"staff_number": staff_number_of(username)})
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _link(request, username, form)):
        messages.success(request, _("Đã nối tài khoản với danh sách nhân lực."))
        return HttpResponseRedirect(reverse("accounts:one", args=[username]))
    _ask_only_in_doubt(form)
    title = _("Nối với danh sách nhân lực")
    values = {
        "title": title,
        "lead": held.display_name,
        "form": form,
        "crumbs": (
            parts.Crumb(_("Tài khoản"), reverse("accounts:accounts")),
            parts.Crumb(held.display_name, reverse("accounts:one", args=[username])),
            parts.Crumb(title),
        ),
    }
    return render(request, "ui/form_page.html", values, status=400 if form.errors else 200)


def _open(request: HttpRequest, form: forms.OpenAccount) -> None:
    given = form.cleaned_data
    newcomer = Newcomer(
        username=given["username"], display_name=" ".join(given["display_name"].split()),
        post_vi=given["post_vi"], post_en=given["post_en"] or given["post_vi"], password=given["password"],
        staff_number=given["staff_number"],
    )  # fmt: skip
    opening.open_account(actor=actor_of(request), newcomer=newcomer, sure=given["sure"], now=clock.now())


def _link(request: HttpRequest, username: str, form: forms.LinkStaff) -> None:
    given = form.cleaned_data
    opening.link_staff(
        actor=actor_of(request), username=username, number=given["staff_number"], sure=given["sure"],
        now=clock.now(),
    )  # fmt: skip


def _ask_only_in_doubt(form: PageForm) -> None:
    """The box to tick stands there once something was doubtful; what was typed comes along, the password too."""
    if "sure" not in form.errors:
        del form.fields["sure"]
    elif "password" in form.fields:
        form.fields["password"].widget.render_value = True

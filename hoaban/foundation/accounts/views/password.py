"""One's own password: changed when one likes, and when one must."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts import forms
from hoaban.foundation.accounts.api import session
from hoaban.foundation.accounts.rules.measures import measures
from hoaban.foundation.accounts.rules.stages import PASSWORD
from hoaban.foundation.accounts.services import passwords
from hoaban.foundation.accounts.services.sign_in import SignInRefused, confirm_password
from hoaban.foundation.accounts.views.asking import request_id, say_why, who, words_of
from hoaban.kernel import clock
from hoaban.kernel.errors import HoaBanError
from hoaban.kernel.guard import needs_sign_in_or


@needs_sign_in_or(PASSWORD)
@sensitive_post_parameters("old", "password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change it: the old one once, the new one twice."""
    here, now = who(request), clock.now()
    limits = measures(clock.vietnam_day(now))
    values = {"must": here.stage == PASSWORD, "limits": limits, "account": here.account}
    form = forms.ChangePassword(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "accounts/password.html", {"form": form, **values}, status=status)
    try:
        confirm_password(
            account_id=here.account.id,
            password=form.cleaned_data["old"],
            address=session.address_of(request),
            now=now,
            request_id=request_id(request),
        )
        passwords.change_password(
            actor=here.actor, session=here.session, password=form.cleaned_data["password"], now=now
        )
    except SignInRefused as refused:
        form.add_error("old", words_of(refused))
        return render(request, "accounts/password.html", {"form": form, **values}, status=refused.status)
    except HoaBanError as refused:
        values = say_why(form, refused, **values)
        return render(request, "accounts/password.html", values, status=refused.status)
    session.bind(request, here.session)
    messages.success(request, _("Đã đổi mật khẩu. Mọi phiên khác của bạn đã kết thúc."))
    return HttpResponseRedirect(reverse("accounts:account"))

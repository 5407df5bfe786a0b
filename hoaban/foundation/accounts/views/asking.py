"""What every view here asks of a request: who, which way back, and how to say on a form why it was refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from hoaban.foundation.accounts.queries.sessions import Present
from hoaban.foundation.accounts.services.passkeys import Site
from hoaban.kernel.errors import HoaBanError
from hoaban.ui.language import language


def who(request: HttpRequest) -> Present:
    """The session of a request that the guard let in."""
    present: Present = getattr(request, "present")  # noqa: B009 - set by the middleware, unknown to HttpRequest
    return present


def request_id(request: HttpRequest) -> str:
    """The id of the request, for the trail."""
    return getattr(request, "request_id", "")


def words_of(failure: HoaBanError) -> str:
    """An expected failure in the language of the page."""
    return failure.message_en if language() == "en" else failure.message_vi


def say_why(form: forms.Form, failure: HoaBanError, **values: Any) -> dict[str, Any]:
    """What a template is given to show a form that was refused."""
    form.add_error(failure.place if failure.place in form.fields else None, words_of(failure))
    return {"form": form, **values}


def way_back(request: HttpRequest, wanted: str) -> str:
    """An address within this site, else home."""
    # browsers leave control characters out of an address, so that what is read is not what is judged here
    ours = wanted.startswith("/") and wanted.isprintable()
    if ours and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("home")


def site_of(request: HttpRequest) -> Site:
    """Where the browser believes to be; the Host header was checked before."""
    host = request.get_host()
    return Site(host.rsplit(":", 1)[0], f"{request.scheme}://{host}")

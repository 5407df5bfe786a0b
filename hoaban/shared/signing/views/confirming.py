"""A paper confirmed otherwise than by a signature: a patient's hand on the screen, a finger, a witness, one's password."""

from __future__ import annotations

import base64
import binascii
import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.foundation.accounts.api.session import address_of
from hoaban.kernel import clock
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed
from hoaban.shared.signing import policies, queries
from hoaban.shared.signing.forms import ConfirmForm
from hoaban.shared.signing.queries import confirmations
from hoaban.shared.signing.queries.offers import Content, open_paper
from hoaban.shared.signing.rules import Capacity, Way
from hoaban.shared.signing.services import confirming
from hoaban.shared.signing.services.confirming import Evidence, ToConfirm
from hoaban.shared.signing.views import words
from hoaban.ui import parts
from hoaban.ui.forms import actor_of, tell

_DRAWN = "data:image/png;base64,"


@needs(policies.SIGN)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, offer: UUID) -> HttpResponse:
    """What was confirmed of a paper, and a form for one more; for who is to sign the paper."""
    found = open_paper(actor=actor_of(request), offer=offer, now=clock.now())
    sent = request.method == "POST"
    form = ConfirmForm(
        request.POST if sent else None, request.FILES if sent else None,
        lists={
            "way": [(one.value, words.way(one)) for one in queries.open_ways()],
            "capacity": [(one.value, words.capacity(one)) for one in Capacity],
        },
        initial={"once": secrets.token_hex(16)},
    )  # fmt: skip
    if sent and form.is_valid() and _taken_down(request, form, found):
        messages.success(request, _("Đã ghi xác nhận."))
        return HttpResponseRedirect(request.path)
    values = {
        "form": form,
        "title": found.title,
        "paper_url": reverse("signing:paper", args=[offer]),
        "found": [words.confirmation(one) for one in confirmations.confirmations_of(found.digest)],
        "crumbs": (parts.Crumb(_("Chờ ký"), reverse("signing:waiting")), parts.Crumb(_("Xác nhận khác"))),
    }
    return render(request, "signing/confirm.html", values, status=400 if form.errors else 200)


def _taken_down(request: HttpRequest, form: ConfirmForm, found: Content) -> bool:
    given = form.cleaned_data
    paper = ToConfirm(found.title, found.about, found.kind, found.content, found.facility_code, found.person)
    try:
        evidence = Evidence(
            way=Way(given["way"]), capacity=Capacity(given["capacity"]), name=given["name"], words=given["words"],
            witness=given["witness"], password=given["password"], picture=_picture(given), address=address_of(request),
        )  # fmt: skip
        confirming.confirm(
            actor=actor_of(request), paper=paper, evidence=evidence, once=given["once"], now=clock.now()
        )
    except (Invalid, Conflict) as failure:
        tell(form, failure)
        return False
    except NotAllowed as failure:
        tell(form, failure, at="password")
        return False
    return True


def _picture(given: dict[str, object]) -> bytes:
    """What was uploaded, else what was drawn.

    :raises Invalid: what was drawn is no picture.
    """
    held, drawn = given["picture"], str(given["drawn"])
    if held:
        content: bytes = held.read()  # type: ignore[attr-defined]
        return content
    try:
        return base64.b64decode(drawn.removeprefix(_DRAWN), validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("Nét ký không đọc được.", "The drawing cannot be read.", place="picture") from None

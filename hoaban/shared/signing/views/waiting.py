"""What waits for one's signature: read, choose, sign in one act."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.shared.signing import policies
from hoaban.shared.signing.forms import SignForm
from hoaban.shared.signing.queries import offers as queries
from hoaban.shared.signing.queries.sheets import Line, Sheet, sheets_of
from hoaban.shared.signing.rules import KINDS
from hoaban.shared.signing.services import offering
from hoaban.shared.signing.views import words
from hoaban.shared.signing.views.jobs import recent
from hoaban.ui import formats
from hoaban.ui.forms import actor_of, attempt

_OWN = "own"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Tick:
    """One paper with its box."""

    id: str
    title: str
    name: str
    at: str
    url: str
    confirm_url: str
    chosen: bool
    note: str
    state: object


@needs(policies.SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """The papers by who signs and by kind, each sheet with its own certificate and passphrase."""
    actor, now = actor_of(request), clock.now()
    shown, status = [], 200
    for sheet in sheets_of(actor=actor, now=now):
        key = sheet.facility_code or _OWN
        sent = request.method == "POST" and f"{key}-once" in request.POST
        form = _form(request, sheet, key, sent=sent)
        if sent and form.is_valid():
            made: list[UUID] = []
            if attempt(form, lambda form=form, made=made: made.append(_sign(request, form))):  # type: ignore[misc]
                return HttpResponseRedirect(reverse("signing:job", args=made))
        status = 400 if form.errors else status
        shown.append(_shown(sheet, key, form))
    values = {"sheets": shown, "recent": recent(actor)}
    return render(request, "signing/waiting.html", values, status=status)


@needs(policies.SIGN)
@require_safe
def paper(request: HttpRequest, offer: UUID) -> HttpResponse:
    """The paper as it is now: signed if it is."""
    found = queries.open_paper(actor=actor_of(request), offer=offer, now=clock.now())
    kind = "application/pdf" if found.media == "pdf" else "application/xml"
    response = HttpResponse(found.content, content_type=kind)
    # what is XML is kept and not drawn: a browser may follow what it names
    place = "inline" if found.media == "pdf" else "attachment"
    response["Content-Disposition"] = f'{place}; filename="{str(offer)[-12:]}.{found.media}"'
    return response


def _sign(request: HttpRequest, form: SignForm) -> UUID:
    given = form.cleaned_data
    return offering.sign_offers(
        actor=actor_of(request), offers=[UUID(one) for one in given["papers"]],
        certificate=int(given["certificate"]), passphrase=given["passphrase"], once=given["once"], now=clock.now(),
    )  # fmt: skip


def _form(request: HttpRequest, sheet: Sheet, key: str, *, sent: bool) -> SignForm:
    wanted = request.GET.get("choose", "")
    chosen = [str(one.id) for one in sheet.lines if wanted == "all" or (wanted and one.kind == wanted)]
    # what was sent twice names papers that wait no more: whether they may be signed, the service knows
    offered = (
        [one for one in request.POST.getlist(f"{key}-papers") if _UUID.fullmatch(one)] if sent else chosen
    )
    return SignForm(
        request.POST if sent else None,
        prefix=key,
        lists={
            "papers": [(one, one) for one in offered],
            "certificate": [(str(one.id), words.certificate(one)) for one in sheet.certificates],
        },
        initial={
            "papers": chosen, "once": secrets.token_hex(16),
            "certificate": str(sheet.certificates[0].id) if sheet.certificates else "",
        },
    )  # fmt: skip


def _shown(sheet: Sheet, key: str, form: SignForm) -> dict[str, object]:
    ticked = form.chosen()
    return {
        "key": key,
        "title": sheet.facility_name,
        "form": form,
        "groups": [
            {"kind": kind, "title": words.kind(kind), "lines": [_tick(one, ticked) for one in lines]}
            for kind, lines in _grouped(sheet.lines)
        ],
        "taken": [_tick(one, frozenset()) for one in sheet.taken],
        "can": bool(sheet.certificates),
        "ending": [
            _("Chứng thư hết hạn ngày %s.") % formats.day(one.valid_until) for one in sheet.ending
        ],
    }  # fmt: skip


def _grouped(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    order = list(KINDS)
    known = sorted(lines, key=lambda one: order.index(one.kind) if one.kind in order else len(order))
    return [(kind, list(of)) for kind, of in itertools.groupby(known, key=lambda one: one.kind)]


def _tick(one: Line, ticked: frozenset[str]) -> Tick:
    return Tick(
        id=str(one.id), title=one.title, name=one.name, at=formats.day_time(one.offered_at),
        url=reverse("signing:paper", args=[one.id]),
        confirm_url=reverse("signing:confirm", args=[one.id]), chosen=str(one.id) in ticked,
        note=words.failure(one.failure), state=words.state(one.progress) if one.progress else None,
    )  # fmt: skip

"""Parts of the doctor's page that it fetches or sends by itself: drafts, who else is there, diagnoses, the history."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.clock import VIETNAM
from hoaban.kernel.errors import Conflict
from hoaban.modules.hospital.fhir import consultation
from hoaban.modules.hospital.fhir.consultation import TEXTS
from hoaban.modules.hospital.forms import consulting as forms
from hoaban.modules.hospital.queries import histories
from hoaban.modules.hospital.services import drafting
from hoaban.modules.hospital.services.drafting import TypedElsewhere
from hoaban.modules.hospital.views import desk_page, history_page
from hoaban.shared.visits.api import WORK
from hoaban.ui.forms import actor_of, said


@needs(WORK)
@require_POST
def draft(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Keep what is typed. Answers with the number of what is kept, and what is too long; 409 says why nothing was."""
    sent = forms.read(request.POST)
    typed = consultation.places_of(sent.said)
    try:
        kept = drafting.keep_draft(
            actor=actor_of(request), visit=visit, typed=typed, number=sent.number, now=clock.now()
        )
    except Conflict as failure:
        told: dict[str, object] = {"why": said(failure.message_vi, failure.message_en), "elsewhere": False}
        if isinstance(failure, TypedElsewhere):
            told |= {
                "elsewhere": True, "number": failure.number, "mine": _("Giữ chữ ở đây"), "theirs": _("Mở chữ ở nơi kia"),
            }  # fmt: skip
        return JsonResponse(told, status=409)
    at = clock.now().astimezone(VIETNAM)
    too_long = [said(*TEXTS[place]) for place in kept.too_long]
    return JsonResponse(
        {"number": kept.number, "said": _("Đã giữ lúc %s") % f"{at:%H:%M:%S}", "too_long": too_long}
    )


@needs(WORK)
@require_POST
def presence(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Who else has the page open, and whether somebody saved since it was opened."""
    found = drafting.be_present(actor=actor_of(request), visit=visit, now=clock.now())
    seen = forms.read(request.POST).seen
    values = {
        "others": desk_page.others_of(found.others),
        "saved_by": found.saved_by if found.version > seen else "",
    }
    return render(request, "hospital/consulting/presence.html", values)


@needs(WORK)
@require_safe
def diagnoses(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Diagnoses to choose from, as a part of the page (``q``), or one chosen as a row of it (``code``)."""
    actor, now = actor_of(request), clock.now()
    drafting.worked_visit(actor, visit)
    sex, has_main = request.GET.get("sex", "")[:10], "main" in request.GET
    roles = [(code, said(*words)) for code, words in consultation.ROLES.items()]
    if "code" in request.GET:
        code, name = request.GET["code"][:20], forms.line(request.GET.get("name", ""))[:500]
        before = (consultation.Diagnosis("main", "", "x"),) if has_main else ()
        row = desk_page.added_row(actor, consultation.Consultation(diagnoses=before), code, name, sex, now)
        return render(request, "hospital/consulting/diagnosis_row.html", {"row": row, "roles": roles})
    text = forms.line(request.GET.get("q", ""))[:100]
    found = desk_page.codes_for(actor, text, sex, has_main=has_main, now=now)
    return render(
        request, "hospital/consulting/diagnoses.html", {"found": found, "asked": True, "looks_for": text}
    )


@needs(WORK)
@require_safe
def history(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What is known of the person of a visit over all facilities: a part of the page, or a page by itself."""
    actor, now = actor_of(request), clock.now()
    inner = "HX-Request" in request.headers
    found = histories.history_of(actor=actor, visit=visit, with_banner=not inner, now=now)
    values = {**history_page.values(found), "back": reverse("hospital:desk", args=[visit])}
    return render(request, f"hospital/consulting/history{'_inner' if inner else ''}.html", values)


@needs(WORK)
@require_safe
def claim(request: HttpRequest, visit: UUID) -> HttpResponse:
    """What an insurance claim of the visit would still lack: a part of the page, or a page by itself."""
    inner = "HX-Request" in request.headers
    found = histories.claim_of(actor=actor_of(request), visit=visit, with_banner=not inner, now=clock.now())
    lacking = [
        (said(one.name_vi, one.name_en), one.about, f"{one.table} {one.field}") for one in found.lacking
    ]
    values = {"banner": found.banner, "lacking": lacking, "back": reverse("hospital:desk", args=[visit])}
    return render(request, f"hospital/consulting/claim{'_inner' if inner else ''}.html", values)

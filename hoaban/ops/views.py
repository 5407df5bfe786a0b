"""Pages for whoever keeps the installation running."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hoaban.ops.runtime import health


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 when all is well, 503 otherwise, with what was asked and answered."""
    answers = health.ask_all(settings.VAR)
    well = all(answer.well for answer in answers)
    return JsonResponse(
        {
            "status": "ok" if well else "failing",
            "checks": {answer.name: {"ok": answer.well, "detail": answer.detail} for answer in answers},
        },
        status=200 if well else 503,
    )


healthz.needs = "public"  # type: ignore[attr-defined]

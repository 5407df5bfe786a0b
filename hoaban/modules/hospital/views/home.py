"""The way into the rooms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.modules.hospital import policies, ways
from hoaban.ui.forms import actor_of


@needs(policies.RECEIVE)
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """The pages of the out-patient rooms that somebody may open, by what they may do."""
    return render(request, "hospital/home.html", {"ways": ways.ways_of(actor_of(request))})

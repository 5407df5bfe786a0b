"""The way into the rooms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hoaban.foundation.accounts.api import needs
from hoaban.modules.hospital import policies
from hoaban.ui.forms import actor_of
from hoaban.ui.home import home_links


@needs(policies.RECEIVE)
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """The pages of the out-patient rooms that somebody may open, by what they may do."""
    ways = [
        {"label": one.label, "note": one.note, "url": reverse(one.route), "icon": one.icon}
        for one in home_links(actor_of(request))
        if one.route.startswith("hospital:") and one.route != "hospital:home"
    ]
    return render(request, "hospital/home.html", {"ways": ways})

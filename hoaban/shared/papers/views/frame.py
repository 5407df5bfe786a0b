"""What pages of a visit's papers have in common: the banner, and whether only the inner part was asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hoaban.kernel import clock
from hoaban.shared.chart import api as chart
from hoaban.ui import parts
from hoaban.ui.forms import actor_of


def is_pane(request: HttpRequest) -> bool:
    """Whether a page of others asks for this one as a part of itself."""
    return request.headers.get("HX-Request") == "true"


def framed(request: HttpRequest, visit: UUID, title: str, inner: bool = False) -> dict[str, Any]:
    """The values of the frame; reads who it is about, in the look of the page."""
    if is_pane(request):
        return {"frame": "papers/pane.html", "title": title}
    home = parts.Crumb(_("Giấy tờ của lượt khám"), reverse("papers:visit", args=[visit]) if inner else "")
    return {
        "frame": "papers/page.html",
        "title": title,
        "banner": chart.see_banner(actor=actor_of(request), visit=visit, now=clock.now()),
        "crumbs": (home, parts.Crumb(title)) if inner else (home,),
    }

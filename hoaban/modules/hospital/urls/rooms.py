"""Addresses of triage, orders, worklists and results."""

from __future__ import annotations

from django.urls import path

from hoaban.modules.hospital.views import triage, vitals

urlpatterns = [
    path("hospital/triage/", triage.points, name="triage-points"),
    path("hospital/triage/<int:point>/", triage.grid, name="triage"),
    path("hospital/visits/<uuid:visit>/vitals/", vitals.pane, name="vitals"),
]

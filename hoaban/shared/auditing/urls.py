"""The trail, its entries and exports; signs of unusual use, limits and marks."""

from __future__ import annotations

from django.urls import path

from hoaban.shared.auditing.views import findings, limits, marks, trail

app_name = "auditing"
urlpatterns = [
    path("trail/", trail.trail, name="trail"),
    path("trail/export.<str:kind>", trail.export, name="export"),
    path("trail/<int:entry>/", trail.entry, name="entry"),
    path("unusual/", findings.findings, name="findings"),
    path("unusual/limits/", limits.limits, name="limits"),
    path("unusual/marks/", marks.marks, name="marks"),
    path("unusual/marks/<int:mark>/end/", marks.end, name="unmark"),
    path("unusual/people/<uuid:person>/", marks.mark, name="mark"),
    path("unusual/<uuid:finding>/", findings.finding, name="finding"),
]

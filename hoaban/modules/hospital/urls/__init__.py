"""Addresses of hospital: the counter, the rooms, the doctor's page."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from hoaban.modules.hospital.urls import counter, rooms

app_name = "hospital"
urlpatterns: list[URLPattern | URLResolver] = [
    *counter.urlpatterns,
    *rooms.urlpatterns,
]

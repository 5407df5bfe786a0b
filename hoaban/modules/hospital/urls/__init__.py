"""Addresses of hospital."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from hoaban.modules.hospital.urls import consulting, counter, rooms

app_name = "hospital"
urlpatterns: list[URLPattern | URLResolver] = [
    *consulting.urlpatterns,
    *counter.urlpatterns,
    *rooms.urlpatterns,
]

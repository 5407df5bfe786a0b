"""Addresses of hospital."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "hospital"
urlpatterns: list[URLPattern | URLResolver] = []

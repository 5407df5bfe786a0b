"""Every address of the installation, one include per app that has screens."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("hoaban.ops.urls")),
]

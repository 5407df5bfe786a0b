"""Addresses for upkeep."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from hoaban.ops import views

app_name = "ops"
urlpatterns: list[URLPattern] = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.figures, name="metrics"),
    path("ops/loading/", views.loading, name="loading"),
    path("ops/jobs/", views.jobs, name="jobs"),
    path("ops/jobs/<int:job_id>/retry/", views.retry_job, name="retry-job"),
]
if settings.DEMO:  # the national identity of a trial; production has no such address
    urlpatterns.append(path("test-identity/authorize/", views.trial_identity, name="trial-identity"))

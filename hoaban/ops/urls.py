"""Addresses for upkeep."""

from __future__ import annotations

from django.urls import path

from hoaban.ops import views

app_name = "ops"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.figures, name="metrics"),
    path("ops/loading/", views.loading, name="loading"),
    path("ops/jobs/", views.jobs, name="jobs"),
    path("ops/jobs/<int:job_id>/retry/", views.retry_job, name="retry-job"),
]

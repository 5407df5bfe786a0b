"""Addresses of the staff file."""

from __future__ import annotations

from django.urls import path

from hoaban.foundation.workforce.views import changing, coverage, duties, files, rota, unit_lists

app_name = "workforce"
urlpatterns = [
    path("staff/", files.staff, name="staff"),
    path("staff/new/", changing.new, name="new"),
    path("staff/duties/", duties.work_list, name="duties"),
    path("staff/posts/<int:post>/<str:kind>/", duties.reported, name="reported"),
    path("staff/coverage/", coverage.coverage, name="coverage"),
    path("staff/rota/", rota.rota, name="rota"),
    path("staff/rota/<int:shift>/", rota.shift, name="shift"),
    path("staff/lists/", unit_lists.unit_lists, name="lists"),
    path("staff/lists/<uuid:draft>/", unit_lists.unit_list_draft, name="list"),
    path("staff/lists/<str:facility>.xlsx", unit_lists.export, name="export"),
    path("staff/<uuid:member>/", files.file, name="file"),
    path("staff/<uuid:member>/licences/<int:licence>/", changing.licence, name="licence"),
    path("staff/<uuid:member>/<str:what>/", changing.change, name="change"),
]

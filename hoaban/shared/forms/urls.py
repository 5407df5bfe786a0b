"""Addresses of forms."""

from __future__ import annotations

from django.urls import path

from hoaban.shared.forms.views import filling

app_name = "forms"
urlpatterns = [
    path("forms/visits/<uuid:visit>/", filling.at_visit, name="at-visit"),
    path("forms/visits/<uuid:visit>/<str:form>/", filling.fill, name="fill"),
    path("forms/visits/<uuid:visit>/<str:form>/files/<str:digest>/", filling.file, name="file"),
    path("forms/visits/<uuid:visit>/<str:form>/history/", filling.history, name="history"),
    path("forms/visits/<uuid:visit>/<str:form>/paper/", filling.paper, name="paper"),
]

"""Addresses of forms."""

from __future__ import annotations

from django.urls import path

from hoaban.shared.forms.views import designing, filling, keeping

app_name = "forms"
_VERSION = "forms/designs/<str:form>/<str:version>/"
urlpatterns = [
    path("forms/", designing.listed, name="designs"),
    path("forms/new/", designing.new, name="design-new"),
    path("forms/import/", designing.bring, name="design-bring"),
    path(_VERSION, designing.design, name="design"),
    path(f"{_VERSION}items/<str:item>/", designing.item, name="design-item"),
    path(f"{_VERSION}try/", keeping.try_out, name="design-try"),
    path(f"{_VERSION}publish/", keeping.publish, name="design-publish"),
    path(f"{_VERSION}retire/", keeping.retire, name="design-retire"),
    path(f"{_VERSION}copy/", keeping.copy, name="design-copy"),
    path(f"{_VERSION}discard/", keeping.discard, name="design-discard"),
    path(f"{_VERSION}compare/", keeping.compare, name="design-compare"),
    path(f"{_VERSION}export/", keeping.export, name="design-export"),
    path("forms/visits/<uuid:visit>/", filling.at_visit, name="at-visit"),
    path("forms/visits/<uuid:visit>/<str:form>/", filling.fill, name="fill"),
    path("forms/visits/<uuid:visit>/<str:form>/files/<str:digest>/", filling.file, name="file"),
    path("forms/visits/<uuid:visit>/<str:form>/history/", filling.history, name="history"),
    path("forms/visits/<uuid:visit>/<str:form>/paper/", filling.paper, name="paper"),
]

"""The record of a visit, its files and export; the archive of the facility."""

from django.urls import path

from hoaban.shared.legal_records.views import archive, records

app_name = "legal_records"
urlpatterns = [
    path("records/", archive.archive, name="archive"),
    path("records/visits/<uuid:visit>/", records.visit, name="visit"),
    path("records/visits/<uuid:visit>/keep/", archive.keep, name="keep"),
    path("records/visits/<uuid:visit>/export/<str:part>/", records.export, name="export"),
    path("records/visits/<uuid:visit>/<int:number>/<str:part>/", records.file, name="file"),
]

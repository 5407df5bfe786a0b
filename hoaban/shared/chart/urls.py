"""Find a person, and their record."""

from django.urls import path

from hoaban.shared.chart.views import finding, own, record

app_name = "chart"
urlpatterns = [
    path("people/", finding.find, name="find"),
    path("people/<uuid:person>/", record.summary, name="record"),
    path("people/<uuid:person>/timeline/", record.timeline, name="timeline"),
    path("people/<uuid:person>/results/", record.results, name="results"),
    path("people/<uuid:person>/medicines/", record.medicines, name="medicines"),
    path("people/<uuid:person>/papers/", record.papers, name="papers"),
    path("people/<uuid:person>/visits/<str:visit>/", record.visit, name="visit"),
    path("my/record/", own.own, name="own"),
    path("originals/<str:document>/", record.original, name="original"),
]

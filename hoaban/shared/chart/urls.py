"""Find a person, and their record; the record as the person reads it; the record on paper."""

from django.urls import path

from hoaban.shared.chart.views import finding, own, present, printing, record, referred

app_name = "chart"
urlpatterns = [
    path("people/", finding.find, name="find"),
    path("people/referred/", referred.referred, name="referred"),
    path("people/present/", present.present, name="present"),
    path("people/<uuid:person>/", record.summary, name="record"),
    path("people/<uuid:person>/timeline/", record.timeline, name="timeline"),
    path("people/<uuid:person>/results/", record.results, name="results"),
    path("people/<uuid:person>/medicines/", record.medicines, name="medicines"),
    path("people/<uuid:person>/papers/", record.papers, name="papers"),
    path("people/<uuid:person>/visits/<str:visit>/", record.visit, name="visit"),
    path("people/<uuid:person>/print/", printing.staff, name="print"),
    path("originals/<str:document>/", record.original, name="original"),
    path("my/record/", own.own, name="own"),
    path("my/record/<uuid:person>/", own.own, name="own-record"),
    path("my/record/<uuid:person>/print/", printing.citizen, name="own-print"),
    path("my/record/<uuid:person>/visits/<str:visit>/", own.visit, name="own-visit"),
    path("my/record/<uuid:person>/originals/<str:document>/", own.original, name="own-original"),
    path("my/record/<uuid:person>/<str:section>/", own.own, name="own-section"),
]

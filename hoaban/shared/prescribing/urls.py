"""The pane of prescriptions, one prescription, a facility's drugs, how alerts are taken."""

from __future__ import annotations

from django.urls import path

from hoaban.shared.prescribing.views import lists, pane, prescriptions

app_name = "prescribing"
urlpatterns = [
    path("prescribing/visits/<uuid:visit>/", pane.pane, name="pane"),
    path("prescribing/visits/<uuid:visit>/find/", pane.find, name="find"),
    path("prescribing/visits/<uuid:visit>/dose/", prescriptions.dose, name="dose"),
    path("prescribing/drugs/", lists.drug_page, name="drugs"),
    path("prescribing/drugs/list.xlsx", lists.export, name="export"),
    path("prescribing/drugs/lists/", lists.send, name="send"),
    path("prescribing/drugs/lists/<uuid:draft>/", lists.draft, name="list"),
    path("prescribing/alerts/", lists.alerts, name="alerts"),
    path("prescribing/<uuid:prescription>/", prescriptions.one, name="one"),
    path("prescribing/<uuid:prescription>/paper.pdf", prescriptions.paper, name="paper"),
]

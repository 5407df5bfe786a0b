"""Addresses of triage, orders, worklists and results."""

from __future__ import annotations

from django.urls import path

from hoaban.modules.hospital.views import orders, results, services, triage, vitals, work

urlpatterns = [
    path("hospital/triage/", triage.points, name="triage-points"),
    path("hospital/triage/<int:point>/", triage.grid, name="triage"),
    path("hospital/visits/<uuid:visit>/vitals/", vitals.pane, name="vitals"),
    path("hospital/visits/<uuid:visit>/orders/", orders.pane, name="orders"),
    path("hospital/visits/<uuid:visit>/orders/slip.pdf", orders.slip, name="order-slip"),
    path("hospital/visits/<uuid:visit>/orders/<uuid:order>/cancel/", orders.cancel, name="cancel-order"),
    path("hospital/visits/<uuid:visit>/orders/<uuid:order>/", results.result, name="result"),
    path("hospital/visits/<uuid:visit>/results/", results.pane, name="results"),
    path("hospital/worklists/", work.places, name="work"),
    path("hospital/worklists/notices/", results.notices, name="notices"),
    path("hospital/worklists/<int:point>/", work.worklist, name="worklist"),
    path("hospital/worklists/orders/<uuid:order>/", work.work, name="work-order"),
    path("hospital/worklists/orders/<uuid:order>/withdraw/", work.withdraw, name="withdraw"),
    path("hospital/worklists/orders/<uuid:order>/label.pdf", work.label, name="label"),
    path("hospital/services/", services.services, name="services"),
    path("hospital/services/list.xlsx", services.sheet, name="services-sheet"),
]

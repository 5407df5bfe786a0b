"""Breaking the glass and its review; who looked, who can, why somebody was refused; what a person agrees to and asks."""

from __future__ import annotations

from django.urls import path

from hoaban.shared.privacy.views import (
    access,
    answering,
    asking,
    breaches,
    consents,
    emergency,
    entrusting,
    looks,
    processing,
    reviews,
    voices,
    why,
)

app_name = "privacy"
urlpatterns = [
    path("people/emergency/", emergency.emergency, name="emergency"),
    path("people/entrust/", entrusting.entrust, name="entrust"),
    path("people/<uuid:person>/emergency/end/", emergency.end, name="end"),
    path("people/<uuid:person>/looks/", looks.looks, name="looks"),
    path("people/<uuid:person>/access/", access.access, name="access"),
    path("people/<uuid:person>/consents/", consents.desk, name="consents"),
    path(
        "people/<uuid:person>/consents/<str:consent>/recordings/<int:version>",
        consents.recording,
        name="recording",
    ),
    path("people/<uuid:person>/requests/", asking.desk, name="requests-of"),
    path("my/requests/", asking.own, name="own-requests"),
    path("my/requests/<uuid:person>/", asking.own, name="own-requests-of"),
    path("privacy/requests/", answering.work_list, name="requests"),
    path("privacy/requests/<int:number>/", answering.one_request, name="request"),
    path("privacy/breaches/", breaches.work_list, name="breaches"),
    path("privacy/breaches/new/", breaches.new, name="new-breach"),
    path("privacy/breaches/<int:number>/", breaches.one_breach, name="breach"),
    path("privacy/breaches/<int:number>/facts/", breaches.facts, name="breach-facts"),
    path("privacy/breaches/<int:number>/concerned/", breaches.concerned, name="breach-concerned"),
    path("privacy/breaches/<int:number>/notice/", breaches.notice, name="breach-notice"),
    path("privacy/processing/", processing.register, name="processing"),
    path("privacy/processing/register.xlsx", processing.export, name="export-processing"),
    path("privacy/processing/<str:activity>/", processing.activity, name="activity"),
    path("my/consents/", consents.own, name="own-consents"),
    path("my/consents/<uuid:person>/", consents.own, name="own-consents-of"),
    path("consents/voices/", voices.placing, name="voices"),
    path("consents/voices/<str:purpose>/<str:language>", voices.voice, name="voice"),
    path("my/looks/", looks.own, name="own-looks"),
    path("my/looks/<uuid:person>/", looks.own, name="own-looks-of"),
    path("my/access/", access.own, name="own-access"),
    path("my/access/<uuid:person>/", access.own, name="own-access-of"),
    path("why/", why.why, name="why"),
    path("emergencies/", reviews.reviews, name="reviews"),
    path("emergencies/<uuid:emergency>/", reviews.review, name="review"),
]

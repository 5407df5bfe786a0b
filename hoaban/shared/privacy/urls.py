"""Breaking the glass and its review; who looked at a record; who can; why somebody was refused."""

from __future__ import annotations

from django.urls import path

from hoaban.shared.privacy.views import access, emergency, looks, reviews, why

app_name = "privacy"
urlpatterns = [
    path("people/emergency/", emergency.emergency, name="emergency"),
    path("people/<uuid:person>/emergency/end/", emergency.end, name="end"),
    path("people/<uuid:person>/looks/", looks.looks, name="looks"),
    path("people/<uuid:person>/access/", access.access, name="access"),
    path("my/looks/", looks.own, name="own-looks"),
    path("my/looks/<uuid:person>/", looks.own, name="own-looks-of"),
    path("my/access/", access.own, name="own-access"),
    path("my/access/<uuid:person>/", access.own, name="own-access-of"),
    path("why/", why.why, name="why"),
    path("emergencies/", reviews.reviews, name="reviews"),
    path("emergencies/<uuid:emergency>/", reviews.review, name="review"),
]

"""What goes out to other systems."""

from __future__ import annotations

from django.urls import path

from hoaban.shared.exchange.views import acting, watching

app_name = "exchange"
urlpatterns = [
    path("exchange/", watching.watch, name="watch"),
    path("exchange/cards/", watching.cards, name="cards"),
    path("exchange/destinations/", acting.settings, name="settings"),
    path("exchange/destinations/<str:destination>/", acting.setting, name="setting"),
    path("exchange/<uuid:outgoing>/", watching.message, name="message"),
    path("exchange/<uuid:outgoing>/by-hand/", acting.enter_by_hand, name="by-hand"),
    path("exchange/<uuid:outgoing>/proofs/<str:digest>/", watching.proof, name="proof"),
]

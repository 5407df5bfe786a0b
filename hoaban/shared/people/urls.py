"""Doubtful pairs and decisions about people."""

from django.urls import path

from hoaban.shared.people.views import reviewing

app_name = "people"
urlpatterns = [
    path("people/doubts/", reviewing.doubts, name="doubts"),
    path("people/doubts/<uuid:one>/<uuid:other>/", reviewing.pair, name="pair"),
    path("people/decisions/", reviewing.decisions, name="decisions"),
    path("people/decisions/<uuid:decision>/undo/", reviewing.undo, name="undo"),
]

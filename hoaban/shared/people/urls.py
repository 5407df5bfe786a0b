"""Register and correct people; doubtful pairs and decisions about them."""

from django.urls import path

from hoaban.shared.people.views import registering, reviewing

app_name = "people"
urlpatterns = [
    path("people/register/", registering.register, name="register"),
    path("people/<uuid:person>/details/", registering.details, name="details"),
    path("people/doubts/", reviewing.doubts, name="doubts"),
    path("people/doubts/<uuid:one>/<uuid:other>/", reviewing.pair, name="pair"),
    path("people/decisions/", reviewing.decisions, name="decisions"),
    path("people/decisions/<uuid:decision>/undo/", reviewing.undo, name="undo"),
]

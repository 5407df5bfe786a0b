"""Register and correct people; doubtful pairs and decisions about them; households, relations, stations and doctors."""

from django.urls import path

from hoaban.shared.people.views import candidates, family, households, registering, reviewing, sources

app_name = "people"
urlpatterns = [
    path("people/register/", registering.register, name="register"),
    path("people/<uuid:person>/details/", registering.details, name="details"),
    path("people/<uuid:person>/alike/", candidates.alike, name="alike"),
    path("people/<uuid:person>/sources/", sources.sources, name="sources"),
    path("people/<uuid:person>/family/", family.family, name="family"),
    path("people/households/", households.households, name="households"),
    path("people/households/lacking/", households.lacking, name="lacking"),
    path("people/households/<uuid:household>/", households.household, name="household"),
    path("people/entries/<str:kind>/<uuid:entry>/", family.entry, name="entry"),
    path("people/doubts/", reviewing.doubts, name="doubts"),
    path("people/doubts/<uuid:one>/<uuid:other>/", reviewing.pair, name="pair"),
    path("people/decisions/", reviewing.decisions, name="decisions"),
    path("people/decisions/<uuid:decision>/undo/", reviewing.undo, name="undo"),
]

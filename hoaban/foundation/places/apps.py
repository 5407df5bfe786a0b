from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hoaban.foundation.places"
    label = "places"

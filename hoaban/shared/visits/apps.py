from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "hoaban.shared.visits"
    label = "visits"

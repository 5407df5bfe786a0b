from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "hoaban.shared.claims"
    label = "claims"

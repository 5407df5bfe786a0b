from django.apps import AppConfig


class PrescribingConfig(AppConfig):
    name = "hoaban.shared.prescribing"
    label = "prescribing"

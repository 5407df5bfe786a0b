from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "hoaban.foundation.codes"
    label = "codes"

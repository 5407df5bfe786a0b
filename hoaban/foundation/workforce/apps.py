from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "hoaban.foundation.workforce"
    label = "workforce"

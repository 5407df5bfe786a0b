from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "hoaban.ops"
    label = "ops"

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "hoaban.shared.forms"
    label = "forms"

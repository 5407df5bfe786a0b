from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "hoaban.ui"
    label = "ui"

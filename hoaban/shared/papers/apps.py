from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "hoaban.shared.papers"
    label = "papers"

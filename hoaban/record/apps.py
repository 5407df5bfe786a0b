from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "hoaban.record"
    label = "record"

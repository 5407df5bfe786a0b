from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "hoaban.shared.scheduling"
    label = "scheduling"

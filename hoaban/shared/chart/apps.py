from django.apps import AppConfig


class ChartConfig(AppConfig):
    name = "hoaban.shared.chart"
    label = "chart"

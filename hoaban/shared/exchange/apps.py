from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "hoaban.shared.exchange"
    label = "exchange"

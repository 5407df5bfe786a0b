from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hoaban.foundation.accounts"
    label = "accounts"

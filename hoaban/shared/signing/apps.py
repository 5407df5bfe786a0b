from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "hoaban.shared.signing"
    label = "signing"

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "hoaban.shared.messaging"
    label = "messaging"

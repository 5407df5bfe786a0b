from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hoaban.foundation.audit"
    label = "audit"

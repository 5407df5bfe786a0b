"""Hospital, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class HospitalConfig(AppConfig):
    """Registers the module."""

    name = "hoaban.modules.hospital"
    label = "hospital"

"""Administrative tables of hospital and their constraints. No workflow, no key into the record."""

from hoaban.modules.hospital.models.reception import Reception

__all__ = ["Reception"]

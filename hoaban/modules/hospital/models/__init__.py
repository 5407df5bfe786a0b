"""Administrative tables of hospital and their constraints. No workflow, no key into the record."""

from hoaban.modules.hospital.models.consulting import DiagnosisUse, Draft, TextBlock
from hoaban.modules.hospital.models.identification import Identification
from hoaban.modules.hospital.models.orders import Order, ResultNotice
from hoaban.modules.hospital.models.reception import Reception
from hoaban.modules.hospital.models.sent import SentForm
from hoaban.modules.hospital.models.services import Service, ServiceSet

__all__ = [
    "DiagnosisUse",
    "Draft",
    "Identification",
    "Order",
    "Reception",
    "ResultNotice",
    "SentForm",
    "Service",
    "ServiceSet",
    "TextBlock",
]

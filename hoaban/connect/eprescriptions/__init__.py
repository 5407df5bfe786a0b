"""Prescriptions to the national e-prescription system (QĐ 808/QĐ-BYT), and what was dispensed of them."""

from hoaban.connect.eprescriptions.payload import payload
from hoaban.connect.eprescriptions.sandbox import Sandbox
from hoaban.connect.eprescriptions.shapes import (
    CODE,
    ContentNotValid,
    Course,
    Diagnosis,
    Drug,
    Prescription,
    content_of,
    read_content,
)
from hoaban.connect.eprescriptions.system import (
    VERSIONS,
    Dispensed,
    NotToBeRead,
    System,
    dispensed,
    has,
    send,
)

__all__ = [
    "CODE",
    "VERSIONS",
    "ContentNotValid",
    "Course",
    "Diagnosis",
    "Dispensed",
    "Drug",
    "NotToBeRead",
    "Prescription",
    "Sandbox",
    "System",
    "content_of",
    "dispensed",
    "has",
    "payload",
    "read_content",
    "send",
]

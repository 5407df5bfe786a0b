"""The door as a request opens it."""

from __future__ import annotations

import os

from hoaban.record import api as record
from hoaban.record.rest.http import Request

REFERENCES = record.Mode(os.environ.get("HOABAN_FHIR_REFERENCES", record.Mode.ENFORCE.value))
"""How strictly references of what clients write must lead somewhere: ``off``, ``warn`` or ``enforce``."""

MOST_DELETED = int(os.environ.get("HOABAN_FHIR_DELETES", "1"))
"""How many resources one deletion by criteria may take at once."""


def door(request: Request) -> record.Door:
    """The record for whoever calls, for the purpose they name."""
    return record.open(request.actor, purpose=request.purpose, references=REFERENCES)

"""An agreed time, as an Appointment: it travels with the patient, and holds the id of the booking."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from hoaban.record import pieces
from hoaban.record.shapes import Json


def build_appointment(
    booking: UUID, *, patient: str, status: str, starts_at: datetime, minutes: int, made_at: datetime, room: str, facility: UUID
) -> Json:  # fmt: skip
    """``status``: booked, arrived, cancelled or noshow; ``room``: its name, ``facility``: its Organization."""
    fields = {
        "status": status,
        "description": room,
        "start": starts_at.isoformat(),
        "end": (starts_at + timedelta(minutes=minutes)).isoformat(),
        "created": made_at.isoformat(),
        "participant": [
            {"actor": pieces.reference("Patient", patient), "required": "required", "status": "accepted"},
            {
                "actor": {"type": "HealthcareService", "display": room},
                "required": "required",
                "status": "accepted",
            },
        ],
        "extension": pieces.present(
            [
                pieces.extension(
                    "appointment-facility", valueReference=pieces.reference("Organization", str(facility))
                )
            ]
        ),
    }
    return pieces.resource("Appointment", str(booking), fields)

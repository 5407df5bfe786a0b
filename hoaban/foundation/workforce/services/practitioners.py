"""Changes to the register of practitioners, announced under ``workforce``."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries import practitioners as queries
from hoaban.foundation.workforce.rules.practitioners import Practitioner
from hoaban.foundation.workforce.services import noting
from hoaban.kernel import vietnamese
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid


class PractitionerNotValid(Invalid):
    """The details of a practitioner do not hold together; ``place`` names the field."""


class PractitionerPeriodTaken(Conflict):
    """The same number is already registered there from a later day."""


def register_practitioner(*, actor: Actor, practitioner: Practitioner, now: datetime) -> Practitioner:
    """Register a practitioner at a facility, or a new post or name from a later day on.

    Saying the same twice changes nothing.

    :raises NotAllowed: the actor may not manage the register.
    :raises PractitionerNotValid: a number, name, post or first day is missing, too long or impossible.
    :raises PractitionerPeriodTaken: a row with a later start exists.
    """
    noting.require(actor, "workforce.register-practitioner", [practitioner.facility_code], now)
    start = _checked_start(practitioner)
    with transaction.atomic():
        rows = list(
            models.Post.objects.select_for_update().filter(
                facility_code=practitioner.facility_code, number=practitioner.number
            )
        )
        same = next((row for row in rows if row.valid_from == start), None)
        if same is not None and queries.shaped(same) == practitioner:
            return practitioner
        if any(row.valid_from > start for row in rows):
            raise PractitionerPeriodTaken(
                "Người hành nghề đã có thông tin từ một ngày sau đó.",
                "The practitioner is already registered from a later day.",
            )
        for row in rows:
            if row is not same and (row.valid_to is None or row.valid_to >= start):
                row.valid_to = start - timedelta(days=1)
                row.save(update_fields=["valid_to"])
        row = same or models.Post(
            facility_code=practitioner.facility_code, number=practitioner.number, valid_from=start
        )
        row.name, row.post = vietnamese.nfc(practitioner.name), vietnamese.nfc(practitioner.post)
        row.valid_to, row.demo = practitioner.period.end, practitioner.demo
        row.changed_at, row.changed_by = now, actor.id
        row.save()
        noting.note(
            actor, "workforce.register-practitioner", now,
            practitioner=str(practitioner.id), facility=practitioner.facility_code,
        )  # fmt: skip
    return queries.shaped(row)


def _checked_start(practitioner: Practitioner) -> date:
    start, end = practitioner.period.start, practitioner.period.end
    problems = (
        ("facility_code", len(practitioner.facility_code) != 5),
        ("number", not 0 < len(practitioner.number) <= 50),
        ("name", not 0 < len(practitioner.name.strip()) <= 120),
        ("post", not 0 < len(practitioner.post.strip()) <= 60),
        ("period", start is not None and end is not None and end < start),
    )
    for place, wrong in problems:
        if wrong:
            raise _refusal(place)
    if start is None:
        raise _refusal("period")
    return start


def _refusal(place: str) -> PractitionerNotValid:
    return PractitionerNotValid(
        f"Thông tin người hành nghề không hợp lệ: {place}.",
        f"The practitioner's details are not valid: {place}.",
        place=place,
    )

"""Licences and training: record, suspend, lift, revoke."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hoaban.foundation.workforce import models
from hoaban.foundation.workforce.queries import members as queries
from hoaban.foundation.workforce.rules import checks, shapes
from hoaban.foundation.workforce.services import noting
from hoaban.foundation.workforce.services.members import locked
from hoaban.kernel import clock, vietnamese
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, NotFound


class LicenceTaken(Conflict):
    """A licence of that kind and number is another person's."""


class NoSuchLicence(NotFound):
    """The person has no such licence."""


def record_licence(*, actor: Actor, member: UUID, licence: shapes.Licence, now: datetime) -> shapes.Licence:
    """Record a licence, or what is known of it now; suspensions are acts of their own. The same twice changes nothing.

    :raises StaffNotValid: something in it is not possible.
    :raises LicenceTaken: the number is another person's.
    """
    with transaction.atomic():
        locked(actor, "workforce.record-licence", member, now)
        noting.refuse_first(checks.licence_problems(licence))
        row = models.Licence.objects.filter(kind=licence.kind, number=licence.number).first()
        if row is not None and row.member_id != member:
            raise LicenceTaken(
                "Số giấy phép này đã là của người khác.", "The licence is another person's.", place="number"
            )
        if row is not None and _same(row, licence):
            return licence
        row = row or models.Licence(member_id=member, kind=licence.kind, number=licence.number)
        row.issued_on, row.valid_until = licence.issued_on, licence.valid_until
        row.issued_by = vietnamese.nfc(licence.issued_by)
        row.scopes, row.techniques = sorted(licence.scopes), sorted(licence.techniques)
        row.scope_text = vietnamese.nfc(licence.scope_text)
        if licence.revoked_on is not None:  # what was revoked stays so, whatever the paper said before
            row.revoked_on, row.revoked_why = licence.revoked_on, vietnamese.nfc(licence.revoked_why)
        row.changed_at, row.changed_by = now, actor.id
        row.save()
        noting.note(actor, "workforce.record-licence", now, member=str(member), licence=str(row.pk))
    return queries.shaped_licence(row, licence.suspensions)


def suspend_licence(
    *, actor: Actor, licence: int, first: date, last: date | None, reason: str, now: datetime
) -> None:
    """Note that a licence does not hold from one day to another (or until further notice).

    :raises NoSuchLicence: there is none.
    :raises StaffNotValid: the days or the reason are not possible, or overlap another suspension.
    """
    with transaction.atomic():
        row = _licence(actor, "workforce.suspend-licence", licence, now)
        reason = vietnamese.nfc(reason)
        if not 0 < len(reason) <= 300:
            raise noting.StaffNotValid("Cần nêu lý do.", "A reason is needed.", place="reason")
        if first < row.issued_on or (last is not None and last < first):
            raise noting.StaffNotValid(
                "Khoảng ngày không hợp lệ.", "The days are not possible.", place="first"
            )
        for one in models.Suspension.objects.filter(licence=row):
            if (one.last is None or one.last >= first) and (last is None or one.first <= last):
                raise noting.StaffNotValid(
                    "Đã có lần đình chỉ trong khoảng ngày này.",
                    "It is suspended then already.",
                    place="first",
                )
        models.Suspension.objects.create(
            licence=row, first=first, last=last, reason=reason, changed_at=now, changed_by=actor.id
        )
        noting.note(actor, "workforce.suspend-licence", now, member=str(row.member_id), licence=str(row.pk))


def lift_suspension(*, actor: Actor, licence: int, on: date, now: datetime) -> None:
    """End the suspension that is in force: from ``on`` the licence holds again.

    :raises StaffNotValid: it is not suspended the day before.
    """
    with transaction.atomic():
        row = _licence(actor, "workforce.lift-suspension", licence, now)
        last = on - timedelta(days=1)
        one = models.Suspension.objects.filter(licence=row, first__lte=last).order_by("-first").first()
        if one is None or (one.last is not None and one.last < last):
            raise noting.StaffNotValid(
                "Giấy phép không bị đình chỉ.", "The licence is not suspended.", place="on"
            )
        one.last, one.changed_at, one.changed_by = last, now, actor.id
        one.save()
        noting.note(actor, "workforce.lift-suspension", now, member=str(row.member_id), licence=str(row.pk))


def revoke_licence(*, actor: Actor, licence: int, on: date, reason: str, now: datetime) -> None:
    """Note that a licence was revoked on a day.

    :raises StaffNotValid: without a reason, or before it was issued.
    """
    with transaction.atomic():
        row = _licence(actor, "workforce.revoke-licence", licence, now)
        reason = vietnamese.nfc(reason)
        if not 0 < len(reason) <= 300 or on < row.issued_on:
            raise noting.StaffNotValid(
                "Cần nêu lý do và ngày sau ngày cấp.",
                "A reason and a day after its issue are needed.",
                place="reason",
            )
        row.revoked_on, row.revoked_why = on, reason
        row.changed_at, row.changed_by = now, actor.id
        row.save()
        noting.note(actor, "workforce.revoke-licence", now, member=str(row.member_id), licence=str(row.pk))


def record_training(*, actor: Actor, member: UUID, training: shapes.Training, now: datetime) -> None:
    """Record a course that somebody completed; the same twice changes nothing.

    :raises StaffNotValid: something in it is not possible.
    """
    with transaction.atomic():
        locked(actor, "workforce.record-training", member, now)
        noting.refuse_first(checks.training_problems(training, clock.vietnam_day(now)))
        title = vietnamese.nfc(training.title)
        _row, made = models.Training.objects.get_or_create(
            member_id=member, kind=training.kind, completed_on=training.completed_on, title=title,
            defaults={
                "hours": training.hours, "provider": vietnamese.nfc(training.provider), "changed_at": now,
                "changed_by": actor.id,
            },
        )  # fmt: skip
        if made:
            noting.note(actor, "workforce.record-training", now, member=str(member), kind=training.kind)


def _licence(actor: Actor, act: str, licence: int, now: datetime) -> models.Licence:
    """The licence, for whoever may stop it, locked with its owner's file."""
    noting.require_licensing(actor, act, now)
    row = models.Licence.objects.filter(pk=licence).first()
    if row is None:
        raise NoSuchLicence("Không có giấy phép này.", "There is no such licence.")
    locked(actor, act, row.member_id, now)
    row.refresh_from_db()
    return row


def _same(row: models.Licence, licence: shapes.Licence) -> bool:
    return queries.shaped_licence(row, licence.suspensions) == licence

"""What belongs to a facility: contact, bodies above it, services, responsible people, departments, permits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models as fields
from django.db import transaction

from hoaban.foundation.places import models
from hoaban.foundation.places.queries import facility_files as queries
from hoaban.foundation.places.rules import facility_file as shapes
from hoaban.foundation.places.rules import kinds
from hoaban.foundation.places.services import noting
from hoaban.kernel import vietnamese
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict

_TEXTS = ("practice_code", "address", "phone", "email", "website")


class PracticeCodeTaken(Conflict):
    """Another facility has this practice code."""


class LaterPeriodKnown(Conflict):
    """Something is recorded from a later day already: the past is not rewritten."""

    def __init__(self) -> None:
        super().__init__("Đã có thông tin từ một ngày sau đó.", "Something is recorded from a later day.")


def set_detail(*, actor: Actor, detail: shapes.Detail, now: datetime) -> shapes.Detail:
    """Set numbers, contact, opening hours and the point on the map; ``revision`` is the one that the actor saw.

    :raises PlaceChanged: somebody else was faster.
    :raises PracticeCodeTaken, PlaceNotValid, NoSuchFacility, NotAllowed: as they say.
    """
    noting.require(actor, "places.set-detail", now)
    noting.refuse_first(shapes.detail_problems(detail))
    with transaction.atomic():
        _lock(detail.facility_code)
        row = models.FacilityDetail.objects.filter(pk=detail.facility_code).first()
        known = queries.shaped_detail(row) if row else shapes.Detail(detail.facility_code)
        if known == detail:
            return detail
        if known.revision != detail.revision:
            raise noting.PlaceChanged
        _free(detail)
        made = row or models.FacilityDetail(facility_code=detail.facility_code)
        for name in _TEXTS:
            setattr(made, name, vietnamese.nfc(getattr(detail, name)))
        made.licensed_beds, made.lat, made.lon = detail.licensed_beds, detail.lat, detail.lon
        made.hours = [list(one) for one in detail.hours]
        made.revision = detail.revision + 1
        made.changed_at, made.changed_by = now, actor.id
        made.save()
        noting.note(actor, "places.set-detail", now, facility=detail.facility_code)
    return queries.shaped_detail(made)


def relate(*, actor: Actor, facility_code: str, relation: shapes.Relation, now: datetime) -> None:
    """Say who owns, manages, guides or pays for a facility from a day; what was said before ends the day before.

    :raises LaterPeriodKnown: a row with a later start exists.
    :raises PlaceNotValid: the kind, the day or the other body is not possible.
    """
    if relation.kind not in kinds.RELATIONS:
        raise noting.PlaceNotValid(
            "Quan hệ không có trong danh mục.", "The relation is not in the list.", place="kind"
        )
    name = vietnamese.nfc(relation.other_name)
    if bool(relation.other_code) == bool(name) or len(name) > 250 or relation.other_code == facility_code:
        raise noting.PlaceNotValid(
            "Nêu mã hoặc tên của một cơ quan, một trong hai.", "Give the code or the name of a body, one of the two.",
            place="other_code",
        )  # fmt: skip
    if relation.other_code and not models.Facility.objects.filter(code=relation.other_code).exists():
        raise noting.PlaceNotValid("Không có cơ sở này.", "There is no such facility.", place="other_code")
    values = {"other_code": relation.other_code, "other_name": name}
    _from_a_day(
        actor,
        "places.relate-facility",
        models.FacilityRelation,
        facility_code,
        {"kind": relation.kind},
        values,
        relation.period,
        now,
    )


def name_responsible(*, actor: Actor, facility_code: str, person: shapes.Responsible, now: datetime) -> None:
    """Say who answers for the profession at a facility from a day; whoever did before ends the day before.

    :raises LaterPeriodKnown, PlaceNotValid: as they say.
    """
    name = vietnamese.nfc(person.name)
    if person.role not in kinds.RESPONSIBLE or not 0 < len(name) <= 120 or len(person.licence_number) > 50:
        raise noting.PlaceNotValid("Cần họ tên và vai trò.", "A name and a role are needed.", place="name")
    values = {"name": name, "licence_number": person.licence_number.strip()}
    _from_a_day(
        actor,
        "places.name-responsible",
        models.Responsible,
        facility_code,
        {"role": person.role},
        values,
        person.period,
        now,
    )


def open_department(
    *, actor: Actor, facility_code: str, department: shapes.Department, now: datetime
) -> None:
    """Register a department under its code, or its new name from a day.

    :raises LaterPeriodKnown, PlaceNotValid: as they say.
    """
    code, name = department.code.strip(), vietnamese.nfc(department.name)
    if not 0 < len(code) <= 10 or not 0 < len(name) <= 120:
        raise noting.PlaceNotValid(
            "Cần mã và tên khoa, phòng.", "A code and a name are needed.", place="name"
        )
    _from_a_day(
        actor, "places.open-department", models.FacilityDepartment, facility_code, {"code": code}, {"name": name},
        department.period, now,
    )  # fmt: skip


def offer_service(*, actor: Actor, facility_code: str, offered: shapes.Offered, now: datetime) -> None:
    """Say that a facility offers a service from a day (to a day).

    :raises LaterPeriodKnown, PlaceNotValid: as they say.
    """
    if offered.service not in kinds.offered_kinds():
        raise noting.PlaceNotValid(
            "Dịch vụ không có trong danh mục.", "The service is not in the list.", place="service"
        )
    key = {"service": offered.service}
    _from_a_day(
        actor, "places.offer-service", models.OfferedService, facility_code, key, {}, offered.period, now
    )


def end_service(*, actor: Actor, facility_code: str, service: str, last: date, now: datetime) -> None:
    """Say that a service was offered for the last time on a day.

    :raises PlaceNotValid: it is not offered then.
    """
    _end(actor, "places.end-service", models.OfferedService, facility_code, {"service": service}, last, now)


def close_department(*, actor: Actor, facility_code: str, code: str, last: date, now: datetime) -> None:
    """Close a department with a last day.

    :raises PlaceNotValid: there is none then.
    """
    _end(
        actor, "places.close-department", models.FacilityDepartment, facility_code, {"code": code}, last, now
    )


def record_permit(*, actor: Actor, facility_code: str, permit: shapes.Permit, now: datetime) -> None:
    """Record a licence or certificate of a facility, or what is known of it now. The same twice changes nothing.

    :raises PlaceNotValid, NoSuchFacility, NotAllowed: as they say.
    """
    noting.require(actor, "places.record-permit", now)
    noting.refuse_first(shapes.permit_problems(permit))
    with transaction.atomic():
        _lock(facility_code)
        row = models.Permit.objects.filter(
            facility_code=facility_code, kind=permit.kind, number=permit.number
        ).first()
        if row is not None and queries.shaped_permit(row) == permit:
            return
        row = row or models.Permit(facility_code=facility_code, kind=permit.kind, number=permit.number)
        row.issued_on, row.valid_until = permit.issued_on, permit.valid_until
        row.issued_by, row.scope = vietnamese.nfc(permit.issued_by)[:120], vietnamese.nfc(permit.scope)[:500]
        if permit.revoked_on is not None:  # what was revoked stays so, whatever the paper said before
            row.revoked_on, row.revoked_why = permit.revoked_on, vietnamese.nfc(permit.revoked_why)[:300]
        row.changed_at, row.changed_by = now, actor.id
        row.save()
        noting.note(actor, "places.record-permit", now, facility=facility_code, permit=str(row.pk))


def revoke_permit(*, actor: Actor, permit: int, on: date, reason: str, now: datetime) -> None:
    """Note that a permit was revoked on a day.

    :raises PlaceNotValid: without a reason, or before it was issued.
    """
    noting.require(actor, "places.revoke-permit", now)
    reason = vietnamese.nfc(reason)
    with transaction.atomic():
        row = models.Permit.objects.select_for_update().filter(pk=permit).first()
        if row is None:
            raise noting.NoSuchFacility
        if not 0 < len(reason) <= 300 or on < row.issued_on:
            raise noting.PlaceNotValid(
                "Cần nêu lý do và ngày sau ngày cấp.",
                "A reason and a day after its issue are needed.",
                place="reason",
            )
        row.revoked_on, row.revoked_why, row.changed_at, row.changed_by = on, reason, now, actor.id
        row.save()
        noting.note(actor, "places.revoke-permit", now, facility=row.facility_code, permit=str(row.pk))


def _from_a_day(
    actor: Actor,
    act: str,
    model: type[fields.Model],
    facility_code: str,
    key: dict[str, str],
    values: dict[str, Any],
    period: Any,
    now: datetime,
) -> None:
    """A row from a day; the one before it ends the day before, the same one twice changes nothing."""
    noting.require(actor, act, now)
    start, end = period.start, period.end
    if start is None or (end is not None and end < start):
        raise noting.PlaceNotValid("Khoảng ngày không hợp lệ.", "The days are not possible.", place="start")
    with transaction.atomic():
        _lock(facility_code)
        rows: list[Any] = list(model._default_manager.filter(facility_code=facility_code, **key))
        same = next((row for row in rows if row.valid_from == start), None)
        told = {**values, "valid_to": end}
        if same is not None and all(getattr(same, name) == value for name, value in told.items()):
            return
        if any(row.valid_from > start for row in rows):
            raise LaterPeriodKnown
        for row in rows:
            if row is not same and (row.valid_to is None or row.valid_to >= start):
                row.valid_to = start - timedelta(days=1)
                row.save(update_fields=["valid_to"])
        made: Any = same or model(facility_code=facility_code, valid_from=start, **key)
        for name, value in {**told, "changed_at": now, "changed_by": actor.id}.items():
            setattr(made, name, value)
        made.save()
        noting.note(actor, act, now, facility=facility_code)


def _end(
    actor: Actor,
    act: str,
    model: type[fields.Model],
    facility_code: str,
    key: dict[str, str],
    last: date,
    now: datetime,
) -> None:
    noting.require(actor, act, now)
    with transaction.atomic():
        _lock(facility_code)
        rows = model._default_manager.filter(facility_code=facility_code, **key).order_by("-valid_from")
        row: Any = rows.first()
        if row is None or last < row.valid_from:
            raise noting.PlaceNotValid("Không có vào ngày này.", "There is none on that day.", place="last")
        if row.valid_to != last:
            row.valid_to, row.changed_at, row.changed_by = last, now, actor.id
            row.save()
            noting.note(actor, act, now, facility=facility_code)


def _lock(facility_code: str) -> None:
    """One writer of a facility at a time.

    :raises NoSuchFacility: it was never registered.
    """
    if not list(models.Facility.objects.select_for_update().filter(code=facility_code)):
        raise noting.NoSuchFacility


def _free(detail: shapes.Detail) -> None:
    code = detail.practice_code
    taken = models.FacilityDetail.objects.filter(practice_code=code).exclude(pk=detail.facility_code)
    if code and taken.exists():
        raise PracticeCodeTaken(
            "Mã này đã là của cơ sở khác.", "Another facility has this code.", place="practice_code"
        )

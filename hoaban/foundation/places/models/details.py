"""What belongs to a facility: contact, point on the map; each with its days: bodies above it, services, permits, people."""

from __future__ import annotations

from django.db import models


class FacilityDetail(models.Model):
    """What is told of a facility without history: numbers, contact, opening hours, its point on the map (WGS 84).

    ``hours`` is a list of [weekday 1-7, minute it opens, minute it closes].
    """

    facility_code = models.CharField(max_length=5, primary_key=True)
    practice_code = models.CharField(max_length=20, blank=True, default="")
    licensed_beds = models.PositiveIntegerField(null=True)
    address = models.CharField(max_length=250, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    email = models.CharField(max_length=120, blank=True, default="")
    website = models.CharField(max_length=200, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    hours = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "places_facility_detail"
        constraints = [
            models.UniqueConstraint(
                fields=["practice_code"],
                name="places_one_facility_per_practice_code",
                condition=~models.Q(practice_code=""),
            ),
        ]


class _Dated(models.Model):
    """Something of a facility that holds from one day to another."""

    facility_code = models.CharField(max_length=5)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="%(class)s_period_runs_forward",
            ),
        ]


class FacilityRelation(_Dated):
    """Who owns, manages, guides or pays for a facility: another unit by its code, or a body by its name."""

    kind = models.CharField(max_length=12)
    other_code = models.CharField(max_length=5, blank=True, default="")
    other_name = models.CharField(max_length=250, blank=True, default="")

    class Meta(_Dated.Meta):
        abstract = False
        db_table = "places_facility_relation"
        constraints = [
            *_Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["facility_code", "kind", "valid_from"], name="places_relation_once_a_day"
            ),
        ]


class OfferedService(_Dated):
    """A service that a facility offers."""

    service = models.CharField(max_length=20)

    class Meta(_Dated.Meta):
        abstract = False
        db_table = "places_offered_service"
        constraints = [
            *_Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["facility_code", "service", "valid_from"], name="places_service_once_a_day"
            ),
        ]


class Responsible(_Dated):
    """Who answers for the profession at a facility, with the number of the licence."""

    role = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    licence_number = models.CharField(max_length=50, blank=True, default="")

    class Meta(_Dated.Meta):
        abstract = False
        db_table = "places_responsible"
        constraints = [
            *_Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["facility_code", "role", "valid_from"], name="places_responsible_once_a_day"
            ),
        ]


class FacilityDepartment(_Dated):
    """A department of a facility, under its own code there."""

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=120)

    class Meta(_Dated.Meta):
        abstract = False
        db_table = "places_facility_department"
        constraints = [
            *_Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["facility_code", "code", "valid_from"], name="places_department_once_a_day"
            ),
        ]


class Permit(models.Model):
    """An operating licence or certificate of a facility; no ``valid_until``: until revoked."""

    facility_code = models.CharField(max_length=5)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=120, blank=True, default="")
    valid_until = models.DateField(null=True)
    scope = models.CharField(max_length=500, blank=True, default="")
    revoked_on = models.DateField(null=True)
    revoked_why = models.CharField(max_length=300, blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "places_permit"
        constraints = [
            models.UniqueConstraint(
                fields=["facility_code", "kind", "number"], name="places_permit_one_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("issued_on")),
                name="places_permit_period_runs_forward",
            ),
        ]

"""Orders on their way through the places that carry them out. What was asked and found is in the record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

WAITS = ["ordered", "sampled", "entered"]


class Order(models.Model):
    """An order; the id is that of its ServiceRequest. Never deleted: one that is not needed is cancelled."""

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=30)
    """The visit's number and a running number: on slips and labels of samples."""
    facility_code = models.CharField(max_length=5)
    visit = models.UUIDField()
    person = models.UUIDField()
    patient = models.CharField(max_length=64)
    code = models.CharField(max_length=50)
    kind = models.CharField(max_length=12)
    template = models.CharField(max_length=20, blank=True, default="")
    point = models.BigIntegerField(null=True)
    """Where it is carried out: a point of scheduling; None while the facility has opened none for it."""
    ticket = models.BigIntegerField(null=True)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10)
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=200)
    ordered_name = models.CharField(max_length=200)
    sampled_at = models.DateTimeField(null=True)
    sampled_by = models.CharField(max_length=200, blank=True, default="")
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=200, blank=True, default="")
    attempt = models.PositiveSmallIntegerField(default=1)
    """Begun anew after a result that was written for another person."""
    versions = models.PositiveSmallIntegerField(default=0)
    """How often a result was released."""
    is_critical = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    """When who ordered it last opened the result that holds."""
    why = models.CharField(max_length=300, blank=True, default="")
    """Why it was cancelled, or its result last changed or withdrawn."""

    class Meta:
        db_table = "hospital_order"
        constraints = [
            models.UniqueConstraint(fields=["facility_code", "number"], name="hospital_order_number"),
        ]
        indexes = [
            models.Index(
                fields=["facility_code", "kind", "ordered_at"],
                condition=Q(state__in=WAITS),
                name="hospital_order_waits",
            ),
            models.Index(fields=["visit"], name="hospital_order_of_visit"),
            models.Index(fields=["person", "code"], name="hospital_order_of_person"),
            models.Index(fields=["ordered_by", "ordered_at"], name="hospital_order_by"),
        ]


class ResultNotice(models.Model):
    """Somebody must be told of a result: critical, changed, or written for another person. Open until they have seen it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="notices")
    to = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hospital_result_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["order", "to", "kind", "version"], name="hospital_result_notice_once"
            ),
        ]
        indexes = [
            models.Index(fields=["to", "at"], condition=Q(seen_at=None), name="hospital_result_notice_open")
        ]

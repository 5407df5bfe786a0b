"""Points where people wait, sessions of practitioners, slots that are taken, tickets."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

HOLDS = ["booked", "arrived"]
OPEN = ["waiting", "called", "serving", "skipped"]


class Point(models.Model):
    """A place where people wait: a desk, a room. Never deleted: tickets of before name it."""

    facility_code = models.CharField(max_length=5)
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    vi = models.CharField(max_length=120)
    en = models.CharField(max_length=120, blank=True, default="")
    department = models.CharField(max_length=40, blank=True, default="")
    in_a_row = models.PositiveSmallIntegerField(default=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    last_day = models.DateField(null=True)
    """The day to which ``last_number`` belongs."""
    last_number = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        db_table = "scheduling_point"
        constraints = [
            models.UniqueConstraint(fields=["facility_code", "code"], name="scheduling_point_code"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="scheduling_point_period"
            ),
        ]


class Session(models.Model):
    """Somebody sees people at a point for some hours. Neither the point nor the person is in two sessions at once."""

    id = models.UUIDField(primary_key=True)
    point = models.ForeignKey(Point, models.PROTECT, related_name="+")
    practitioner = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    slot_minutes = models.PositiveSmallIntegerField()
    for_booking = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        db_table = "scheduling_session"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="scheduling_session_runs_forward"
            ),
        ]
        indexes = [models.Index(fields=["point", "starts_at"], name="scheduling_session_by_point")]


class Booking(models.Model):
    """A slot of a session that is somebody's; the database gives a slot to one and one slot of a session to a person."""

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    slot = models.PositiveSmallIntegerField()
    person = models.UUIDField()
    state = models.CharField(max_length=10)
    booked_at = models.DateTimeField()
    booked_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        db_table = "scheduling_booking"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "slot"], condition=Q(state__in=HOLDS), name="scheduling_booking_slot"
            ),
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(state__in=HOLDS), name="scheduling_booking_person"
            ),
        ]
        indexes = [models.Index(fields=["person", "booked_at"], name="scheduling_booking_of")]


class Ticket(models.Model):
    """A number in the queue of a point on one day."""

    point = models.ForeignKey(Point, models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.PositiveIntegerField()
    person = models.UUIDField(null=True)
    visit = models.UUIDField(null=True)
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, related_name="+")
    priority = models.CharField(max_length=12)
    state = models.CharField(max_length=8)
    since = models.DateTimeField()
    """By this its turn is counted: the arrival, the time that was booked, or when its owner came back."""
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    desk = models.CharField(max_length=40, blank=True, default="")
    """Which of several desks of the point called it."""
    served_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "scheduling_ticket"
        constraints = [
            models.UniqueConstraint(fields=["point", "day", "number"], name="scheduling_ticket_number"),
            models.UniqueConstraint(
                fields=["point", "day", "visit"],
                condition=Q(visit__isnull=False, state__in=OPEN),
                name="scheduling_ticket_once",
            ),
        ]
        indexes = [
            models.Index(fields=["point", "day"], condition=Q(state__in=OPEN), name="scheduling_ticket_open"),
            models.Index(fields=["visit"], name="scheduling_ticket_visit"),
        ]

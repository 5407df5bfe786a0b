"""Practice licences and the times they were suspended."""

from __future__ import annotations

from django.db import models

from hoaban.foundation.workforce.models.members import Member


class Licence(models.Model):
    """A practice licence (``gphn``), an older certificate (``cchn``) or a pharmacy certificate (``cchnd``).

    ``scopes`` are codes of ``data/scopes.csv``, ``scope_text`` the words of the paper; ``techniques`` are acts that it
    allows beyond its scope. No ``valid_until``: it holds until revoked.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6)
    number = models.CharField(max_length=50)
    issued_on = models.DateField()
    issued_by = models.CharField(max_length=120, blank=True, default="")
    valid_until = models.DateField(null=True)
    scopes = models.JSONField(default=list)
    scope_text = models.CharField(max_length=500, blank=True, default="")
    techniques = models.JSONField(default=list)
    revoked_on = models.DateField(null=True)
    revoked_why = models.CharField(max_length=300, blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "workforce_licence"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="workforce_licence_one_per_number"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("issued_on")),
                name="workforce_licence_period_runs_forward",
            ),
        ]
        indexes = [models.Index(fields=["valid_until"], name="workforce_licence_by_end")]


class Suspension(models.Model):
    """Days on which a licence did not hold; no ``last`` day: until further notice."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="+")
    first = models.DateField()
    last = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        db_table = "workforce_suspension"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last=None) | models.Q(last__gte=models.F("first")),
                name="workforce_suspension_period_runs_forward",
            ),
        ]

"""Facts read from the feed, one row per resource, and the figures rolled up from them.

All of it can be rebuilt from the feed (``services.rebuild``). Ids lead back to the record; nothing here names a person.
"""

from __future__ import annotations

from django.db import models


class ResidentFact(models.Model):
    """What figures need of a Patient: where they live, sex, year of birth."""

    patient = models.UUIDField(primary_key=True)
    commune_code = models.CharField(max_length=5, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    birth_year = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "centre_resident"


class DiagnosisFact(models.Model):
    """The code of one Condition."""

    condition = models.UUIDField(primary_key=True)
    encounter = models.UUIDField(db_index=True)
    icd10 = models.CharField(max_length=10)

    class Meta:
        db_table = "centre_diagnosis"


class AmountFact(models.Model):
    """The sums of one Claim, in VND."""

    claim = models.UUIDField(primary_key=True)
    encounter = models.UUIDField(db_index=True)
    total = models.DecimalField(max_digits=17, decimal_places=2)
    in_scope = models.DecimalField(max_digits=17, decimal_places=2)
    fund = models.DecimalField(max_digits=17, decimal_places=2)
    copayment = models.DecimalField(max_digits=17, decimal_places=2)
    self_paid = models.DecimalField(max_digits=17, decimal_places=2)

    class Meta:
        db_table = "centre_amount"


class VisitFact(models.Model):
    """One finished visit, with everything that figures count by. The list behind a number is read from here."""

    encounter = models.UUIDField(primary_key=True)
    patient = models.UUIDField(null=True)
    day = models.DateField()
    """Day of arrival in Viet Nam."""
    facility_code = models.CharField(max_length=5)
    commune_code = models.CharField(max_length=5, blank=True)
    form_of_care = models.CharField(max_length=2, blank=True)
    admitted = models.BooleanField()
    referred = models.BooleanField()
    main_condition = models.UUIDField(null=True)
    icd10 = models.CharField(max_length=10, blank=True)
    total = models.DecimalField(max_digits=17, decimal_places=2, default=0)
    fund = models.DecimalField(max_digits=17, decimal_places=2, default=0)
    copayment = models.DecimalField(max_digits=17, decimal_places=2, default=0)
    self_paid = models.DecimalField(max_digits=17, decimal_places=2, default=0)
    sex = models.CharField(max_length=10, blank=True)
    birth_year = models.SmallIntegerField(null=True)
    sensitive = models.BooleanField()
    """The dossier carries a label: counted only for those who may see sensitive figures."""

    class Meta:
        db_table = "centre_visit"
        indexes = [
            models.Index(fields=["day", "facility_code"], name="centre_visit_day"),
            models.Index(fields=["commune_code", "day"], name="centre_visit_commune"),
            models.Index(fields=["icd10", "day"], name="centre_visit_icd10"),
            models.Index(fields=["patient"], name="centre_visit_patient"),
        ]


class Cell(models.Model):
    """Sums over visits: per day or month (``grain`` d or m, ``start`` its first day), facility and commune or all (``*``)."""

    pk = models.CompositePrimaryKey("grain", "start", "facility_code", "commune_code", "sensitive")
    grain = models.CharField(max_length=1)
    start = models.DateField()
    facility_code = models.CharField(max_length=5)
    commune_code = models.CharField(max_length=5)
    sensitive = models.BooleanField()
    visits = models.IntegerField()
    admissions = models.IntegerField()
    referrals = models.IntegerField()
    total = models.DecimalField(max_digits=19, decimal_places=2)
    fund = models.DecimalField(max_digits=19, decimal_places=2)
    copayment = models.DecimalField(max_digits=19, decimal_places=2)
    self_paid = models.DecimalField(max_digits=19, decimal_places=2)

    class Meta:
        db_table = "centre_cell"


class DiagnosisCell(models.Model):
    """Visits by main diagnosis (three-character ICD-10 category), otherwise like :class:`Cell`."""

    pk = models.CompositePrimaryKey(
        "grain", "start", "facility_code", "commune_code", "sensitive", "category"
    )
    grain = models.CharField(max_length=1)
    start = models.DateField()
    facility_code = models.CharField(max_length=5)
    commune_code = models.CharField(max_length=5)
    sensitive = models.BooleanField()
    category = models.CharField(max_length=3)
    visits = models.IntegerField()

    class Meta:
        db_table = "centre_diagnosis_cell"


class FacilityHeard(models.Model):
    """When the latest visit of a facility was told."""

    facility_code = models.CharField(max_length=5, primary_key=True)
    heard_at = models.DateTimeField()

    class Meta:
        db_table = "centre_facility_heard"

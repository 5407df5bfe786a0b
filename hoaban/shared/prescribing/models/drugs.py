"""Which drugs a facility prescribes, from a day to a day; what doctors use; diagnoses of long supply."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Drug(models.Model):
    """A drug of a facility's list during a time; ``valid_to`` is its last day."""

    facility_code = models.CharField(max_length=5)
    code = models.CharField(max_length=40)
    insurer_code = models.CharField(max_length=255, blank=True, default="")
    registration = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=255)
    ingredients = ArrayField(models.CharField(max_length=120))
    strength = models.CharField(max_length=255, blank=True, default="")
    form = models.CharField(max_length=120, blank=True, default="")
    unit = models.CharField(max_length=50)
    dose_unit = models.CharField(max_length=50, blank=True, default="")
    per_unit = models.DecimalField(max_digits=10, decimal_places=3, default=0)
    route = models.CharField(max_length=20)
    price = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    stock = models.CharField(max_length=60, blank=True, default="")
    control = models.CharField(max_length=12)
    traditional = models.BooleanField(default=False)
    herb = models.BooleanField(default=False)
    words = models.CharField(max_length=800)
    """Code, brand and ingredients, folded, each word with a space before it."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "prescribing_drug"
        constraints = [
            models.UniqueConstraint(
                fields=["facility_code", "code"], condition=Q(valid_to=None), name="prescribing_drug_open"
            ),
            models.UniqueConstraint(
                fields=["facility_code", "code", "valid_from"], name="prescribing_drug_begun"
            ),
        ]


class DrugListDraft(models.Model):
    """A list that was sent in and waits to be applied."""

    id = models.UUIDField(primary_key=True)
    facility_code = models.CharField(max_length=5)
    file_name = models.CharField(max_length=250)
    content = models.BinaryField()
    valid_from = models.DateField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)

    class Meta:
        db_table = "prescribing_drug_list_draft"


class DrugUse(models.Model):
    """How often somebody prescribed a drug, for the order in which it is found."""

    pk = models.CompositePrimaryKey("owner", "facility_code", "code")
    owner = models.CharField(max_length=200)
    facility_code = models.CharField(max_length=5)
    code = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)
    typed = models.CharField(max_length=200, blank=True, default="")
    """The dose that was typed last."""

    class Meta:
        db_table = "prescribing_drug_use"


class LongSupply(models.Model):
    """A diagnosis for which may be prescribed for longer, as the operator loaded it; ``code``: how its ICD-10 codes begin."""

    code = models.CharField(max_length=8)
    name = models.CharField(max_length=300, blank=True, default="")
    valid_from = models.DateField()
    legal_basis = models.CharField(max_length=200)

    class Meta:
        db_table = "prescribing_long_supply"
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="prescribing_long_supply_code")
        ]

"""The register of people as search needs it: a copy of what the record's Patients say, one row per human being.

The truth about links is ``Person.link`` in the record; these rows can be built again from it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class Human(models.Model):
    """One human being, as the latest source describes them."""

    id = models.UUIDField(primary_key=True)
    """The id of the Person in the record."""
    name = models.CharField(max_length=255)
    name_sort = models.CharField(max_length=600)
    sex = models.CharField(max_length=10)
    """FHIR administrative gender."""
    birth = models.CharField(max_length=10, blank=True)
    """As far as it is known: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    birth_year = models.SmallIntegerField(null=True)
    commune_code = models.CharField(max_length=5, blank=True)
    """Commune of residence under today's code."""
    deceased = models.BooleanField(default=False)
    numbers = models.CharField(max_length=400, blank=True)
    """All cross-facility numbers, parted by spaces, for finding by a part of one."""
    keys = ArrayField(models.CharField(max_length=40))
    """All that a search may ask for (``rules.search_keys``): one index answers for words, numbers, year, commune, facility."""

    class Meta:
        db_table = "people_human"
        indexes = [
            GinIndex(fields=["keys"], name="people_human_keys"),
            models.Index(fields=["name_sort", "birth"], name="people_human_sort"),
        ]


class KnownNumber(models.Model):
    """A number that identifies a person everywhere: personal number, old identity card, passport, insurance number."""

    pk = models.CompositePrimaryKey("kind", "value", "patient")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=40)
    patient = models.UUIDField()
    human = models.UUIDField()

    class Meta:
        db_table = "people_known_number"
        indexes = [
            models.Index(fields=["human"], name="people_known_number_human"),
            models.Index(fields=["patient"], name="people_known_number_patient"),
        ]


class PatientLink(models.Model):
    """Which human being a Patient (the record of one source) is about, and why we think so."""

    patient = models.UUIDField(primary_key=True)
    fhir_id = models.CharField(max_length=64)
    """The Patient's id as its source gave it; most are UUIDs of ours."""
    human = models.UUIDField(db_index=True)
    source = models.UUIDField(null=True)
    """The Organization that keeps this Patient."""
    rule = models.CharField(max_length=20)
    """``first`` (its own person), ``number`` (a number agreed and nothing contradicted), ``steward``, ``desk`` (a facility's
    Patient of somebody whom its desk found here) or ``registrar`` (the Patient of the register itself, registrars write it)."""
    digest = models.CharField(max_length=64)
    """Of the facts last placed, so that the same facts again cost nothing."""
    said = models.JSONField(default=dict)
    """Of the Patient what describes a human being, except numbers: the row of the human being is made of these alone."""
    said_at = models.DateTimeField(db_default=Now())
    linked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "people_patient_link"


class Doubt(models.Model):
    """Two people who may be one. Listed for a steward; never joined silently."""

    pk = models.CompositePrimaryKey("one", "other")
    one = models.UUIDField()
    other = models.UUIDField()
    reason = models.CharField(max_length=40)
    found_at = models.DateTimeField(db_default=Now())
    settled = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "people_doubt"


class Decision(models.Model):
    """What a steward decided about people, with what was so before: enough to undo it exactly."""

    id = models.UUIDField(primary_key=True)
    verdict = models.CharField(max_length=10)
    """``same``, ``different`` or ``parted``."""
    one = models.UUIDField()
    """Of ``same`` and ``parted``: the person who stays."""
    other = models.UUIDField()
    """Of ``same``: who was joined to them; of ``parted``: the person that the Patient became."""
    reason = models.CharField(max_length=500)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=100)
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=100, blank=True)
    undone_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "people_decision"
        indexes = [models.Index(fields=["other"], name="people_decision_other")]


class Household(models.Model):
    """People who live together. The Group of this id in the record is the truth; these rows are a copy for lists."""

    id = models.UUIDField(primary_key=True)
    commune_code = models.CharField(max_length=5, db_index=True)
    """Under today's code."""
    address = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "people_household"


class HouseholdMember(models.Model):
    """A stay in a household, from a day until a day. It is a Patient's, and so of whoever the Patient is about."""

    id = models.UUIDField(primary_key=True)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    patient = models.UUIDField(db_index=True)
    relation = models.CharField(max_length=20, blank=True)
    """To the head; empty when not known."""
    since = models.DateField()
    until = models.DateField(null=True)
    follows = models.UUIDField(null=True)
    """The stay that ended with the beginning of this one; taken back, this one gives it back."""

    class Meta:
        db_table = "people_household_member"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="people_household_member_days",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=models.Q(until=None, relation="head"),
                name="people_household_one_head",
            ),
        ]


class Relation(models.Model):
    """``other`` is the mother, guardian ... of ``patient``. The RelatedPerson of this id in the record is the truth."""

    id = models.UUIDField(primary_key=True)
    patient = models.UUIDField(db_index=True)
    other = models.UUIDField(db_index=True)
    """A Patient of the related person."""
    kind = models.CharField(max_length=20)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        db_table = "people_relation"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None)
                | models.Q(since=None)
                | models.Q(until__gte=models.F("since")),
                name="people_relation_days",
            )
        ]


class Registration(models.Model):
    """The station where a person is registered, the own doctor, or to which facility care is entrusted, for a time. The truth
    is the CareTeam of this id."""

    id = models.UUIDField(primary_key=True)
    patient = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10)
    """``station``, ``doctor`` or ``entrusted``."""
    facility_code = models.CharField(max_length=5)
    number = models.CharField(max_length=50, blank=True)
    """Of a doctor: under which number the facility knows them. Of entrusted care: the number of the role that was given."""
    since = models.DateField()
    until = models.DateField(null=True)
    follows = models.UUIDField(null=True)
    """What ended with the beginning of this one; taken back, this one gives it back."""

    class Meta:
        db_table = "people_registration"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="people_registration_days",
            )
        ]

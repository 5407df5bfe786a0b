"""The record's tables: current rows, older versions, and what search and access derive from them.

Only ``engine/store.py`` writes here. Everything but ``Resource.body`` and ``Version`` can be derived again.
A reference stands in the row or beside it (``engine/links.py``); the view ``record_link`` shows them all.
The side tables have a plain index on ``rid`` where their models name a key: extraction yields no row twice, and one
number with its rows takes a fourth of the space.
Layout and reasons: docs/decisions/0003-record-layout.md.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Resource(models.Model):
    """The current version of one resource, whole, with its search keys beside it."""

    pk = models.CompositePrimaryKey("type", "rid")
    rid = models.BigIntegerField(db_default=models.Func(models.Value("record_rid"), function="nextval"))
    """Internal row number; the side tables point at it. Never leaves the record."""
    type = models.SmallIntegerField()
    """Number of the resource type in data/types.csv."""
    uid = models.UUIDField()
    given_id = models.CharField(max_length=64, null=True)
    """The client's id where it is not a UUID; ``uid`` is then derived from it."""
    version = models.IntegerField()
    updated_at = models.DateTimeField()
    deleted = models.BooleanField()
    patient = models.UUIDField(null=True)
    """The Patient (of one source) whose compartment this is."""
    person = models.UUIDField(null=True)
    """The human being: the linked Person, else the patient itself. Moves when links change."""
    dossier = models.UUIDField(null=True)
    """The Encounter to which it belongs; labels spread over a dossier."""
    labels = models.IntegerField()
    own_labels = models.IntegerField()
    """Bits that this resource itself earns; ``labels`` adds those of its dossier."""
    main_lo = models.DateTimeField(null=True)
    main_hi = models.DateTimeField(null=True)
    index_version = models.SmallIntegerField()
    keys = ArrayField(models.BigIntegerField())
    """Hashes of everything that is searched by equality, sorted."""
    dictionary = models.SmallIntegerField()
    body = models.BinaryField()
    patient_by = models.SmallIntegerField(null=True)
    """The parameter by which the resource itself names ``patient``: that reference stands here and nowhere else."""
    dossier_by = models.SmallIntegerField(null=True)
    """The same of ``dossier``."""

    class Meta:
        db_table = "record_resource"
        constraints = [models.UniqueConstraint(fields=["uid", "type"], name="record_resource_uid")]
        indexes = [
            GinIndex(
                fields=["keys"], name="record_resource_keys", fastupdate=True, gin_pending_list_limit=256
            ),
            models.Index(fields=["person", "type", "main_lo"], name="record_resource_person"),
            models.Index(fields=["type", "main_lo"], name="record_resource_main"),
            models.Index(fields=["type", "updated_at"], name="record_resource_updated"),
            models.Index(
                fields=["dossier"], name="record_resource_dossier", condition=~models.Q(dossier=None)
            ),
            models.Index(
                fields=["patient", "type"], name="record_resource_patient", condition=~models.Q(patient=None)
            ),
        ]


class Version(models.Model):
    """An older version, moved here unaltered when a newer one took its place. Columns by size, so that none leaves a gap."""

    pk = models.CompositePrimaryKey("rid", "version")
    rid = models.BigIntegerField()
    updated_at = models.DateTimeField()
    version = models.IntegerField()
    labels = models.IntegerField()
    type = models.SmallIntegerField()
    dictionary = models.SmallIntegerField()
    deleted = models.BooleanField()
    body = models.BinaryField()

    class Meta:
        db_table = "record_version"
        indexes = [models.Index(fields=["type", "updated_at"], name="record_version_updated")]


class StringValue(models.Model):
    """A string search value, folded, from one of its words on; ``exact`` is the text itself beside the whole, else empty."""

    pk = models.CompositePrimaryKey("rid", "param", "value")
    type = models.SmallIntegerField()
    param = models.SmallIntegerField()
    value = models.TextField(db_collation="C")
    exact = models.TextField()
    rid = models.BigIntegerField()

    class Meta:
        db_table = "record_string"
        indexes = [models.Index(fields=["type", "param", "value"], name="record_string_value")]


class ReferenceValue(models.Model):
    """A reference that does not stand in the row itself."""

    pk = models.CompositePrimaryKey("rid", "param", "target_type", "target")
    type = models.SmallIntegerField()
    param = models.SmallIntegerField()
    target_type = models.SmallIntegerField()
    target = models.UUIDField()
    rid = models.BigIntegerField()

    class Meta:
        db_table = "record_reference"
        indexes = [models.Index(fields=["target", "param", "type"], name="record_reference_target")]


class DateValue(models.Model):
    """A date search value other than the main one: the instants from ``lo`` until before ``hi``."""

    pk = models.CompositePrimaryKey("rid", "param", "lo", "hi")
    type = models.SmallIntegerField()
    param = models.SmallIntegerField()
    lo = models.DateTimeField()
    hi = models.DateTimeField()
    rid = models.BigIntegerField()

    class Meta:
        db_table = "record_date"
        indexes = [models.Index(fields=["type", "param", "lo"], name="record_date_lo")]


class RangeValue(models.Model):
    """A number, quantity or position as a closed range; with a unit of UCUM also in the canonical unit.

    ``key`` is 0 but for composites whose element repeats: there it is the hash of the code that goes with the range.
    """

    pk = models.CompositePrimaryKey("rid", "param", "key", "unit", "lo", "hi")
    """For the ORM alone: the table has no such index, for nothing is looked up by it."""
    type = models.SmallIntegerField()
    param = models.SmallIntegerField()
    key = models.BigIntegerField()
    lo = models.FloatField()
    hi = models.FloatField()
    unit = models.BigIntegerField()
    canonical_unit = models.BigIntegerField(null=True)
    canonical_lo = models.FloatField(null=True)
    canonical_hi = models.FloatField(null=True)
    rid = models.BigIntegerField()

    class Meta:
        db_table = "record_range"
        indexes = [
            models.Index(fields=["type", "param", "key", "lo"], name="record_range_lo"),
            models.Index(
                fields=["type", "param", "canonical_unit", "canonical_lo"],
                name="record_range_canonical",
                condition=~models.Q(canonical_unit=None),
            ),
            models.Index(fields=["rid"], name="record_range_rid"),
        ]


class Reach(models.Model):
    """A person can be reached from a place (a facility, a department, a commune, a practitioner) because the resource ``rid``
    says so: always, or from a day until a day (both included)."""

    pk = models.CompositePrimaryKey("rid", "person", "place")
    person = models.UUIDField()
    place = models.UUIDField()
    rid = models.BigIntegerField()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    part_of = models.UUIDField(null=True)
    """The facility, where the place is a department: who refuses it refuses its departments."""

    class Meta:
        db_table = "record_reach"
        indexes = [
            models.Index(fields=["person", "place"], name="record_reach_person"),
            models.Index(fields=["place", "person"], name="record_reach_place"),
        ]


class Refusal(models.Model):
    """A person let nobody at ``place`` see more than the visits at ``own``, because the Consent ``rid`` says so.

    No place: everybody, but for communes. The rule of access asks it of whom :class:`Reach` lets through.
    """

    pk = models.CompositePrimaryKey("rid", "person")
    """For the ORM alone, as a Consent may name several places."""
    person = models.UUIDField()
    place = models.UUIDField(null=True)
    own = models.UUIDField(null=True)
    rid = models.BigIntegerField()

    class Meta:
        db_table = "record_refusal"
        indexes = [
            models.Index(fields=["person", "place"], name="record_refusal_person"),
            models.Index(fields=["rid"], name="record_refusal_rid"),
        ]


class ImportJob(models.Model):
    """One ``$import``: what it reads, and how far it has come. Before ``file``, ``offset``, ``line`` all is done."""

    id = models.UUIDField(primary_key=True)
    asked_by = models.CharField(max_length=200)
    """The actor's id; its grants are looked up again for every portion."""
    purpose = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    """When it last came further; one that stands still was left by a worker that died."""
    ended_at = models.DateTimeField(null=True)
    request = models.CharField(max_length=500)
    files = models.JSONField()
    state = models.CharField(max_length=20, default="waiting")
    """waiting, running, done, failed or cancelled."""
    file = models.IntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    line = models.BigIntegerField(default=0)
    stored = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    errors_size = models.BigIntegerField(default=0)
    """Bytes of the file of errors that belong to what is committed."""
    failure = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "record_import"


class ImportPart(models.Model):
    """Lines of an import that are done although others before them are not: several processes leave gaps.

    Committed together with what the lines say; taken into the job, and deleted, when the gaps are closed.
    """

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="parts")
    file = models.IntegerField()
    lines = ArrayField(models.BigIntegerField())
    """Their numbers, ascending."""
    stored = models.BigIntegerField()
    unchanged = models.BigIntegerField()
    errors = models.JSONField()
    """Pairs of a line's number and its OperationOutcome as text."""

    class Meta:
        db_table = "record_import_part"


class IndexVersion(models.Model):
    """Rows of this type may carry this version of the index: written with the first of them (``engine/index_versions.py``)."""

    pk = models.CompositePrimaryKey("type", "version")
    type = models.SmallIntegerField()
    version = models.SmallIntegerField()

    class Meta:
        db_table = "record_index_version"


class ReindexJob(models.Model):
    """The rows of one type on their way to another version of the index, in the order of ``rid``."""

    type = models.SmallIntegerField(primary_key=True)
    version = models.SmallIntegerField()
    """Where they are going."""
    whole = models.BooleanField()
    """Whether rows that carry the version already are indexed again, too."""
    rid = models.BigIntegerField(default=0)
    """Rows up to here are done with."""
    rows = models.BigIntegerField()
    """How many there were when it began."""
    seen = models.BigIntegerField(default=0)
    indexed = models.BigIntegerField(default=0)
    unreadable = models.BigIntegerField(default=0)
    """Rows that cannot be indexed; the log names them. While there are any, the type is not ready."""
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "record_reindex"

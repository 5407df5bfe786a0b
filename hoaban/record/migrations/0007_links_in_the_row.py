from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

# A condition in one of the parts would keep the planner out of it; so what has no param is no reference.
_LINK = """
create or replace view record_link as
select type, param, target_type, target, rid from record_reference
union all select type, patient_by, 103::smallint, patient, rid from record_resource
union all select type, dossier_by, 44::smallint, dossier, rid from record_resource
"""
_COLUMNS = [
    "alter table record_resource add column if not exists patient_by smallint null",
    "alter table record_resource add column if not exists dossier_by smallint null",
    _LINK,
]
_NO_COLUMNS = [
    "drop view record_link",
    "alter table record_resource drop column patient_by",
    "alter table record_resource drop column dossier_by",
]
_PATIENT = [
    "drop index concurrently if exists record_resource_patient",
    "create index concurrently record_resource_patient on record_resource (patient, type) where patient is not null",
]
_WAITING = "alter index record_resource_keys set (gin_pending_list_limit = {})"


def _updated(columns):
    return [
        "drop index concurrently if exists record_resource_changed",
        f"create index concurrently record_resource_changed on record_resource ({columns})",
        "drop index concurrently if exists record_resource_updated",
        "alter index record_resource_changed rename to record_resource_updated",
    ]


class Migration(migrations.Migration):
    """References to a row's own patient and visit stand in the row. Rows written before keep theirs beside it until
    they are indexed again: the view shows both alike. Lighter indexes.

    Indexes are built while others write; so there is no transaction around, and every step may be done again.
    """

    atomic = False

    dependencies = [
        ('record', '0006_import_parts'),
    ]

    operations = [
        migrations.RunSQL(_COLUMNS, _NO_COLUMNS, state_operations=[
            migrations.AddField('resource', 'patient_by', models.SmallIntegerField(null=True)),
            migrations.AddField('resource', 'dossier_by', models.SmallIntegerField(null=True)),
        ]),
        migrations.RunSQL(_PATIENT, _PATIENT[:1], state_operations=[
            migrations.AddIndex('resource', models.Index(
                fields=['patient', 'type'], name='record_resource_patient',
                condition=models.Q(('patient', None), _negated=True),
            )),
        ]),
        # what waits is read by every search, and its room stays with the index
        migrations.RunSQL(_WAITING.format(1024), _WAITING.format(16384), state_operations=[
            migrations.RemoveIndex('resource', 'record_resource_keys'),
            migrations.AddIndex('resource', GinIndex(
                fields=['keys'], name='record_resource_keys', fastupdate=True, gin_pending_list_limit=1024,
            )),
        ]),
        # without the row number, rows of one transaction share their entry
        migrations.RunSQL(_updated('type, updated_at'), _updated('type, updated_at, rid'), state_operations=[
            migrations.RemoveIndex('resource', 'record_resource_updated'),
            migrations.AddIndex('resource', models.Index(fields=['type', 'updated_at'], name='record_resource_updated')),
        ]),
    ]

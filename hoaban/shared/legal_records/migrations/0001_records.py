"""The legal records of visits, and the trigger that keeps their history as it was written."""

import django.db.models.deletion
from django.db import migrations, models

STANDS = """
CREATE FUNCTION legal_records_event_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of a record is never changed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER legal_records_event_stands BEFORE UPDATE OR DELETE ON legal_records_event
    FOR EACH ROW EXECUTE FUNCTION legal_records_event_stands();
"""
FALLS = "DROP TRIGGER legal_records_event_stands ON legal_records_event; DROP FUNCTION legal_records_event_stands();"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LegalRecord',
            fields=[
                ('visit', models.UUIDField(primary_key=True, serialize=False)),
                ('facility_code', models.CharField(max_length=5)),
                ('number', models.CharField(max_length=40)),
                ('patient', models.CharField(max_length=64)),
                ('state', models.CharField(default='open', max_length=10)),
                ('version', models.PositiveSmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(max_length=200)),
                ('ended_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('reopened_until', models.DateTimeField(null=True)),
                ('archived_at', models.DateTimeField(null=True)),
                ('archive_number', models.CharField(blank=True, default='', max_length=40)),
                ('retention', models.CharField(blank=True, default='', max_length=20)),
                ('keep_until', models.DateField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('fault_vi', models.CharField(blank=True, default='', max_length=300)),
                ('fault_en', models.CharField(blank=True, default='', max_length=300)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'legal_records_record',
                'indexes': [models.Index(fields=['facility_code', 'state', '-opened_at'], name='legal_records_by_state'), models.Index(fields=['patient'], name='legal_records_of_patient'), models.Index(fields=['keep_until'], name='legal_records_kept')],
                'constraints': [models.UniqueConstraint(fields=('facility_code', 'number'), name='legal_records_record_number'), models.UniqueConstraint(condition=models.Q(('archive_number', ''), _negated=True), fields=('facility_code', 'archive_number'), name='legal_records_archive_number'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('closed_at__isnull', False), ('reopened_until', None), ('state', 'closed'), ('version__gt', 0)), models.Q(('archived_at__isnull', False), ('closed_at__isnull', False), ('reopened_until', None), ('state', 'archived'), ('version__gt', 0), models.Q(('archive_number', ''), _negated=True)), _connector='OR'), name='legal_records_record_state')],
            },
        ),
        migrations.CreateModel(
            name='RecordEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('act', models.CharField(max_length=20)),
                ('basis', models.CharField(blank=True, default='', max_length=40)),
                ('why', models.CharField(blank=True, default='', max_length=500)),
                ('until', models.DateTimeField(null=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='legal_records.legalrecord')),
            ],
            options={
                'db_table': 'legal_records_event',
                'indexes': [models.Index(fields=['record', 'at'], name='legal_records_event_of')],
            },
        ),
        migrations.CreateModel(
            name='RecordVersion',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=200)),
                ('facts', models.CharField(max_length=64)),
                ('pdf', models.CharField(max_length=64)),
                ('xml', models.CharField(max_length=64)),
                ('signed_pdf', models.CharField(blank=True, default='', max_length=64)),
                ('signed_xml', models.CharField(blank=True, default='', max_length=64)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_by', models.CharField(blank=True, default='', max_length=200)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='legal_records.legalrecord')),
            ],
            options={
                'db_table': 'legal_records_version',
                'constraints': [models.UniqueConstraint(fields=('record', 'number'), name='legal_records_version_number'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('record',), name='legal_records_one_waits'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', False), ('state', 'signed'), models.Q(('signed_pdf', ''), _negated=True), models.Q(('signed_xml', ''), _negated=True)), models.Q(('signed_at', None), ('state__in', ['waiting', 'dropped'])), _connector='OR'), name='legal_records_version_state')],
            },
        ),
        migrations.RunSQL(STANDS, FALLS),
    ]

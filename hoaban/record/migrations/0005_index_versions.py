from django.db import migrations, models

_PRESENT = """
with recursive present (type) as (
    (select type from record_resource order by type limit 1)
    union all
    select (select r.type from record_resource r where r.type > p.type order by r.type limit 1)
    from present p where p.type is not null
)
insert into record_index_version (type, version) select type, 1 from present where type is not null
"""
"""Which version rows of before carry is not asked of each of them: they may carry the first."""


class Migration(migrations.Migration):

    dependencies = [
        ('record', '0004_imports_and_version_times'),
    ]

    operations = [
        migrations.CreateModel(
            name='IndexVersion',
            fields=[
                ('pk', models.CompositePrimaryKey('type', 'version', blank=True, editable=False, primary_key=True, serialize=False)),
                ('type', models.SmallIntegerField()),
                ('version', models.SmallIntegerField()),
            ],
            options={
                'db_table': 'record_index_version',
            },
        ),
        migrations.CreateModel(
            name='ReindexJob',
            fields=[
                ('type', models.SmallIntegerField(primary_key=True, serialize=False)),
                ('version', models.SmallIntegerField()),
                ('whole', models.BooleanField()),
                ('rid', models.BigIntegerField(default=0)),
                ('rows', models.BigIntegerField()),
                ('seen', models.BigIntegerField(default=0)),
                ('indexed', models.BigIntegerField(default=0)),
                ('unreadable', models.BigIntegerField(default=0)),
                ('started_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'record_reindex',
            },
        ),
        migrations.RunSQL(_PRESENT, migrations.RunSQL.noop),
    ]

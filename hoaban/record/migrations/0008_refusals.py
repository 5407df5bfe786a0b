from django.db import migrations, models

_CREATE = [
    "create table record_refusal (person uuid not null, place uuid, own uuid, rid bigint not null)",
    "create index record_refusal_person on record_refusal (person, place)",
    "create index record_refusal_rid on record_refusal (rid)",
]


class Migration(migrations.Migration):
    """What people refuse, beside from where they are reached. Empty: no page has written a Consent yet."""

    dependencies = [
        ('record', '0007_links_in_the_row'),
    ]

    operations = [
        migrations.RunSQL(_CREATE, "drop table record_refusal", state_operations=[
            migrations.CreateModel(
                name='Refusal',
                fields=[
                    ('pk', models.CompositePrimaryKey('rid', 'person', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('person', models.UUIDField()),
                    ('place', models.UUIDField(null=True)),
                    ('own', models.UUIDField(null=True)),
                    ('rid', models.BigIntegerField()),
                ],
                options={
                    'db_table': 'record_refusal',
                    'indexes': [
                        models.Index(fields=['person', 'place'], name='record_refusal_person'),
                        models.Index(fields=['rid'], name='record_refusal_rid'),
                    ],
                },
            ),
        ]),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """Numbers, quantities and positions. The key that the ORM asks for is dropped: nothing is looked up by it."""

    dependencies = [
        ('record', '0002_lighter_side_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='RangeValue',
            fields=[
                ('pk', models.CompositePrimaryKey('rid', 'param', 'key', 'unit', 'lo', 'hi', blank=True, editable=False, primary_key=True, serialize=False)),
                ('type', models.SmallIntegerField()),
                ('param', models.SmallIntegerField()),
                ('key', models.BigIntegerField()),
                ('lo', models.FloatField()),
                ('hi', models.FloatField()),
                ('unit', models.BigIntegerField()),
                ('canonical_unit', models.BigIntegerField(null=True)),
                ('canonical_lo', models.FloatField(null=True)),
                ('canonical_hi', models.FloatField(null=True)),
                ('rid', models.BigIntegerField()),
            ],
            options={
                'db_table': 'record_range',
                'indexes': [
                    models.Index(fields=['type', 'param', 'key', 'lo'], name='record_range_lo'),
                    models.Index(condition=models.Q(('canonical_unit', None), _negated=True), fields=['type', 'param', 'canonical_unit', 'canonical_lo'], name='record_range_canonical'),
                    models.Index(fields=['rid'], name='record_range_rid'),
                ],
            },
        ),
        migrations.RunSQL('alter table record_range drop constraint record_range_pkey', migrations.RunSQL.noop),
    ]

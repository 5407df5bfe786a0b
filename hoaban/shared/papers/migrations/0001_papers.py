"""Papers given to people, and their numbers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('pk', models.CompositePrimaryKey('facility_code', 'kind', 'year', blank=True, editable=False, primary_key=True, serialize=False)),
                ('facility_code', models.CharField(max_length=5)),
                ('kind', models.CharField(max_length=30)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField()),
            ],
            options={
                'db_table': 'papers_counter',
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('facility_code', models.CharField(max_length=5)),
                ('kind', models.CharField(max_length=30)),
                ('year', models.PositiveSmallIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=40)),
                ('visit', models.UUIDField()),
                ('patient', models.CharField(max_length=64)),
                ('state', models.CharField(default='issued', max_length=10)),
                ('written_at', models.DateTimeField()),
                ('written_by', models.CharField(max_length=200)),
                ('valid_until', models.DateField(null=True)),
                ('practitioner', models.CharField(blank=True, default='', max_length=60)),
                ('to_facility', models.CharField(blank=True, default='', max_length=5)),
                ('request', models.CharField(blank=True, default='', max_length=64)),
                ('original', models.CharField(max_length=64)),
                ('signed', models.CharField(blank=True, default='', max_length=64)),
                ('signatures', models.PositiveSmallIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, default='', max_length=200)),
                ('why', models.CharField(blank=True, default='', max_length=300)),
                ('once', models.CharField(blank=True, default='', max_length=64)),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='papers.paper')),
            ],
            options={
                'db_table': 'papers_paper',
                'indexes': [models.Index(fields=['visit'], name='papers_paper_of_visit'), models.Index(fields=['facility_code', '-written_at'], name='papers_paper_newest'), models.Index(fields=['to_facility', 'number'], name='papers_paper_received')],
                'constraints': [models.UniqueConstraint(fields=('facility_code', 'kind', 'year', 'count'), name='papers_paper_number'), models.UniqueConstraint(condition=models.Q(('once', ''), _negated=True), fields=('visit', 'once'), name='papers_paper_once'), models.UniqueConstraint(condition=models.Q(('replaces__isnull', False)), fields=('replaces',), name='papers_paper_replaced_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'issued'), ('why', '')), models.Q(('ended_at__isnull', False), ('state__in', ['cancelled', 'replaced']), models.Q(('why', ''), _negated=True)), _connector='OR'), name='papers_paper_state')],
            },
        ),
    ]

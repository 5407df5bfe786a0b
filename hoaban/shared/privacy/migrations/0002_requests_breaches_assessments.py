"""Requests about personal data, breaches, impact assessments: each with what was done, added to and never changed."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0001_voices'),
    ]

    operations = [
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('discovered_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.CharField(max_length=200)),
                ('finding', models.UUIDField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'privacy_breach',
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['due_at', 'id'], name='privacy_breach_open'), models.Index(fields=['closed_at', 'id'], name='privacy_breach_closed')],
            },
        ),
        migrations.CreateModel(
            name='BreachFacts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('what', models.CharField(max_length=4000)),
                ('how', models.CharField(max_length=4000)),
                ('people', models.IntegerField(null=True)),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), size=None)),
                ('consequences', models.CharField(max_length=4000)),
                ('measures', models.CharField(max_length=4000)),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='privacy.breach')),
            ],
            options={
                'db_table': 'privacy_breach_facts',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='BreachStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=10)),
                ('recipient', models.CharField(default='', max_length=20)),
                ('told_at', models.DateTimeField(null=True)),
                ('words', models.CharField(max_length=4000)),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='privacy.breach')),
            ],
            options={
                'db_table': 'privacy_breach_step',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('person', models.UUIDField()),
                ('kind', models.CharField(max_length=20)),
                ('text', models.CharField(max_length=2000)),
                ('asker', models.CharField(max_length=20)),
                ('asker_name', models.CharField(default='', max_length=120)),
                ('relation', models.CharField(default='', max_length=60)),
                ('identified', models.CharField(max_length=20)),
                ('received_on', models.DateField()),
                ('entered_at', models.DateTimeField()),
                ('taken_by', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('state', models.CharField(default='received', max_length=12)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'privacy_request',
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['due_on', 'id'], name='privacy_request_waits'), models.Index(fields=['closed_at', 'id'], name='privacy_request_closed'), models.Index(fields=['person'], name='privacy_request_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state__in', ['received', 'extended'])), models.Q(('closed_at__isnull', False), ('state__in', ['fulfilled', 'refused', 'withdrawn'])), _connector='OR'), name='privacy_request_state')],
            },
        ),
        migrations.CreateModel(
            name='ImpactAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('activity', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('began_on', models.DateField(null=True)),
                ('made_on', models.DateField(null=True)),
                ('sent_on', models.DateField(null=True)),
                ('number', models.CharField(max_length=60)),
                ('words', models.CharField(max_length=2000)),
            ],
            options={
                'db_table': 'privacy_impact_assessment',
                'indexes': [models.Index(fields=['activity', 'id'], name='privacy_assessment_latest')],
            },
        ),
        migrations.CreateModel(
            name='RequestStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('state', models.CharField(max_length=12)),
                ('words', models.CharField(max_length=2000)),
                ('ground', models.CharField(default='', max_length=30)),
                ('due_on', models.DateField(null=True)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='privacy.datarequest')),
            ],
            options={
                'db_table': 'privacy_request_step',
                'ordering': ['id'],
            },
        ),
    ]

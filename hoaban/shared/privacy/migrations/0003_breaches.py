"""Breaches of personal data: the clock, what was known when, whom somebody told."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0002_requests'),
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
    ]

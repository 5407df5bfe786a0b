"""The go-live file of a facility."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='GoLiveFile',
            fields=[
                ('facility_code', models.CharField(max_length=5, primary_key=True, serialize=False)),
                ('state', models.CharField(default='draft', max_length=10)),
                ('regulation', models.TextField(blank=True, default='')),
                ('answers', models.JSONField(default=dict)),
                ('decision_number', models.CharField(blank=True, default='', max_length=40)),
                ('starts_on', models.DateField(null=True)),
                ('pdf', models.CharField(blank=True, default='', max_length=64)),
                ('signed', models.CharField(blank=True, default='', max_length=64)),
                ('decided_on', models.DateField(null=True)),
                ('published_on', models.DateField(null=True)),
                ('published_at', models.CharField(blank=True, default='', max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=200)),
            ],
            options={
                'db_table': 'golive_file',
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('state', 'offered'), models.Q(('pdf', ''), _negated=True), models.Q(('decision_number', ''), _negated=True)), models.Q(('decided_on__isnull', False), ('state', 'decided'), models.Q(('signed', ''), _negated=True)), models.Q(('decided_on__isnull', False), ('published_on__isnull', False), ('state', 'published'), models.Q(('signed', ''), _negated=True)), _connector='OR'), name='golive_file_state')],
            },
        ),
    ]

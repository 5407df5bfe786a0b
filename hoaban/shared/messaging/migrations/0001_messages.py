"""Messages to people and what became of them, how people wish to be told, numbers that want none."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('person', models.UUIDField(primary_key=True, serialize=False)),
                ('way', models.CharField(max_length=10)),
                ('language', models.CharField(max_length=5)),
                ('email', models.CharField(default='', max_length=254)),
                ('shared', models.BooleanField(default=False)),
                ('plain', models.BooleanField(default=False)),
                ('set_at', models.DateTimeField()),
                ('set_by', models.CharField(max_length=200)),
            ],
            options={
                'db_table': 'messaging_preference',
            },
        ),
        migrations.CreateModel(
            name='StoppedNumber',
            fields=[
                ('phone', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('stopped_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'messaging_stopped_number',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('person', models.UUIDField()),
                ('template', models.CharField(max_length=40)),
                ('version', models.DateField()),
                ('values', models.JSONField(default=dict)),
                ('about', models.CharField(default='', max_length=60)),
                ('facility', models.CharField(default='', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(max_length=200)),
                ('expires_at', models.DateTimeField(null=True)),
                ('state', models.CharField(default='asked', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.SmallIntegerField(default=0)),
                ('way', models.CharField(default='', max_length=10)),
                ('language', models.CharField(default='', max_length=5)),
                ('shared', models.BooleanField(default=False)),
                ('address', models.CharField(default='', max_length=254)),
                ('text', models.CharField(default='', max_length=1000)),
                ('parts', models.SmallIntegerField(default=0)),
                ('reference', models.CharField(default='', max_length=200)),
                ('reason', models.CharField(default='', max_length=40)),
                ('commune_code', models.CharField(default='', max_length=5)),
                ('changed_at', models.DateTimeField()),
                ('told_by', models.CharField(default='', max_length=200)),
            ],
            options={
                'db_table': 'messaging_message',
                'indexes': [models.Index(condition=models.Q(('state__in', ['asked', 'held', 'sending'])), fields=['due_at'], name='messaging_message_due'), models.Index(condition=models.Q(('state', 'to_tell')), fields=['commune_code', 'asked_at'], name='messaging_message_to_tell'), models.Index(fields=['person', 'asked_at'], name='messaging_message_person'), models.Index(fields=['facility', 'state', 'asked_at'], name='messaging_message_facility'), models.Index(condition=models.Q(('text', ''), _negated=True), fields=['asked_at'], name='messaging_message_text')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'held', 'sending', 'sent', 'delivered', 'failed', 'expired', 'page', 'to_tell', 'told'])), name='messaging_message_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'to_tell'), _negated=True), models.Q(('commune_code', ''), _negated=True), _connector='OR'), name='messaging_message_station')],
            },
        ),
    ]

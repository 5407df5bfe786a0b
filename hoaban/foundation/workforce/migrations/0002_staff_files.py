
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


_HOURS = """
alter table workforce_registered_hours add constraint workforce_hours_in_one_place exclude using gist (
    member_id with =, facility_code with <>, weekday with =, int4range(opens, closes) with &&,
    daterange(valid_from, valid_to, '[]') with &&
)
"""
_SHIFTS = """
alter table workforce_shift add constraint workforce_shift_one_at_a_time exclude using gist (
    member_id with =, tstzrange(starts_at, ends_at) with &&
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('workforce', '0001_practitioners'),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.RenameModel("Practitioner", "Post"),
        migrations.CreateModel(
            name='ListDraft',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('facility_code', models.CharField(max_length=5)),
                ('file_name', models.CharField(max_length=250)),
                ('content', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'workforce_list_draft',
            },
        ),
        migrations.CreateModel(
            name='RegisteredHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facility_code', models.CharField(max_length=5)),
                ('weekday', models.PositiveSmallIntegerField()),
                ('opens', models.PositiveSmallIntegerField()),
                ('closes', models.PositiveSmallIntegerField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'workforce_registered_hours',
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facility_code', models.CharField(max_length=5)),
                ('department', models.CharField(blank=True, default='', max_length=120)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('on_call', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'workforce_shift',
            },
        ),
        migrations.CreateModel(
            name='Suspension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField()),
                ('last', models.DateField(null=True)),
                ('reason', models.CharField(max_length=300)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'workforce_suspension',
            },
        ),
        migrations.CreateModel(
            name='Training',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('completed_on', models.DateField()),
                ('hours', models.DecimalField(decimal_places=1, max_digits=6)),
                ('title', models.CharField(max_length=200)),
                ('provider', models.CharField(blank=True, default='', max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'workforce_training',
            },
        ),
        migrations.AddField(
            model_name='post',
            name='department',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.AddField(
            model_name='post',
            name='is_trainee',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='post',
            name='leaving_reported_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='post',
            name='registered_on',
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('name_order', models.CharField(max_length=400)),
                ('name_folded', models.CharField(max_length=130)),
                ('birth', models.CharField(blank=True, default='', max_length=10)),
                ('sex', models.CharField(blank=True, default='', max_length=6)),
                ('personal_number', models.CharField(blank=True, default='', max_length=12)),
                ('phone', models.CharField(blank=True, default='', max_length=20)),
                ('email', models.CharField(blank=True, default='', max_length=120)),
                ('profession', models.CharField(max_length=20)),
                ('degree', models.CharField(blank=True, default='', max_length=20)),
                ('speciality', models.CharField(blank=True, default='', max_length=120)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('demo', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'workforce_member',
                'indexes': [models.Index(fields=['name_order', 'id'], name='workforce_member_by_name')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('personal_number', ''), _negated=True), fields=('personal_number',), name='workforce_member_one_per_number')],
            },
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=6)),
                ('number', models.CharField(max_length=50)),
                ('issued_on', models.DateField()),
                ('issued_by', models.CharField(blank=True, default='', max_length=120)),
                ('valid_until', models.DateField(null=True)),
                ('scopes', models.JSONField(default=list)),
                ('scope_text', models.CharField(blank=True, default='', max_length=500)),
                ('techniques', models.JSONField(default=list)),
                ('revoked_on', models.DateField(null=True)),
                ('revoked_why', models.CharField(blank=True, default='', max_length=300)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workforce.member')),
            ],
            options={
                'db_table': 'workforce_licence',
            },
        ),
        migrations.AddField(
            model_name='post',
            name='member',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workforce.member'),
        ),
        migrations.AddField(
            model_name='post',
            name='supervisor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.member'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('supervisor', None), ('is_trainee', True), _connector='OR'), name='workforce_post_only_trainees_are_supervised'),
        ),
        migrations.AddField(
            model_name='registeredhours',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workforce.member'),
        ),
        migrations.AddField(
            model_name='shift',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workforce.member'),
        ),
        migrations.AddField(
            model_name='suspension',
            name='licence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workforce.licence'),
        ),
        migrations.AddField(
            model_name='training',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workforce.member'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['valid_until'], name='workforce_licence_by_end'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(fields=('kind', 'number'), name='workforce_licence_one_per_number'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('issued_on')), _connector='OR'), name='workforce_licence_period_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='registeredhours',
            constraint=models.CheckConstraint(condition=models.Q(('closes__lte', 1440), ('opens__lt', models.F('closes')), ('weekday__gte', 1), ('weekday__lte', 7)), name='workforce_hours_within_a_day'),
        ),
        migrations.AddConstraint(
            model_name='registeredhours',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='workforce_hours_period_runs_forward'),
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['facility_code', 'starts_at'], name='workforce_shift_by_place'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='workforce_shift_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='suspension',
            constraint=models.CheckConstraint(condition=models.Q(('last', None), ('last__gte', models.F('first')), _connector='OR'), name='workforce_suspension_period_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='training',
            constraint=models.UniqueConstraint(fields=('member', 'kind', 'completed_on', 'title'), name='workforce_training_once'),
        ),
        migrations.AddConstraint(
            model_name='training',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gt', 0)), name='workforce_training_takes_time'),
        ),
        migrations.RunSQL(_HOURS, "alter table workforce_registered_hours drop constraint workforce_hours_in_one_place"),
        migrations.RunSQL(_SHIFTS, "alter table workforce_shift drop constraint workforce_shift_one_at_a_time"),
    ]


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_facilities_and_boundaries'),
    ]

    operations = [
        migrations.CreateModel(
            name='FacilityListDraft',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('file_name', models.CharField(max_length=250)),
                ('content', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'places_list_draft',
            },
        ),
        migrations.CreateModel(
            name='FacilityDepartment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facility_code', models.CharField(max_length=5)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
                ('code', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'places_facility_department',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='facilitydepartment_period_runs_forward'), models.UniqueConstraint(fields=('facility_code', 'code', 'valid_from'), name='places_department_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='FacilityDetail',
            fields=[
                ('facility_code', models.CharField(max_length=5, primary_key=True, serialize=False)),
                ('practice_code', models.CharField(blank=True, default='', max_length=20)),
                ('licensed_beds', models.PositiveIntegerField(null=True)),
                ('address', models.CharField(blank=True, default='', max_length=250)),
                ('phone', models.CharField(blank=True, default='', max_length=30)),
                ('email', models.CharField(blank=True, default='', max_length=120)),
                ('website', models.CharField(blank=True, default='', max_length=200)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('hours', models.JSONField(default=list)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'places_facility_detail',
                'constraints': [models.UniqueConstraint(condition=models.Q(('practice_code', ''), _negated=True), fields=('practice_code',), name='places_one_facility_per_practice_code')],
            },
        ),
        migrations.CreateModel(
            name='FacilityRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facility_code', models.CharField(max_length=5)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=12)),
                ('other_code', models.CharField(blank=True, default='', max_length=5)),
                ('other_name', models.CharField(blank=True, default='', max_length=250)),
            ],
            options={
                'db_table': 'places_facility_relation',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='facilityrelation_period_runs_forward'), models.UniqueConstraint(fields=('facility_code', 'kind', 'valid_from'), name='places_relation_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='OfferedService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facility_code', models.CharField(max_length=5)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
                ('service', models.CharField(max_length=20)),
            ],
            options={
                'db_table': 'places_offered_service',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='offeredservice_period_runs_forward'), models.UniqueConstraint(fields=('facility_code', 'service', 'valid_from'), name='places_service_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Permit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facility_code', models.CharField(max_length=5)),
                ('kind', models.CharField(max_length=20)),
                ('number', models.CharField(max_length=60)),
                ('issued_on', models.DateField()),
                ('issued_by', models.CharField(blank=True, default='', max_length=120)),
                ('valid_until', models.DateField(null=True)),
                ('scope', models.CharField(blank=True, default='', max_length=500)),
                ('revoked_on', models.DateField(null=True)),
                ('revoked_why', models.CharField(blank=True, default='', max_length=300)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
            ],
            options={
                'db_table': 'places_permit',
                'constraints': [models.UniqueConstraint(fields=('facility_code', 'kind', 'number'), name='places_permit_one_per_number'), models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('issued_on')), _connector='OR'), name='places_permit_period_runs_forward')],
            },
        ),
        migrations.CreateModel(
            name='Responsible',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facility_code', models.CharField(max_length=5)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=120)),
                ('role', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('licence_number', models.CharField(blank=True, default='', max_length=50)),
            ],
            options={
                'db_table': 'places_responsible',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='responsible_period_runs_forward'), models.UniqueConstraint(fields=('facility_code', 'role', 'valid_from'), name='places_responsible_once_a_day')],
            },
        ),
    ]

"""Decisions that can be undone; each link keeps what its Patient said, so that people can be made of their links.

A link placed before this knows no more than the row of its person, until its source speaks again.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

_SAID = """
update people_patient_link l set said_at = l.linked_at, said = jsonb_build_object(
    'name', h.name, 'sex', h.sex, 'birth', h.birth, 'commune', h.commune_code, 'deceased', h.deceased, 'phones', '[]'::jsonb)
from people_human h where h.id = l.human
"""
_SPEAK_AGAIN = """
update people_patient_link set digest = '' where human in (
    select human from people_patient_link group by human having count(*) > 1)
"""
_MORE_KEYS = """
update people_human set keys = keys || ('*' || birth)::varchar where length(birth) = 10
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_one_index_for_finding")]

    operations = [
        migrations.AddField("patientlink", "said", models.JSONField(default=dict)),
        migrations.AddField(
            "patientlink", "said_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("verdict", models.CharField(max_length=10)),
                ("one", models.UUIDField()),
                ("other", models.UUIDField()),
                ("reason", models.CharField(max_length=500)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.CharField(max_length=100)),
                ("before", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(blank=True, max_length=100)),
                ("undone_reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "db_table": "people_decision",
                "indexes": [models.Index(fields=["other"], name="people_decision_other")],
            },
        ),
        migrations.RunSQL(_SAID + ";" + _SPEAK_AGAIN + ";" + _MORE_KEYS, migrations.RunSQL.noop),
    ]

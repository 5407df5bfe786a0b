"""Signs of unusual use with their verdicts, marks, limits, and how far the trail has been looked through."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("rule", models.CharField(max_length=20)),
                ("actor_id", models.CharField(max_length=200)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("persons", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("figures", models.JSONField()),
                ("found_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField(null=True)),
                ("judged_by", models.CharField(default="", max_length=200)),
                ("verdict", models.CharField(default="", max_length=10)),
                ("words", models.CharField(default="", max_length=500)),
            ],
            options={
                "db_table": "auditing_finding",
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "actor_id", "starts_at"), name="auditing_finding_once"),
                    models.CheckConstraint(
                        condition=models.Q(("judged_at", None), ("verdict", ""))
                        | models.Q(("judged_at__isnull", False), ("verdict__in", ["proper", "improper", "talk"])),
                        name="auditing_finding_verdict",
                    ),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("judged_at", None)), fields=["starts_at", "id"], name="auditing_finding_waits"),
                    models.Index(fields=["judged_at", "id"], name="auditing_finding_judged"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("words", models.CharField(max_length=500)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(default="", max_length=200)),
            ],
            options={
                "db_table": "auditing_mark",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("person",), name="auditing_mark_one_at_a_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=20)),
                ("value", models.IntegerField()),
                ("words", models.CharField(max_length=500)),
                ("set_at", models.DateTimeField()),
                ("set_by", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "auditing_limit",
                "indexes": [models.Index(fields=["rule", "key", "set_at"], name="auditing_limit_latest")],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("one", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
            options={"db_table": "auditing_progress"},
        ),
    ]

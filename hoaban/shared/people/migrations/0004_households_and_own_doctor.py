from django.db import migrations, models
import django.db.models.deletion


def _days(name):
    condition = models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR")
    return models.CheckConstraint(condition=condition, name=name)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_decisions_of_stewards")]

    operations = [
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("commune_code", models.CharField(db_index=True, max_length=5)),
                ("address", models.CharField(blank=True, max_length=200)),
            ],
            options={"db_table": "people_household"},
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("household", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.household")),
                ("patient", models.UUIDField(db_index=True)),
                ("relation", models.CharField(blank=True, max_length=20)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("follows", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "people_household_member",
                "constraints": [
                    _days("people_household_member_days"),
                    models.UniqueConstraint(
                        fields=["household"], condition=models.Q(("relation", "head"), ("until", None)),
                        name="people_household_one_head",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("patient", models.UUIDField(db_index=True)),
                ("other", models.UUIDField(db_index=True)),
                ("kind", models.CharField(max_length=20)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
            ],
            options={
                "db_table": "people_relation",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("since", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="people_relation_days",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("patient", models.UUIDField(db_index=True)),
                ("kind", models.CharField(max_length=10)),
                ("facility_code", models.CharField(max_length=5)),
                ("number", models.CharField(blank=True, max_length=50)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("follows", models.UUIDField(null=True)),
            ],
            options={"db_table": "people_registration", "constraints": [_days("people_registration_days")]},
        ),
    ]

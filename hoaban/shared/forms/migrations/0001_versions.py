"""The versions of forms, and the trigger that keeps what was published."""

from django.db import migrations, models

STANDS = """
CREATE FUNCTION forms_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['ends_on', 'retired_at', 'retired_by', 'retired_why'];
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published form is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change
        OR (OLD.retired_at IS NOT NULL AND NEW IS DISTINCT FROM OLD) THEN
        RAISE EXCEPTION 'a published form is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER forms_version_stands BEFORE UPDATE OR DELETE ON forms_version
    FOR EACH ROW EXECUTE FUNCTION forms_version_stands();
"""
FALLS = "DROP TRIGGER forms_version_stands ON forms_version; DROP FUNCTION forms_version_stands();"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=40)),
                ("title_vi", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                ("legal_basis", models.CharField(max_length=300)),
                ("body", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                ("brought_at", models.DateTimeField()),
                ("brought_by", models.CharField(max_length=200)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_by", models.CharField(default="", max_length=200)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                ("retired_by", models.CharField(default="", max_length=200)),
                ("retired_why", models.CharField(default="", max_length=500)),
            ],
            options={
                "db_table": "forms_version",
                "constraints": [
                    models.UniqueConstraint(fields=("url", "version"), name="forms_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", False), ("retired_at", None)),
                        fields=("url", "starts_on"),
                        name="forms_version_one_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("published_at", None), ("starts_on", None))
                        | models.Q(("published_at__isnull", False), ("starts_on__isnull", False)),
                        name="forms_version_published_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("retired_at", None))
                        | models.Q(("ends_on__isnull", False), ("retired_at__isnull", False)),
                        name="forms_version_ends_retired",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STANDS, FALLS),
    ]

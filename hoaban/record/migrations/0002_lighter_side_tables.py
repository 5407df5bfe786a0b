from django.db import migrations

_TABLES = {
    "record_string": "rid, param, value",
    "record_reference": "rid, param, target_type, target",
    "record_date": "rid, param, lo, hi",
    "record_reach": "rid, person, place",
}


def _lighter() -> str:
    """Rows of one resource are found by its number alone; equal numbers share their entry in the index."""
    return "".join(
        f"alter table {table} drop constraint {table}_pkey; create index {table}_rid on {table} (rid);"
        for table in _TABLES
    )


def _as_before() -> str:
    return "".join(
        f"drop index {table}_rid; alter table {table} add primary key ({columns});"
        for table, columns in _TABLES.items()
    )


class Migration(migrations.Migration):

    dependencies = [("record", "0001_initial")]

    operations = [
        migrations.RunSQL(_lighter(), _as_before()),
        # a new version changes indexed columns and moves anyway: room kept in its page would stay empty
        migrations.RunSQL(
            "alter table record_resource set (fillfactor = 100)",
            "alter table record_resource set (fillfactor = 90)",
        ),
    ]

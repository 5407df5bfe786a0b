"""Cells in which all facilities, or all communes, are together; the newest visit of a facility is read off the cells."""

from django.db import migrations

_TOGETHER = """
insert into {table}
select grain, start, coalesce(facility_code, '*'), coalesce(commune_code, '*'), sensitive, {columns}
from {table} group by grouping sets (
    (grain, start, sensitive{also}, facility_code), (grain, start, sensitive{also}, commune_code), (grain, start, sensitive{also})
)
"""
_SUMS = "sum(visits), sum(admissions), sum(referrals), sum(total), sum(fund), sum(copayment), sum(self_paid)"


class Migration(migrations.Migration):
    dependencies = [("command_centre", "0001_initial")]

    operations = [
        migrations.RunSQL(_TOGETHER.format(table="centre_cell", columns=_SUMS, also=""), migrations.RunSQL.noop),
        migrations.RunSQL(
            _TOGETHER.format(table="centre_diagnosis_cell", columns="category, sum(visits)", also=", category"),
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="facilityheard", name="newest_day"),
    ]

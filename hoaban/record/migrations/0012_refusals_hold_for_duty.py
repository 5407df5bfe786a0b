from django.db import migrations

_OF_DUTY = """
insert into record_refusal (person, place, own, rid)
select person, md5('present at ' || place::text)::uuid, md5('present at ' || place::text)::uuid, rid
from record_refusal where place = own
"""


class Migration(migrations.Migration):
    """Who refused a facility by name refuses whoever is on duty there. Open visits let nobody in before their next version."""

    dependencies = [("record", "0011_versions_by_row")]

    operations = [migrations.RunSQL(_OF_DUTY, migrations.RunSQL.noop)]

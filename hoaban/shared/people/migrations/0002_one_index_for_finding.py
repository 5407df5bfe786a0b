"""Keys that answer everything a search may ask: whole words, year, commune and facility beside beginnings and numbers.

A word that is also the beginning of another word of the same name gets its whole key when the person is next written;
until then it is found all the same, further down.
"""

from django.db import migrations

_MORE_KEYS = """
update people_human h set keys = array(
    select key from unnest(h.keys) as key
    union select key || '.' from unnest(h.keys) as key
        where left(key, 1) <> '#' and not exists (select from unnest(h.keys) as longer where longer like key || '_%')
    union select '*' || h.birth_year where h.birth_year is not null
    union select '=' || h.commune_code where h.commune_code <> ''
    union select '@' || replace(l.source::text, '-', '') from people_patient_link l
        where l.human = h.id and l.source is not null
)
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(_MORE_KEYS, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="patientlink", name="people_patient_link_source"),
    ]

from django.db import migrations, models

_CREATE = [
    "create table record_refusal (person uuid not null, place uuid, own uuid, rid bigint not null)",
    "create index record_refusal_person on record_refusal (person, place)",
    "create index record_refusal_rid on record_refusal (rid)",
]

_IS_OPEN = """
create function record_is_open(whose uuid, kind smallint, what uuid, visit uuid, places uuid[], communes uuid[])
returns boolean language plpgsql stable set plan_cache_mode to force_generic_plan as $$
begin
    -- not refused to one of the places
    if exists (
        select 1 from record_reach h where h.person = whose and h.place = any(places) and not exists (
            select 1 from record_refusal x where x.person = whose
            and (x.place = h.place or (x.place is null and h.place <> all(communes))))
    ) then
        return true;
    end if;
    -- or their own: of a visit there (of a refused commune, at its station), or the Patient whom one is about; 44: Encounter, 103: Patient
    return exists (
        select 1 from record_reach o join record_resource g on g.type in (44, 103) and g.rid = o.rid
        where o.person = whose and (g.dossier = visit or (kind = 103 and g.patient = what))
        and (o.place = any(places) or o.place in (
            select x.own from record_refusal x where x.person = whose and x.place = any(communes))));
end $$
"""


class Migration(migrations.Migration):
    """What people refuse, beside from where they are reached. Empty: no page has written a Consent yet."""

    dependencies = [
        ('record', '0008_less_waits_in_the_index'),
    ]

    operations = [
        migrations.RunSQL([*_CREATE, _IS_OPEN], ["drop function record_is_open", "drop table record_refusal"], state_operations=[
            migrations.CreateModel(
                name='Refusal',
                fields=[
                    ('pk', models.CompositePrimaryKey('rid', 'person', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('person', models.UUIDField()),
                    ('place', models.UUIDField(null=True)),
                    ('own', models.UUIDField(null=True)),
                    ('rid', models.BigIntegerField()),
                ],
                options={
                    'db_table': 'record_refusal',
                    'indexes': [
                        models.Index(fields=['person', 'place'], name='record_refusal_person'),
                        models.Index(fields=['rid'], name='record_refusal_rid'),
                    ],
                },
            ),
        ]),
    ]

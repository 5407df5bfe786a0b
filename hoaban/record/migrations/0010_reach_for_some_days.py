from django.db import migrations, models

_IS_OPEN = """
create function record_is_open(whose uuid, kind smallint, what uuid, visit uuid, places uuid[], communes uuid[], today date)
returns boolean language plpgsql stable set plan_cache_mode to force_generic_plan as $$
begin
    -- not refused to one of the places that reach somebody today
    if exists (
        select 1 from record_reach h where h.person = whose and h.place = any(places)
        and (h.until is null or (h.until >= today and h.since <= today)) and not exists (
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
_WITHOUT_DAYS = "drop function record_is_open(uuid, smallint, uuid, uuid, uuid[], uuid[])"


class Migration(migrations.Migration):
    """Referrals and whoever looks after somebody let in from a day until a day. What was known before has no days."""

    dependencies = [("record", "0009_refusals")]

    operations = [
        migrations.AddField("reach", "since", models.DateField(null=True)),
        migrations.AddField("reach", "until", models.DateField(null=True)),
        migrations.RunSQL([_WITHOUT_DAYS, _IS_OPEN], migrations.RunSQL.noop),
    ]

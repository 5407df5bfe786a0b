from django.db import migrations, models

_IS_OPEN = """
create or replace function record_is_open(whose uuid, kind smallint, what uuid, visit uuid, places uuid[], communes uuid[], today date)
returns boolean language plpgsql stable set plan_cache_mode to force_generic_plan as $$
begin
    -- not refused, themselves or with the facility they are a part of, to one of the places that reach somebody today
    if exists (
        select 1 from record_reach h where h.person = whose and h.place = any(places)
        and (h.until is null or (h.until >= today and h.since <= today)) and not exists (
            select 1 from record_refusal x where x.person = whose
            and (x.place = h.place or x.place = h.part_of or (x.place is null and h.place <> all(communes))))
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

_VISITS_AGAIN = """
insert into record_reindex (type, version, whole, rid, rows, seen, indexed, unreadable, started_at, moved_at, ended_at)
select 44, max(version), true, 0, (select count(*) from record_resource where type = 44), 0, 0, 0, now(), now(), null
from record_index_version where type = 44 having count(*) > 0
on conflict (type) do update set whole = true, rid = 0, rows = excluded.rows, seen = 0, indexed = 0, unreadable = 0,
    started_at = now(), moved_at = now(), ended_at = null
"""
"""What a visit says stands in its body, which the database cannot read: the re-index in the background does."""


class Migration(migrations.Migration):
    """Visits let the departments in where they were. Those of before are read again in the background; until then a role at a
    department reaches whoever came since."""

    dependencies = [("record", "0012_refusals_hold_for_duty")]

    operations = [
        migrations.AddField("reach", "part_of", models.UUIDField(null=True)),
        migrations.RunSQL([_IS_OPEN, _VISITS_AGAIN], migrations.RunSQL.noop),
    ]

"""Add to and take from the figures. Cells that reach zero visits go."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from hoaban.oversight.command_centre import rules

_SUMS = ("visits", "admissions", "referrals", "total", "fund", "copayment", "self_paid")
_ADD = f"""
insert into centre_cell (grain, start, facility_code, commune_code, sensitive, {", ".join(_SUMS)})
select * from unnest(%s::varchar[], %s::date[], %s::varchar[], %s::varchar[], %s::bool[], %s::int[], %s::int[], %s::int[],
                     %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[])
on conflict (grain, start, facility_code, commune_code, sensitive) do update set
{", ".join(f"{name} = centre_cell.{name} + excluded.{name}" for name in _SUMS)}
"""  # noqa: S608  (names of our own columns)
_ADD_DIAGNOSES = """
insert into centre_diagnosis_cell (grain, start, facility_code, commune_code, sensitive, category, visits)
select * from unnest(%s::varchar[], %s::date[], %s::varchar[], %s::varchar[], %s::bool[], %s::varchar[], %s::int[])
on conflict (grain, start, facility_code, commune_code, sensitive, category) do update set
visits = centre_diagnosis_cell.visits + excluded.visits
"""
_EMPTY = """
delete from {table} c using unnest(%s::varchar[], %s::date[], %s::varchar[], %s::varchar[], %s::bool[]{cast})
as k(grain, start, facility_code, commune_code, sensitive{more})
where (c.grain, c.start, c.facility_code, c.commune_code, c.sensitive{more_c}) =
      (k.grain, k.start, k.facility_code, k.commune_code, k.sensitive{more_k}) and c.visits = 0
"""


def move(*, leaving: Sequence[rules.Visit], entering: Sequence[rules.Visit]) -> None:
    """Let visits leave the cells they counted in and enter those where they count now."""
    sums = rules.contributions(leaving, -1)
    for key, part in rules.contributions(entering, 1).items():
        sums[key] = rules.plus(sums.get(key), part)
    diagnoses = rules.diagnosis_contributions(leaving, -1)
    for place, count in rules.diagnosis_contributions(entering, 1).items():
        diagnoses[place] = diagnoses.get(place, 0) + count
    rows = [(*key, *part) for key, part in sorted(sums.items()) if any(part)]
    counted = [(*place, count) for place, count in sorted(diagnoses.items()) if count]
    with connection.cursor() as cursor:
        if rows:
            cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])
            keys = [list(column) for column in zip(*rows, strict=True)][:5]
            cursor.execute(_EMPTY.format(table="centre_cell", more="", more_c="", more_k="", cast=""), keys)
        if counted:
            cursor.execute(_ADD_DIAGNOSES, [list(column) for column in zip(*counted, strict=True)])
            keys = [list(column) for column in zip(*counted, strict=True)][:6]
            cursor.execute(
                _EMPTY.format(
                    table="centre_diagnosis_cell",
                    more=", category",
                    more_c=", c.category",
                    more_k=", k.category",
                    cast=", %s::varchar[]",
                ),
                keys,
            )

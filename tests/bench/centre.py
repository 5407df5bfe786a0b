"""The command centre over the facts of 500,000 people: the page and the lists behind its numbers, over HTTP."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from django.db import connection

from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.ops.demo import catalogue, facilities, villages
from tests import cast
from tests.bench import browsing

PEOPLE, VISITS_EACH, DAYS = 500_000, 2, 365
ROUNDS = 40
DIRECTORS = {
    "province": ("department_director", Scope("all")),
    "facility": ("hospital_director", Scope("facility", cast.PROVINCIAL)),
}
PAGES = {
    "30 days": {"period": "30d"},
    "this year": {"period": "year"},
    "12 months": {"period": "12m"},
    "12 months, one commune": {"period": "12m", "commune": cast.DAO_SAN},
    "12 months, one facility": {"period": "12m", "facility": cast.PROVINCIAL},
}
LISTS = {
    "behind 12 months": {"period": "12m"},
    "behind 12 months, page 100": {"period": "12m", "start": "5000"},
    "behind admissions": {"period": "12m", "kind": "admissions"},
    "behind one disease": {"period": "12m", "category": "J18"},
    "behind one commune": {"period": "12m", "commune": cast.DAO_SAN},
}
_VISITS = """
insert into centre_visit (encounter, patient, day, facility_code, commune_code, form_of_care, admitted, referred, icd10,
                          total, fund, copayment, self_paid, sex, birth_year, sensitive)
select gen_random_uuid(), gen_random_uuid(), %(last)s::date - (random() * %(days)s)::int,
       case when chance < 0.5 then (%(stations)s::text[])[place] when chance < 0.85 then (%(centres)s::text[])[place]
            else %(hospital)s end,
       (%(communes)s::text[])[place], '01', chance > 0.93, chance between 0.4 and 0.43,
       (%(codes)s::text[])[1 + (random() ^ 2 * (%(kinds)s - 1))::int],
       200000, 160000, 40000, 0, 'male', 1930 + (random() * 95)::int, random() < 0.01
from (select random() as chance, 1 + (random() * (%(places)s - 1))::int as place from generate_series(1, %(count)s)) as v
"""
_CELLS = """
insert into centre_cell select %(grain)s, {start} as start, coalesce(facility_code, '*'), coalesce(commune_code, '*'), sensitive,
       count(*), count(*) filter (where admitted), count(*) filter (where referred), sum(total), sum(fund), sum(copayment),
       sum(self_paid)
from centre_visit group by 2, sensitive, cube (facility_code, commune_code)
"""
_DIAGNOSES = """
insert into centre_diagnosis_cell select %(grain)s, {start} as start, coalesce(facility_code, '*'), coalesce(commune_code, '*'),
       sensitive, left(icd10, 3), count(*)
from centre_visit group by 2, sensitive, 6, cube (facility_code, commune_code)
"""


def run(folder: Path, database: int) -> None:
    """Invent the facts, sum them into cells, and look at the page as directors do."""
    _fill()
    with browsing.serving() as port:
        for who, (role, scope) in DIRECTORS.items():
            browser = browsing.Browser(port, role, scope)
            for name, query in PAGES.items():
                if who == "province" or "facility" not in query:
                    _measure(f"{who} director, {name}", folder, browser, f"/centre/?{urlencode(query)}")
            for name, query in LISTS.items():
                _measure(f"{who} director, list {name}", folder, browser, f"/centre/list/?{urlencode(query)}")


def _measure(name: str, folder: Path, browser: browsing.Browser, path: str) -> None:
    cold = browsing.times(lambda: browser.get(path), 2)[-1]
    used = browsing.Usage(folder)
    shown = browsing.times(lambda: browser.get(path), ROUNDS)
    print(
        f"  {name}: cold {cold:.0f}, warm {browsing.told(shown)}, processor time {used.each(ROUNDS):.0f}",
        flush=True,
    )


def _fill() -> None:
    now = clock.now()
    facilities.register_demo_facilities(actor=system_actor("bench", "system.manage"), now=now)
    known = villages.load_communities()
    codes = [one.icd10 for one in catalogue.conditions().values()]
    values = {
        "last": clock.vietnam_day(now), "days": DAYS, "count": PEOPLE * VISITS_EACH, "hospital": cast.PROVINCIAL,
        "stations": [one.station for one in known], "centres": [one.health_centre for one in known],
        "communes": [one.code for one in known], "places": len(known), "codes": codes, "kinds": len(codes),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0; truncate centre_visit, centre_cell, centre_diagnosis_cell")
        cursor.execute(_VISITS, values)
        for grain, start in (("d", "day"), ("m", "date_trunc('month', day)::date")):
            for sql in (_CELLS, _DIAGNOSES):
                cursor.execute(sql.format(start=start), {"grain": grain})
        for table in ("centre_visit", "centre_cell", "centre_diagnosis_cell"):
            cursor.execute(f"vacuum analyze {table}")
        cursor.execute(
            "select (select count(*) from centre_visit), (select count(*) from centre_cell),"
            " (select count(*) from centre_diagnosis_cell)"
        )
        visits, cells, diagnoses = cursor.fetchone() or (0, 0, 0)
    print(
        f"command centre: {visits} visits of {PEOPLE} people over {DAYS} days,"
        f" {cells} cells, {diagnoses} diagnosis cells; {ROUNDS} rounds; milliseconds",
        flush=True,
    )

"""What a person would notice of an installation, in figures that must be the same before and after an upgrade.

Run inside an installation: ``python -m tests.upgrade.facts`` prints them as JSON. Only public functions are asked, so
that the same questions can be put to every version.
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import date
from typing import Any

NAMES = ("giang thi my", "lo van inh", "lo thi upgrade")
TYPES = (
    "Patient", "Encounter", "Condition", "Observation", "MedicationRequest", "Procedure", "ServiceRequest", "Composition",
    "DiagnosticReport", "DocumentReference", "Immunization", "Claim", "Coverage",
)  # fmt: skip


def main() -> None:
    """Print the facts of the installation that the environment names."""
    import django

    django.setup()
    json.dump(collect(), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)


def collect() -> dict[str, Any]:
    """Rows first: asking writes to the trail."""
    return {
        "rows": rows(),
        "people": people(),
        "records": records(),
        "originals": originals(),
        "figures": figures(),
        "roles": roles(),
        "decisions": decisions(),
    }


def rows() -> dict[str, int]:
    """Rows of every table of ours."""
    from django.apps import apps
    from django.db import connection

    tables = sorted(
        model._meta.db_table for model in apps.get_models() if model.__module__.startswith("hoaban.")
    )
    counted = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'select count(*) from "{table}"')
            counted[table] = int((cursor.fetchone() or (0,))[0])
    return counted


def people() -> dict[str, list[str]]:
    """Who is found by which words."""
    from hoaban.shared.people import api
    from tests import cast

    return {
        words: [
            f"{one.name}, {one.birth}, {one.commune_code}"
            for one in api.find(actor=cast.receptionist(), text=words).people
        ]
        for words in NAMES
    }


def records() -> dict[str, str]:
    """A digest of each resource of those people, as the door hands it out."""
    from hoaban.kernel.actor import Purpose
    from hoaban.record import api as record
    from hoaban.shared.people import api
    from tests import cast

    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    found = {one.id for words in NAMES for one in api.find(actor=cast.receptionist(), text=words).people}
    return {
        f"{stored.type}/{stored.id}/{stored.version}": hashlib.sha256(stored.body).hexdigest()[:16]
        for person in sorted(found)
        for stored in door.of_person(person, TYPES)
    }


def originals() -> int:
    """Originals that come out as they went in; a damaged one raises."""
    from hoaban.foundation.files import api as files
    from hoaban.kernel.actor import Purpose
    from hoaban.record import api as record
    from hoaban.shared.chart import fhir
    from tests import cast

    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    read = [
        fhir.read_document(one.json()) for one in door.search("DocumentReference", [("_count", "50")]).entries
    ]
    return len([files.get(one.digest) for one in read if one.digest])


def figures() -> dict[str, Any]:
    """The province over all years."""
    from hoaban.oversight.command_centre import queries

    found = queries.figures(queries.Wanted(date(2015, 1, 1), date(2035, 12, 31), sensitive=True))
    return {
        "visits": found.now.visits, "admissions": found.now.admissions, "total": str(found.now.total),
        "fund": str(found.now.fund), "by_commune": found.by_commune, "diagnoses": [list(one) for one in found.diagnoses],
    }  # fmt: skip


def roles() -> dict[str, list[str]]:
    """Who holds which role where today, and with which rights to sensitive facts."""
    from hoaban.foundation.accounts import api as accounts
    from hoaban.kernel import clock

    now = clock.now()
    return {
        one.username: sorted(
            f"{held.role.key} {held.scope.kind} {held.scope.code} {' '.join(held.rights)}".rstrip()
            for held in accounts.list_assignments(one.id, now=now)
        )
        for one in accounts.list_accounts()
    }


def decisions() -> list[str]:
    """What stewards decided about pairs."""
    from hoaban.kernel import clock
    from hoaban.shared.people import api as people
    from tests import cast

    found = people.list_decisions(actor=cast.staff("danhba", ("people.steward", cast.ALL)), now=clock.now())
    return [f"{one.verdict} {' / '.join(one.names)}" for one in found]


if __name__ == "__main__":
    main()

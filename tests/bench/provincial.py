"""A province for the bench of out-patients: people of the register, each with an earlier visit in the record; all invented."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from hoaban.foundation.accounts import api as accounts
from hoaban.foundation.places import api as places
from hoaban.kernel import clock, ids, vietnamese
from hoaban.kernel.actor import Purpose, system_actor
from hoaban.record.bulk import jobs
from hoaban.record.bulk.run import run as run_import
from hoaban.record.engine import parse_json
from hoaban.record.models import ImportJob
from hoaban.record.shapes import Json
from hoaban.shared.people import fhir
from hoaban.shared.people.rules import Description, say, search_keys
from tests import cast
from tests.bench import people

VALUES = 2
"""Laboratory values of each person's earlier visit; with person, patient and visit five resources a person."""
_HUMAN = "id, name, name_sort, sex, birth, birth_year, commune_code, deceased, numbers, keys"
_LINK = "patient, fhir_id, human, rule, digest, said"


def human_id(number: int) -> UUID:
    """The id in the register of the n-th person."""
    return ids.uuid8_timeless("bench-human", str(number))


def fill(folder: Path, count: int) -> None:
    """Enter ``count`` people into the register by COPY and what is known of each into the record by ``$import``; ANALYZE."""
    began = time.perf_counter()
    _record(folder, count)
    _register(count)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
        cursor.execute("select pg_size_pretty(pg_database_size(current_database()))")
        size = (cursor.fetchone() or ("",))[0]
    seconds = time.perf_counter() - began
    print(f"filled: {count} people, {count * (VALUES + 3)} resources, {size}, {seconds:.0f} s", flush=True)


def _register(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        for table, columns, rows in (
            ("people_human", _HUMAN, _humans(count)),
            ("people_patient_link", _LINK, _links(count)),
            ("people_known_number", "kind, value, patient, human", _numbers(count)),
        ):
            with cursor.copy(f"copy {table} ({columns}) from stdin") as into:
                for row in rows:
                    into.write_row(row)


def _humans(count: int) -> Iterator[tuple[Any, ...]]:
    here = [places.organization_id(cast.PROVINCIAL)]
    for number, one in _described(count):
        yield (
            human_id(number), one.name, vietnamese.name_sort_key(one.name), one.sex, one.birth, int(one.birth[:4]),
            one.commune_code, False, people.personal_number(number), search_keys(one, here),
        )  # fmt: skip


def _links(count: int) -> Iterator[tuple[Any, ...]]:
    for number, one in _described(count):
        uid = people.patient_id(number)
        yield uid, str(uid), human_id(number), "first", "", json.dumps(say(one))


def _numbers(count: int) -> Iterator[tuple[Any, ...]]:
    for number, one in _described(count):
        for kind, value in sorted(one.numbers):
            yield kind, value, people.patient_id(number), human_id(number)


def _described(count: int) -> Iterator[tuple[int, Description]]:
    for number in range(count):
        said = fhir.read_patient(people.patient(number))
        yield number, Description(said.name, said.sex, said.birth, said.commune_code, said.numbers)


def _record(folder: Path, count: int) -> None:
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    actor = cast.integration()
    steward = system_actor("bench", "accounts.manage")
    accounts.register_client(
        actor=steward, name="integration", label="integration", grants=list(actor.grants), now=clock.now()
    )
    with (inbox / "province.ndjson").open("wb") as file:
        for number in range(count):
            file.writelines(parse_json.dumps(one) + b"\n" for one in _resources(number))
    job = jobs.start_with_files(
        names=["province.ndjson"], actor=actor, purpose=Purpose.TREATMENT, request="", now=clock.now()
    )
    run_import(job, clock=clock.now, processes=os.cpu_count() or 1)
    row = ImportJob.objects.get(id=job)
    assert (row.state, row.refused) == ("done", 0), row.failure


def _resources(number: int) -> list[Json]:
    held = [one.resource for one in people.entries(number)[: VALUES + 2]]
    patient = held[0]
    assert patient is not None
    named = fhir.person(
        human_id(number), name=patient["name"][0]["text"], sex=patient["gender"], birth=patient["birthDate"],
        patients=[patient["id"]],
    )  # fmt: skip
    return [*(one for one in held if one is not None), named]

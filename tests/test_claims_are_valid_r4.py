"""Whatever a claim dossier holds, what the mapping makes of it is valid FHIR R4 by the record's own validator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.connect.claims import Dossier
from hoaban.record.engine import validate
from hoaban.shared.claims import fhir
from hoaban.shared.claims.tests import builders, stays

DOSSIERS = [builders.teacher_visit, stays.mother_stay, stays.mother_referred]


def mapped(dossier: Dossier) -> list[dict[str, Any]]:
    return fhir.map_dossier(
        dossier,
        level="1931",
        original_sha256="ab" * 32,
        original_size=1234,
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
        lookups=fhir.NothingKnown(),
    )


@pytest.mark.parametrize("build", DOSSIERS)
def test_every_resource_of_a_dossier_is_valid_r4(build: Callable[[], Dossier]):
    dossier = build()
    resources = mapped(dossier)
    resources += fhir.organizations(dossier, level="1931", lookups=fhir.NothingKnown())
    resources += fhir.practitioners(dossier, level="1931", lookups=fhir.NothingKnown())
    assert [(one["resourceType"], issue) for one in resources for issue in validate.validate(one)] == []


_ODD = st.sampled_from(
    [
        "",
        "x",
        "0",
        "-1",
        "007",
        "1e5",
        "202613451299",
        "20261113",
        "99999999",
        ";;",
        "a ; b",
        "a  b",
        "a\nb",
        "NaN",
        "½",
        "<b>&",
        "CSST<M75_M76_T3_HA1>",
        "9" * 30,
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_odd_values_never_stop_the_mapping_nor_leave_bad_resources(data: st.DataObject):
    dossier = data.draw(st.sampled_from(DOSSIERS))()
    table = data.draw(st.sampled_from(sorted(dossier.tables)))
    row = data.draw(st.sampled_from(dossier.tables[table]))
    for field in data.draw(st.lists(st.sampled_from(sorted(row.values)), min_size=1, max_size=12)):
        row.values[field] = data.draw(_ODD)
    resources = mapped(dossier)
    assert len({one["id"] for one in resources}) == len(resources)
    for one in resources:
        assert validate.validate(one) == []


@pytest.mark.parametrize(
    ("year", "month"), [("2026", "-1"), ("-5", "3"), ("2026", "13"), ("0", "0"), ("10000", "1")]
)
def test_a_month_of_settlement_that_never_was_leaves_no_date(year: str, month: str):
    dossier = builders.teacher_visit()
    dossier.tables["XML1"][0].values.update(NAM_QT=year, THANG_QT=month)
    claim = next(one for one in mapped(dossier) if one["resourceType"] == "Claim")
    assert not any(one["url"].endswith("settlement-month") for one in claim["extension"])

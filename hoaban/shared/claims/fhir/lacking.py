"""What an insurance claim of a visit would need and the record does not hold: the mapping read backwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from hoaban.connect.claims import Field, fields
from hoaban.kernel.tables import read_table
from hoaban.record.shapes import Json
from hoaban.shared.claims.fhir.reaching import kind_at, values_at

_SURE: Final = "O"
_BILL: Final = frozenset({"Claim", "Provenance", "DocumentReference", "Composition"})
"""Written with the claim itself; a visit does not hold them."""
_ASKED: Final = "asked"
_MAIN_DISEASE: Final = frozenset({"MA_BENH_CHINH", "CHAN_DOAN_RV"})
_DONE: Final = frozenset({"NGUOI_THUC_HIEN", "NGAY_TH_YL"})
_OVER: Final = frozenset({"cancelled", "entered-in-error", "revoked", "stopped", "draft"})
_NOT_BILLED: Final = frozenset({"consultation", "referral", "follow-up"})
"""Kinds of requests that are no line of XML3."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A field that would be empty. ``about``: which medicine, service or result; empty: the visit or the person.

    ``is_sure``: an official text asks for it; else secondary sources do.
    """

    table: str
    field: str
    name_vi: str
    name_en: str
    about: str
    is_sure: bool


class _Wanted(NamedTuple):
    field: Field
    paths: tuple[str, ...]
    insured_only: bool


def of_visit(resources: Sequence[Json], *, insured: bool, level: str) -> tuple[Lacking, ...]:
    """What would be empty in the tables XML1 to XML4 of a claim of this visit, at a level of the format (1931 ...).

    ``resources``: the Encounter, its Patient, its Coverage and all that names the visit.
    """
    held = [one for one in resources if one.get("status") not in _OVER]
    return (
        *_summary(held, insured, level),
        *_lines("XML2", [one for one in held if one["resourceType"] == "MedicationRequest"], insured, level),
        *_lines("XML3", [one for one in held if _is_service(one)], insured, level),
        *_lines("XML4", _results(held), insured, level),
    )


def _summary(held: Sequence[Json], insured: bool, level: str) -> Iterator[Lacking]:
    main = _main_diseases(held)
    rest = [one for one in held if one["resourceType"] != "Condition"]
    every = [one for one in held if one["resourceType"] == "Condition"]
    for wanted in _wanted("XML1", level):
        conditions = main if wanted.field.name in _MAIN_DISEASE else every
        if _is_lacking(wanted, [*rest, *conditions], insured):
            yield _told(wanted.field, "")


def _lines(table: str, lines: Sequence[Json], insured: bool, level: str) -> Iterator[Lacking]:
    for line in lines:
        for wanted in _wanted(table, level):
            if wanted.field.name in _DONE and line.get("status") != "completed":
                continue
            if _is_lacking(wanted, [line], insured):
                yield _told(wanted.field, _name(line))


def _is_lacking(wanted: _Wanted, resources: Sequence[Json], insured: bool) -> bool:
    if wanted.insured_only and not insured:
        return False
    return not any(value not in ("", None) for path in wanted.paths for value in values_at(resources, path))


def _told(one: Field, about: str) -> Lacking:
    return Lacking(one.table, one.name, one.name_vi, one.name_en, about, one.required_certainty == _SURE)


def _name(line: Json) -> str:
    concept = line.get("medicationCodeableConcept") or line.get("code") or {}
    return str(concept.get("text") or next((one.get("display", "") for one in concept.get("coding", ())), ""))


def _main_diseases(held: Sequence[Json]) -> list[Json]:
    """The Conditions that an Encounter names first."""
    named = {
        one["condition"]["reference"].partition("/")[2]
        for encounter in held
        if encounter["resourceType"] == "Encounter"
        for one in encounter.get("diagnosis", ())
        if one.get("rank") == 1
    }
    return [one for one in held if one["resourceType"] == "Condition" and one["id"] in named]


def _is_service(one: Json) -> bool:
    if one["resourceType"] != "ServiceRequest":
        return False
    kinds = {str(coding.get("code")) for kind in one.get("category", ()) for coding in kind.get("coding", ())}
    return not kinds & _NOT_BILLED and bool(kinds)


def _results(held: Sequence[Json]) -> list[Json]:
    """Observations that a report names; vital signs are no results."""
    named = {
        str(one.get("reference", "")).partition("/")[2]
        for report in held
        if report["resourceType"] == "DiagnosticReport"
        for one in report.get("result", ())
    }
    return [one for one in held if one["resourceType"] == "Observation" and one["id"] in named]


@cache
def _wanted(table: str, level: str) -> tuple[_Wanted, ...]:
    rules = _rules(table)
    found = []
    for one in fields(table, level):
        rule, further = rules.get(one.name, ("", ""))
        if rule in ("later", "derived") or not (one.required == "R" or rule in (_ASKED, "insured")):
            continue
        paths = tuple(
            path for path in (*_paths(table, one.name), further) if path and kind_at(path) not in _BILL
        )
        if paths:
            found.append(_Wanted(one, paths, rule == "insured"))
    return tuple(found)


@cache
def _rules(table: str) -> Mapping[str, tuple[str, str]]:
    rows = read_table("hoaban.shared.claims", "lacking.csv")
    return {row["field"]: (row["rule"], row["path"]) for row in rows if row["table"] == table}


@cache
def _mapped() -> Mapping[tuple[str, str], str]:
    rows = read_table("hoaban.shared.claims", "mapping.csv")
    return {(row["table"], row["field"]): row["path"] for row in rows if row["fate"] == "mapped"}


def _paths(table: str, name: str) -> list[str]:
    return [path.strip() for path in _mapped().get((table, name), "").split(";")]

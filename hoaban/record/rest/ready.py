"""What calls need of the standard, made before a process serves, so that its first call is as quick as its second."""

from __future__ import annotations

from datetime import datetime

from hoaban.kernel import clock
from hoaban.record.engine import codec, labels, structure
from hoaban.record.engine.fhir_xml import members
from hoaban.record.engine.search import index, parameters
from hoaban.record.engine.ucum import table
from hoaban.record.engine.validate import invariants, validate
from hoaban.record.rest import capability


def make_ready(*, now: datetime) -> None:
    """Make the tables of every type: structure, invariants, search, XML; units and labels.

    Takes a second, and no time when it has been done. Asks no database.
    """
    for kind in structure.resource_types():
        bare = {"resourceType": kind, "id": "x"}
        validate(bare)
        index.extract(bare)
        parameters.known(kind, "")
    for name in structure.type_names():
        invariants.make_ready(name)
        members.by_tag(name)
        members.attributes(name)
    capability.statement("")
    table.rows()
    table.prefixes()
    structure.general_types()
    codec.unpack(codec.pack(b"{}"), codec.newest_dictionary())
    labels.own_bits({"system": "x", "code": "x", "display": "x"}, on=clock.vietnam_day(now))

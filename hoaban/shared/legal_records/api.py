"""The legal record of a visit, for the apps above: opened, made, signed, closed, archived, opened again, exported."""

from hoaban.shared.legal_records.queries.standing import (
    Event,
    NoSuchRecord,
    Standing,
    Version,
    find_state,
    state_of,
)
from hoaban.shared.legal_records.rules.keeping import Reason, RetentionClass, reasons, retention_classes
from hoaban.shared.legal_records.services.closing import (
    NotYet,
    archive_record,
    close_record,
    reopen_record,
)
from hoaban.shared.legal_records.services.exports import Export, export_record
from hoaban.shared.legal_records.services.later import ask_for_record
from hoaban.shared.legal_records.services.looking import say_why
from hoaban.shared.legal_records.services.making import make_record, open_record
from hoaban.shared.legal_records.services.naming import ask_for_named
from hoaban.shared.legal_records.services.rows import RecordMoved

__all__ = [
    "Event",
    "Export",
    "NoSuchRecord",
    "NotYet",
    "Reason",
    "RecordMoved",
    "RetentionClass",
    "Standing",
    "Version",
    "archive_record",
    "ask_for_named",
    "ask_for_record",
    "close_record",
    "export_record",
    "find_state",
    "make_record",
    "open_record",
    "reasons",
    "reopen_record",
    "retention_classes",
    "say_why",
    "state_of",
]

"""The trail, for every app above: write what is done, seal it, read it, prove it."""

from hoaban.foundation.audit.queries.entries import TrailEntry, TrailFilter, list_entries
from hoaban.foundation.audit.queries.looks import Done, count_done, list_looks
from hoaban.foundation.audit.queries.verifying import Verdict, verify
from hoaban.foundation.audit.rules.breaks import Break
from hoaban.foundation.audit.rules.detail import ValueInDetail
from hoaban.foundation.audit.rules.digests import digest_of_ids
from hoaban.foundation.audit.services.sealing import BLOCK_SIZE, seal
from hoaban.foundation.audit.services.writing import insert_statement, write, write_refusal

__all__ = [
    "BLOCK_SIZE",
    "Break",
    "Done",
    "TrailEntry",
    "TrailFilter",
    "ValueInDetail",
    "Verdict",
    "count_done",
    "digest_of_ids",
    "insert_statement",
    "list_entries",
    "list_looks",
    "seal",
    "verify",
    "write",
    "write_refusal",
]

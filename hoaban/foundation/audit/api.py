"""The trail, for every app above: write what is done, seal it, read it, prove it."""

from hoaban.foundation.audit.queries.entries import TrailEntry, TrailFilter, list_entries
from hoaban.foundation.audit.queries.verifying import Verdict, verify
from hoaban.foundation.audit.rules.breaks import Break
from hoaban.foundation.audit.rules.detail import ValueInDetail
from hoaban.foundation.audit.rules.digests import digest_of_ids
from hoaban.foundation.audit.services.sealing import BLOCK_SIZE, seal
from hoaban.foundation.audit.services.writing import insert_statement, write, write_refusal

__all__ = [
    "BLOCK_SIZE",
    "Break",
    "TrailEntry",
    "TrailFilter",
    "ValueInDetail",
    "Verdict",
    "digest_of_ids",
    "insert_statement",
    "list_entries",
    "seal",
    "verify",
    "write",
    "write_refusal",
]

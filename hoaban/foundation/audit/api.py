"""The trail, for every app above: write what is done, seal it, read it, prove it."""

from hoaban.foundation.audit.queries.entries import (
    SEVERAL,
    Acts,
    Stay,
    TrailEntry,
    TrailFilter,
    find_entry,
    list_entries,
    matches,
)
from hoaban.foundation.audit.queries.looks import Done, count_done, list_looks
from hoaban.foundation.audit.queries.proving import EntryProof, Place, prove_entry
from hoaban.foundation.audit.queries.tallies import Sight, Tally, find_sights, tally_looks, tally_times
from hoaban.foundation.audit.queries.verifying import Verdict, verify
from hoaban.foundation.audit.rules.breaks import Break
from hoaban.foundation.audit.rules.detail import ValueInDetail
from hoaban.foundation.audit.rules.digests import digest_of_ids
from hoaban.foundation.audit.services.gathering import as_one, gather, look
from hoaban.foundation.audit.services.sealing import BLOCK_SIZE, seal
from hoaban.foundation.audit.services.writing import NoTransaction, insert_statement, write, write_refusal

__all__ = [
    "BLOCK_SIZE",
    "SEVERAL",
    "Acts",
    "Break",
    "Done",
    "EntryProof",
    "NoTransaction",
    "Place",
    "Sight",
    "Stay",
    "Tally",
    "TrailEntry",
    "TrailFilter",
    "ValueInDetail",
    "Verdict",
    "as_one",
    "count_done",
    "digest_of_ids",
    "find_entry",
    "find_sights",
    "gather",
    "insert_statement",
    "list_entries",
    "list_looks",
    "look",
    "matches",
    "prove_entry",
    "seal",
    "tally_looks",
    "tally_times",
    "verify",
    "write",
    "write_refusal",
]

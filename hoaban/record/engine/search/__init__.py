"""Search over the record, driven by the standard's own SearchParameter definitions; no code for any one parameter.

Writing: ``definitions`` (the official data) -> ``fhirpath`` (expressions as trees) -> ``routes`` (trees as JSON paths of
one type) -> ``parameters`` (how each is kept) -> ``index.extract`` with ``leaves`` and ``wording`` (what one resource is
found by, gathered in ``found``).

Reading: ``api.run`` -> ``parse`` (parameters into a ``query``) -> ``sql`` (the query as one statement) -> ``include`` (what
comes along) -> ``cutting`` (how much of each is shown) -> ``paging`` (where the next page starts). ``terminology`` knows
the codes of value sets. What one statement cannot answer goes through ``ordering`` (sorted by codes) or ``contained``
(what others contain; ``fits`` is the meaning of criteria without a database).

Both sides meet in ``keys`` (equality), ``strings`` (folded text), ``dates`` (ranges of instants) and ``ranges`` (numbers).
"""

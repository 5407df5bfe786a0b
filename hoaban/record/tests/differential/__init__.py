"""Random searches and histories as random roles over a small store, beside a plain filter over everything that was written.

The filter knows nothing of keys, tables or SQL: it looks at the resources as they were sent, and at what the province's
rules say each role may see. ``village`` is what is stored and ``roles`` who looks; ``tables`` says where values stand,
``moments`` and ``amounts`` how they are compared; ``asks``, ``filters``, ``includes``, ``orders`` draw a search and say
what it means; ``comparing`` and ``histories`` hold it against the record's answer.
"""

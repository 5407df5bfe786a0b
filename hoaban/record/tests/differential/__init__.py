"""Random searches and histories as random roles over a small store, beside a plain filter over everything that was written.

The filter knows nothing of keys, tables or SQL: it looks at the resources as they were sent, and at what the province's
rules say each role may see. ``village`` is what is stored and ``roles`` who looks; ``tables`` says where values stand,
``moments`` and ``amounts`` how they are compared; ``asks``, ``filters``, ``includes``, ``orders`` draw the parts of a
search and say what they mean, ``questions`` puts them together; ``comparing`` and ``histories`` hold that against the
record's answer.
"""

"""Train the next compression dictionary of the record's bodies from a demo province: ``hoaban/record/data/body-N.dict``.

    HOABAN_VAR=FOLDER hoaban demo build --people 300 --years 1      (where `hoaban serve` has run once)
    HOABAN_VAR=FOLDER python tools/train_dictionary.py

A dictionary, once shipped, is kept for ever under its number: bodies name the one they were written with. Never
train on data of real people: what is frequent in them would be shipped with the product.
"""

from __future__ import annotations

import sys
from pathlib import Path

import zstandard

SIZE = 64 * 1024
PER_TYPE = 400
LEVEL = 3
DATA = Path(__file__).resolve().parent.parent / "hoaban" / "record" / "data"

_BODIES = """
select dictionary, body from (
    select type, dictionary, body, row_number() over (partition by type order by uid) as place
    from record_resource where not deleted
) as each where place <= %s order by type, place
"""


def main() -> None:
    """Every second body of each type trains, the others show what it is worth."""
    from hoaban.ops.cli.console import database

    with database():
        from django.conf import settings

        from hoaban.record.engine import codec, db

        if not settings.DEMO:
            sys.exit("This is an installation with data of real people: nothing is trained on those.")
        bodies = [codec.unpack(bytes(body), number) for number, body in db.query(_BODIES, [PER_TYPE])]
        number = codec.newest_dictionary() + 1
    trained = zstandard.train_dictionary(SIZE, bodies[::2], level=LEVEL)
    path = DATA / f"body-{number}.dict"
    path.write_bytes(trained.as_bytes())
    shown = bodies[1::2]
    plain, better = zstandard.ZstdCompressor(level=LEVEL), zstandard.ZstdCompressor(LEVEL, dict_data=trained)
    whole, before, after = (
        sum(map(len, some)) // len(shown)
        for some in (shown, map(plain.compress, shown), map(better.compress, shown))
    )
    sys.stdout.write(
        f"{path.name}: {len(bodies)} bodies; mean {whole} B, {before} B without a dictionary, {after} B with it\n"
    )


if __name__ == "__main__":
    main()

"""Keep this version for the upgrade test: ``python tools/keep_release.py NAME [TABLE ...]``.

It writes tests/upgrade/NAME.dump and .json. A small invented province is built through the real doors, every table of ours
but those that are named gets a row, the feed is let finish, and the database is dumped by PostgreSQL's own tool. What proves
the trail of that invented installation stands in the JSON: the key of the digests and the public half of the one that signs.
"""

from __future__ import annotations

import json
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from hoaban.kernel import clock  # noqa: E402  (tools are started by path)
from hoaban.ops.runtime.postgres import Cluster  # noqa: E402
from hoaban.ops.tests.serving import Served, serving  # noqa: E402
from tests.upgrade import installed  # noqa: E402

FOLDER = ROOT / "tests" / "upgrade"
LARGEST = 1 << 20
SECRETS = {
    "hoaban_audit_key": "only-for-tests-audit-0123456789-abcdefghijklmnopqrstuvwxyz",
    "demo_password": "Only-For-Tests-2026",
}
PROVING = ("hoaban_audit_key", "audit_signing.pub")
"""What the next version needs to prove the trail; nothing that signs, and nothing that opens anything."""
BOUNDARIES = """
import json, django
django.setup()
from hoaban.foundation.places import api as places
from hoaban.kernel import clock
def square(one):
    x, y, d = float(one.lon), float(one.lat), 0.03
    return [[[x - d, y - d], [x + d, y - d], [x + d, y + d], [x - d, y + d], [x - d, y - d]]]
print(json.dumps({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"code": one.code}, "geometry": {"type": "Polygon", "coordinates": square(one)}}
    for one in places.communes(clock.vietnam_day(clock.now()))
]}))
"""
ALIKE = """
import json, uuid, django
django.setup()
from tests import cast
print(json.dumps([cast.patient(uuid.UUID(int=n, version=4), name="Lò Thị Upgrade", commune=cast.DAO_SAN) for n in (1, 2, 3)]))
"""
FOLLOWED = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute('''select (select count(*) from kernel_announcement where position is null)
        + (select count(*) from kernel_follower_cursor
           where position < (select max(position) from kernel_announcement where topic = 'record'))
        + (select count(*) from procrastinate_jobs where status in ('todo', 'doing'))''')
    print(cursor.fetchone()[0])
"""


def main(name: str, unproved: frozenset[str]) -> None:
    """Build, fill, dump, and write down what must be the same after every later upgrade; of ``unproved`` tables nothing."""
    with tempfile.TemporaryDirectory(prefix="hoaban-keep-") as folder:
        var = Path(folder) / "var"
        installed.write_secrets(var, SECRETS)
        with serving(var) as served:
            _command(served, "demo", "build", "--people", "10", "--years", "0.1", "--seed", "7", "--json")
            _fill(served, Path(folder))
            served.wait_for("the feed", lambda: served.run(FOLLOWED).strip() == "0")
            _command(served, "audit", "verify")
        told: dict[str, Any] = {"name": name, "made_at": clock.now().isoformat()}
        with Cluster(var).running() as cluster:
            installed.dump(cluster, FOLDER / f"{name}.dump")
            told["facts"] = json.loads(installed.run(cluster, var, "-m", "tests.upgrade.facts"))
        told["secrets"] = {name: (var / "secrets" / name).read_text() for name in PROVING}
    empty = [table for table, count in told["facts"]["rows"].items() if not count and table not in unproved]
    if empty:
        sys.exit(f"these tables are empty, so nothing would be proved of them: {', '.join(empty)}")
    size = (FOLDER / f"{name}.dump").stat().st_size
    if size > LARGEST:
        sys.exit(f"{size} bytes are too many to keep with the code")
    (FOLDER / f"{name}.json").write_text(
        json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )
    print(
        f"{name}: {size >> 10} KiB, {len(told['facts']['records'])} resources compared, {told['facts']['rows']}"
    )


def _fill(served: Served, folder: Path) -> None:
    """What the demo leaves empty: a doubtful pair, a version, an import, boundaries, a session, a wrong password, jobs."""
    token = _command(served, "token", "--client", "integration").strip()
    *pair, third = json.loads(served.run(ALIKE))
    _send(served, "/fhir/R4/$import", json.dumps(third).encode(), token, kind="application/fhir+ndjson")
    for patient in pair:
        _send(served, f"/fhir/R4/Patient/{patient['id']}", json.dumps(patient).encode(), token, method="PUT")
        patient["active"] = True
        _send(served, f"/fhir/R4/Patient/{patient['id']}", json.dumps(patient).encode(), token, method="PUT")
    (folder / "boundaries.geojson").write_text(served.run(BOUNDARIES))
    _command(served, "places", "boundaries", str(folder / "boundaries.geojson"))
    _command(served, "record", "reindex", "--all")
    _send(served, "/api/claims", b"<GIAMDINHHS>cut", token, kind="application/xml")
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    for password in ("wrong", SECRETS["demo_password"]):
        page = browser.open(f"http://127.0.0.1:{served.port}/sign-in/").read().decode()
        mark = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"csrfmiddlewaretoken": mark, "username": "bs.kham", "password": password}
        try:
            browser.open(f"http://127.0.0.1:{served.port}/sign-in/", urllib.parse.urlencode(form).encode())
        except urllib.error.HTTPError as refused:
            refused.close()
    served.run("from tests.upgrade import filling; filling.main()")


def _send(
    served: Served,
    path: str,
    body: bytes,
    token: str,
    *,
    method: str = "POST",
    kind: str = "application/fhir+json",
) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{served.port}{path}",
        body,
        {"Authorization": f"Bearer {token}", "Content-Type": kind},
        method=method,
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310  (the server that we started)
        answer.read()


def _command(served: Served, *arguments: str) -> str:
    done = served.command(*arguments)
    if done.returncode:
        sys.exit(f"hoaban {' '.join(arguments)}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main(sys.argv[1], frozenset(sys.argv[2:]))

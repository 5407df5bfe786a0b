"""No call of the FHIR door or the claims door ends in a fault of ours, and what is accepted can be read back as sent."""

from __future__ import annotations

import collections
import copy
import io
import json
import os
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verify.standing import database

EXAMPLES = int(os.environ.get("HOABAN_FUZZ_EXAMPLES", "1000"))
"""Of each kind of call."""

_JUNK: tuple[Any, ...] = (
    None, True, -1, 10**30, 1e308, "", " ", "\x00", "\ud800", "9999-99-99", "x" * 5000, [], {}, [None], [[]], {"": ""},
    {"resourceType": "Patient"}, {"reference": "Patient/.."}, {"reference": "#gone"}, {"extension": [{}]},
)  # fmt: skip
_PREFIXES = ("", "ge", "lt", "ne", "sa", "ap", "xx")
_WORDS = (
    "lò", "2026", "2026-02-30", "2026-11-13T09:00:00+07:00", "I10", "http://hl7.org/fhir/sid/icd-10|I10", "|", "||", "a|b|c",
    "Patient/1", "Patient/", "*", "%", "\\", "\\,", ",", "$", "-", "1e400", "0.1", "true", "\x00", "\ufffe", "'; --",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    body: bytes


Call = Callable[..., Answer]


def main() -> int:
    """Each kind of call in turn; the first fault found is shown in its smallest form."""
    with database():
        call = _caller(_token())
        kinds = (
            ("FHIR: broken resources", fuzz_resources), ("FHIR: addresses and searches", fuzz_searches),
            ("FHIR: transactions", fuzz_transactions), ("FHIR: bytes", fuzz_bytes), ("claims: broken files", fuzz_claims),
        )  # fmt: skip
        for name, fuzz in kinds:
            statuses: collections.Counter[int] = collections.Counter()
            fuzz(call, statuses)
            told = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
            print(f"{name}: {statuses.total()} calls ({told})", flush=True)
            assert statuses.total() >= EXAMPLES // 2, "hardly anything was tried"
            assert max(statuses) < 500
    return 0


def _longer(test: Any) -> Any:
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=checks)(test)


def fuzz_resources(call: Call, statuses: collections.Counter[int]) -> None:
    """Valid resources of every type, with up to three places spoilt; what is accepted reads back."""
    from hoaban.record.engine import structure
    from hoaban.record.tests import sample_resources

    @_longer
    @given(st.sampled_from(structure.resource_types()), st.integers(0, 1 << 30), st.integers(0, 3))
    def run(kind: str, seed: int, spoilt: int) -> None:
        chance = random.Random(seed)
        resource = sample_resources.resource(kind, chance, richness=chance.choice((0.0, 0.2, 0.6)))
        resource.pop("id", None)
        for _ in range(spoilt):
            _spoil(resource, chance)
        body = json.dumps(resource, default=float)
        answer = call("POST", f"/fhir/R4/{kind}", body.encode("utf-8", "replace"))
        statuses[answer.status] += 1
        assert answer.status < 500, answer
        if answer.status != 201:
            assert json.loads(answer.body)["resourceType"] == "OperationOutcome", answer
            return
        stored = json.loads(answer.body)
        again = call(
            "GET", f"/fhir/R4/{kind}/{stored['id']}", query="_format=json"
        )  # a Binary is bytes otherwise
        assert again.status == 200, again
        assert {k: v for k, v in json.loads(again.body).items() if k not in {"meta", "id"}} == {
            k: v for k, v in json.loads(body).items() if k not in {"meta", "id"}
        }

    run()


def fuzz_searches(call: Call, statuses: collections.Counter[int]) -> None:
    """Every supported parameter with sense and nonsense, and addresses made of pieces."""
    from hoaban.record.engine import structure
    from hoaban.record.engine.search import parameters

    pieces = st.sampled_from(
        ("Patient", "_history", "_search", "metadata", "1", "..", "%2e%2e", "$everything", "é", "\x00", "")
    )
    values = st.builds("".join, st.tuples(st.sampled_from(_PREFIXES), st.sampled_from(_WORDS)))
    modifiers = st.sampled_from(
        ("", "", "", ":exact", ":missing", ":not", ":contains", ":Patient.name", ":", ":x")
    )

    @_longer
    @given(st.sampled_from(structure.resource_types()), st.data())
    def run(kind: str, data: st.DataObject) -> None:
        codes = [one.code for one in parameters.supported(kind)]
        names = st.sampled_from(
            [*codes, "_id", "_lastUpdated", "_count", "_sort", "_page", "_include", "zzz"]
        )
        asked = data.draw(st.lists(st.tuples(st.builds(str.__add__, names, modifiers), values), max_size=3))
        path = "/".join(data.draw(st.lists(pieces, max_size=4))) if data.draw(st.booleans()) else kind
        method = data.draw(st.sampled_from(("GET", "GET", "GET", "DELETE", "PUT", "PATCH", "OPTIONS")))
        answer = call(method, f"/fhir/R4/{path}", query=urlencode(asked))
        statuses[answer.status] += 1
        assert answer.status < 500, answer
        assert not answer.body or json.loads(answer.body)["resourceType"]

    run()


def fuzz_transactions(call: Call, statuses: collections.Counter[int]) -> None:
    """Bundles whose entries and references are spoilt: all or nothing."""

    @_longer
    @given(st.integers(0, 1 << 30), st.integers(0, 4))
    def run(seed: int, spoilt: int) -> None:
        chance = random.Random(seed)
        patient = {"resourceType": "Patient", "name": [{"text": f"Lò Văn {seed}"}]}
        reading = {
            "resourceType": "Observation", "status": "final", "code": {"text": "Mạch"},
            "subject": {"reference": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},
        }  # fmt: skip
        bundle: dict[str, Any] = {
            "resourceType": "Bundle", "type": "transaction",
            "entry": [
                {"fullUrl": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "resource": patient,
                 "request": {"method": "POST", "url": "Patient"}},
                {"resource": reading, "request": {"method": "POST", "url": "Observation"}},
            ],
        }  # fmt: skip
        for _ in range(spoilt):
            _spoil(bundle, chance)
        answer = call("POST", "/fhir/R4", json.dumps(bundle).encode("utf-8", "replace"))
        statuses[answer.status] += 1
        assert answer.status < 500, answer
        told = json.loads(answer.body)
        if answer.status != 200:
            assert told["resourceType"] == "OperationOutcome", answer
        elif not spoilt:
            assert [one["response"]["status"][:3] for one in told["entry"]] == ["201", "201"]

    run()


def fuzz_bytes(call: Call, statuses: collections.Counter[int]) -> None:
    """A good body with bytes changed, cut or nested deep."""
    good = json.dumps(
        {"resourceType": "Patient", "name": [{"text": "Giàng Thị Mỷ"}], "birthDate": "2002-03-14"}
    ).encode()

    @_longer
    @given(st.data())
    def run(data: st.DataObject) -> None:
        body = bytearray(good)
        for at in data.draw(st.lists(st.integers(0, len(good) - 1), max_size=4)):
            body[at] = data.draw(st.integers(0, 255))
        cut = data.draw(st.one_of(st.just(len(body)), st.integers(0, len(body))))
        depth = data.draw(st.sampled_from((0, 0, 0, 50, 2000, 100_000)))
        sent = b"[" * depth + bytes(body[:cut]) + b"]" * depth
        answer = call("POST", "/fhir/R4/Patient", sent)
        statuses[answer.status] += 1
        assert answer.status < 500, answer
        assert json.loads(answer.body)["resourceType"]

    run()


def fuzz_claims(call: Call, statuses: collections.Counter[int]) -> None:
    """Claim files with fields, tags and bytes changed; every answer is a report or a refusal in words."""
    from hoaban.connect import claims as format_
    from hoaban.shared.claims.tests import builders

    visit = builders.teacher_visit()
    good = format_.write_envelope(
        [format_.Outgoing(visit.tables, visit.level)], facility_code=builders.HOSPITAL
    )

    @_longer
    @given(st.data())
    def run(data: st.DataObject) -> None:
        tables = copy.deepcopy(visit.tables)
        rows = [row.values for some in tables.values() for row in some if isinstance(row.values, dict)]
        for _ in range(data.draw(st.integers(0, 4))):
            row = data.draw(st.sampled_from(rows))
            field = data.draw(st.sampled_from(sorted(row)))
            row[field] = data.draw(st.one_of(st.sampled_from(_CLAIM_JUNK), _XML_TEXT))
        try:
            body = format_.write_envelope(
                [format_.Outgoing(tables, visit.level)], facility_code=builders.HOSPITAL
            )
        except format_.Unwritable:  # what the format cannot hold
            body = good
        for _ in range(data.draw(st.integers(0, 3))):
            at = data.draw(st.integers(0, len(body)))
            piece = data.draw(
                st.sampled_from(
                    (b"", b"<", b">", b"&x;", b"\x00", b"\xff", b"</HOSO>", b"<!DOCTYPE a>", b"A")
                )
            )
            body = body[:at] + piece + body[at + data.draw(st.integers(0, 30)) :]
        kind = data.draw(
            st.sampled_from(("application/xml", "application/xml", "application/zip", "text/xml"))
        )
        answer = call("POST", "/api/claims", body, query="wait=true", kind=kind)
        statuses[answer.status] += 1
        assert answer.status < 500, answer
        told = json.loads(answer.body)
        if answer.status == 200:
            assert told["state"] == "done", told
            assert told["totals"]["dossiers"] or any(file["findings"] for file in told["files"]), told

    run()


_XML_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    max_size=40,
)
_CLAIM_JUNK = (
    "", "0", "-1", "1e9", "1.234.567,89", "999999999999999999", "202613011200", "190001010000", "299912312359", "NULL",
    "x" * 4000, "<b>", "]]>", "I10;I10", ";;;", "099302000101", "Đ", "\u200b", "１２", "2026-11-13",
)  # fmt: skip


def _spoil(tree: Any, chance: random.Random) -> None:
    """Change one place, somewhere."""
    node = tree
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = chance.choice(keys)
        inner = node[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
            node = inner
            continue
        if chance.random() < 0.2:
            del node[key]
        elif isinstance(node, dict) and chance.random() < 0.2:
            node[chance.choice(("resourceType", "id", "meta", "valueX", "extension", "_id"))] = chance.choice(
                _JUNK
            )
        else:
            node[key] = copy.deepcopy(chance.choice(_JUNK))
        return


def _token() -> str:
    from hoaban.foundation.accounts import api as accounts
    from hoaban.kernel import clock
    from hoaban.kernel.actor import system_actor
    from tests import cast

    steward, now = system_actor("verify", "accounts.manage"), clock.now()
    grants = list(cast.integration().grants)
    accounts.register_client(actor=steward, name="integration", label="integration", grants=grants, now=now)
    return accounts.issue_token(actor=steward, client="integration", now=now, lifetime=timedelta(days=1))


def _caller(token: str) -> Call:
    import logging

    from config.wsgi import application

    logging.disable(logging.WARNING)

    def call(
        method: str, path: str, body: bytes = b"", *, query: str = "", kind: str = "application/fhir+json"
    ) -> Answer:
        told: list[int] = []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": quote(path, safe="/%$").encode().decode("latin-1"), "QUERY_STRING": query,
            "HTTP_HOST": "127.0.0.1:8000", "HTTP_AUTHORIZATION": f"Bearer {token}", "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": kind, "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000", "REMOTE_ADDR": "127.0.0.1", "wsgi.errors": sys.stderr,
        }  # fmt: skip
        parts = application(environ, lambda status, *_: told.append(int(status[:3])))
        return Answer(told[0], b"".join(parts))

    return call


if __name__ == "__main__":
    sys.exit(main())

"""How the lines of an import are taken apart: what belongs together stays together and in order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hoaban.record.bulk import parts
from hoaban.record.bulk.lines import Line


def numbered(*resources: Any) -> tuple[Line, ...]:
    texts = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in resources]
    return tuple(enumerate(texts, start=1))


def observation(patient: int, number: int, **more: Any) -> dict[str, Any]:
    subject = {"reference": f"Patient/p{patient}"}
    return {"resourceType": "Observation", "id": f"o{patient}-{number}", "subject": subject, **more}


def split(lines: tuple[Line, ...], monkeypatch: pytest.MonkeyPatch, together: int) -> list[parts.Part]:
    monkeypatch.setattr(parts, "TOGETHER", together)
    found = list(parts.split(lines))
    assert sorted(line for part in found for line in part.lines) == list(lines)
    return found


def place(found: list[parts.Part], number: int) -> int:
    (at,) = [at for at, part in enumerate(found) if any(line[0] == number for line in part.lines)]
    return at


def test_a_patients_lines_stay_together_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = numbered(*(observation(number % 20, number) for number in range(100)))

    found = split(lines, monkeypatch, 30)

    assert len(found) > 1
    for part in found:
        assert list(part.lines) == sorted(part.lines)
    names = [part.names for part in found]
    assert sum(map(len, names)) == len(frozenset[bytes]().union(*names))


def test_few_lines_are_one_part() -> None:
    (part,) = parts.split(numbered(observation(1, 1), observation(2, 1), {"resourceType": "Patient"}))

    assert part.names == {b"Patient/p1", b"Patient/p2", b"Observation/o1-1", b"Observation/o2-1"}


@pytest.mark.parametrize(
    "joining",
    [
        {"resourceType": "Person", "link": [{"target": {"reference": f"Patient/p{n}"}} for n in range(20)]},
        b'{"resourceType" : "Person", "link":['
        + b",".join(b'{"target":{"reference" : "Patient\\/p%d"}}' % number for number in range(20))
        + b"]}",
    ],
)
def test_a_line_that_names_several_joins_them(monkeypatch: pytest.MonkeyPatch, joining: Any) -> None:
    lines = numbered(*(observation(number, 1) for number in range(20)), joining)

    assert len(split(lines, monkeypatch, 15)) == 1


def test_registers_join_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"performer": [{"reference": "Organization/o"}]}
    lines = numbered(*(observation(number, 1, **here) for number in range(40)))

    assert len(split(lines, monkeypatch, 10)) > 1


def test_a_register_itself_stays_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = numbered(*({"resourceType": "Organization", "id": "o", "alias": [f"{n}"]} for n in range(40)))

    (one, *more) = split(lines, monkeypatch, 10)

    assert {b"Organization/o"} == one.names
    assert [line for part in (one, *more) for line in part.lines] == list(lines)


@pytest.mark.parametrize(
    "text", [b"{", b"[]", b"5", b"\xff", b'{"id":5}', b'{"resourceType":"A","id":"\\ud800"}']
)
def test_what_cannot_be_read_joins_nothing(text: bytes) -> None:
    (part,) = parts.split(((1, text), (2, None)))

    assert part == parts.Part(((1, text), (2, None)), frozenset())


def test_what_only_the_strict_reader_reads_has_its_name() -> None:
    (part,) = parts.split(numbered(b'{"resourceType":"Patient","id":"p1","x":' + b"1" * 400 + b"}"))

    assert part.names == {b"Patient/p1"}


def test_a_patient_falls_into_the_same_place_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = split(numbered(*(observation(number, 1) for number in range(40))), monkeypatch, 15)
    again = split(numbered(*(observation(number, 2) for number in range(40))), monkeypatch, 15)

    assert [place(first, number) for number in range(1, 41)] == [
        place(again, number) for number in range(1, 41)
    ]

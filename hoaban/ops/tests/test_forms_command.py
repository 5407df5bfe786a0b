"""``hoaban forms``: the operator keeps the forms of the province."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hoaban.kernel import clock
from hoaban.kernel.errors import Invalid, NotFound
from hoaban.ops.cli.forms import forms

pytestmark = pytest.mark.django_db

URL, VERSION = "https://hoaban.example/fhir/Questionnaire/vital-signs", "2026-12-01"


def run(*words: str) -> Result:
    done = CliRunner().invoke(forms, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def states() -> dict[str, str]:
    return {one["version"]: one["state"] for one in json.loads(run("list", "--json").stdout)["versions"]}


def changed(folder: Path, **more: object) -> str:
    """A file with another version of the form that is exported."""
    path = folder / "form.json"
    path.write_text(json.dumps(json.loads(run("export", URL, VERSION).stdout) | more), encoding="utf-8")
    return str(path)


def test_a_form_lives_from_its_file_to_its_end() -> None:
    today = clock.vietnam_day(clock.now())

    run("bring", "vital-signs.json", "--shipped")
    assert states() == {VERSION: "draft"}
    run("publish", URL, VERSION, "--from", today.isoformat())
    assert states() == {VERSION: "active"}
    assert "vital-signs" in run("list").stdout
    run("retire", URL, VERSION, "--last-day", (today + timedelta(days=1)).isoformat(), "--why", "Thử")
    assert (
        json.loads(run("list", "--json").stdout)["versions"][0]["until"]
        == (today + timedelta(days=1)).isoformat()
    )


def test_versions_are_compared_and_drafts_thrown_away(tmp_path: Path) -> None:
    run("bring", "vital-signs.json", "--shipped")
    run("bring", changed(tmp_path, version="next", title="Phiếu khác"), "--basis", "QĐ 1/QĐ-SYT")

    told = run("compare", URL, VERSION, "next")
    assert (told.exit_code, told.stdout) == (1, "changed - words\n")
    assert run("compare", URL, VERSION, VERSION).exit_code == 0
    run("discard", URL, "next")
    assert states() == {VERSION: "draft"}


def test_every_fault_of_a_form_is_named(tmp_path: Path) -> None:
    run("bring", "vital-signs.json", "--shipped")
    twice = [
        {"linkId": "a", "type": "string", "text": "Một"},
        {"linkId": "a", "type": "string", "text": "Hai"},
    ]

    done = run("bring", changed(tmp_path, version="next", item=twice), "--basis", "QĐ 1/QĐ-SYT")

    assert done.exit_code == 2
    assert "a: link id a is used 2 times" in done.stderr


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    assert run("bring", str(tmp_path / "none.json")).exit_code == 2
    with pytest.raises(NotFound):
        run("bring", "none.json", "--shipped")
    with pytest.raises(NotFound):
        run("publish", URL, "none", "--from", "2030-01-01")
    run("bring", "vital-signs.json", "--shipped")
    with pytest.raises(Invalid):
        run("publish", URL, VERSION, "--from", "2020-01-01")


def test_the_forms_of_the_product_are_put_in_force_once() -> None:
    first = run("install").stdout.split()

    assert f"{URL}|{VERSION}" in first
    assert {one.rpartition("/")[2] for one in first} >= {
        "15-bv1|1",
        "19-bv1|1",
        "exam-internal|1",
        "01-bv2|1",
    }
    assert set(states().values()) == {"active"}
    assert run("install").stdout == ""

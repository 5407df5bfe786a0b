"""What is still to be indexed again is told by doctor, figures, the page of jobs and the command, each in its words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import RequestFactory

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, ActorKind, Grant, Purpose, Scope
from hoaban.ops import views
from hoaban.ops.cli import main
from hoaban.ops.runtime import doctor, installation, metrics
from hoaban.record import api as record
from hoaban.record import reindexing
from hoaban.record.models import IndexVersion, Resource
from tests import cast

pytestmark = pytest.mark.django_db

OFFICER = Actor(
    "account:it", ActorKind.PERSON, "Cán bộ CNTT", frozenset({Grant("jobs.manage", Scope("all"))})
)


@pytest.fixture
def earlier() -> Any:
    """A Basic resource of another version; its row."""
    door = record.open(cast.integration(), purpose=Purpose.TREATMENT)
    door.create({"resourceType": "Basic", "code": {"text": "Ghi chú"}})
    row = Resource.objects.get()
    Resource.objects.update(index_version=0)
    IndexVersion.objects.all().delete()
    IndexVersion.objects.create(type=row.type, version=0)
    return row


def found(folder: Path) -> doctor.Finding:
    examined = doctor.examine(installation.from_environment({"HOABAN_VAR": str(folder)}))
    (index,) = [one for one in examined if one.check == "index"]
    return index


def figures() -> str:
    return metrics.exposition().decode()


def page() -> str:
    request = RequestFactory().get("/ops/jobs/")
    request.actor = OFFICER  # type: ignore[attr-defined]
    return views.jobs(request).content.decode()


def reindex(*options: str) -> tuple[int, Any]:
    done = CliRunner().invoke(main, ["record", "reindex", "--json", *options])
    return done.exit_code, json.loads(done.stdout)


def test_with_nothing_to_do_all_is_well(tmp_path: Path) -> None:
    assert found(tmp_path).level == "ok"
    assert "\nhoaban_reindex_types 0\n" in figures()
    assert "Lập chỉ mục lại" not in page()
    told = CliRunner().invoke(main, ["record", "reindex"])
    assert (told.exit_code, told.stdout) == (0, "")
    assert "nothing left" in told.stderr


def test_before_it_has_begun_it_is_told(earlier: Any, tmp_path: Path) -> None:
    assert found(tmp_path).level == "warning"
    assert "1 resource types" in found(tmp_path).message_en
    assert "\nhoaban_reindex_types 1\n" in figures()
    assert "Lập chỉ mục lại" in page()


def test_how_many_are_left_is_told(earlier: Any, tmp_path: Path) -> None:
    reindexing.begin(now=clock.now())

    assert "1 resources are left" in found(tmp_path).message_en
    assert "còn 1 tài nguyên" in found(tmp_path).message_vi
    assert '\nhoaban_reindex_rows_left{type="Basic"} 1\n' in figures()


def test_the_command_does_it_and_says_what(earlier: Any, tmp_path: Path) -> None:
    status, told = reindex()

    assert status == 0
    assert told == [{"type": "Basic", "rows": 1, "seen": 1, "indexed": 1, "unreadable": 0, "stuck": False}]
    assert found(tmp_path).level == "ok"
    assert reindex() == (0, [])
    assert [one["indexed"] for one in reindex("--all")[1]] == [1]


def test_what_cannot_be_indexed_is_told_until_it_is_mended(earlier: Any, tmp_path: Path) -> None:
    Resource.objects.update(body=b"damaged")

    status, told = reindex()
    shown = CliRunner().invoke(main, ["record", "reindex"])

    assert (status, [one["unreadable"] for one in told]) == (1, [1])
    assert (shown.exit_code, shown.stdout) == (1, "Basic: 0 / 1, không đọc được / unreadable 1\n")
    assert found(tmp_path).level == "failure"
    assert "Basic" in found(tmp_path).message_vi
    assert '\nhoaban_reindex_unreadable{type="Basic"} 1\n' in figures()
    Resource.objects.update(body=earlier.body)
    assert reindex()[0] == 0
    assert found(tmp_path).level == "ok"


def test_stopped_by_hand_it_says_who_goes_on(earlier: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reindexing, "run", interrupted)
    done = CliRunner().invoke(main, ["record", "reindex"])

    assert done.exit_code == 2
    assert "việc nền sẽ làm tiếp" in done.stderr

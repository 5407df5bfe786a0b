"""``hoaban staff lacking``: which stations lack a midwife with a valid licence?"""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from hoaban.foundation.workforce.tests import staff as files
from hoaban.foundation.workforce.tests.staff import OTHER, STATION
from hoaban.ops.cli.staff import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    files.open_places()
    files.register()


def test_it_names_the_stations_and_ends_with_one_when_some_lack() -> None:
    done = CliRunner().invoke(staff, ["lacking", "--json"])
    assert done.exit_code == 1
    assert [one["code"] for one in json.loads(done.stdout)] == [OTHER]
    text = CliRunner().invoke(staff, ["lacking"])
    assert OTHER in text.stdout
    assert STATION not in text.stdout


def test_nobody_lacks_where_there_is_nothing_of_the_kind_and_a_strange_word_is_refused() -> None:
    assert CliRunner().invoke(staff, ["lacking", "--kind", "clinic"]).exit_code == 0
    assert CliRunner().invoke(staff, ["lacking", "--qualification", "wizard"]).exit_code == 2

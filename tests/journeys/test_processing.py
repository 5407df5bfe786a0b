"""The register of processing before its officer: shown, taken away, and what they say of impact assessments."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from hoaban.connect import sheets
from hoaban.foundation.audit import api as audit
from hoaban.kernel import clock
from hoaban.kernel.actor import Scope, system_actor
from hoaban.ops.demo.accounts import register_demo_accounts
from hoaban.ops.demo.assessments import note_demo_assessments
from hoaban.shared.chart.tests.test_pages import PASSWORD, SignIn
from hoaban.shared.privacy.models import ImpactAssessment
from hoaban.shared.privacy.rules import processing
from tests import cast
from tests.journeys.looks import text

pytestmark = pytest.mark.django_db
WHERE = "/privacy/processing/claims/"


def day(ago: int) -> str:
    return (clock.vietnam_day(clock.now()) - timedelta(days=ago)).isoformat()


def test_every_activity_is_shown_and_leads_to_its_own_page(officer: Client) -> None:
    page = text(officer.get("/privacy/processing/"))

    for one in processing.activities():
        assert one.name[0] in page
        assert f"/privacy/processing/{one.key}/" in page
    assert page.count("Chưa lập hồ sơ") == len(processing.activities())
    assert "hãy lập hồ sơ dù sao" in page


def test_days_and_number_are_said_once_and_what_was_said_before_stays(officer: Client) -> None:
    first = {"began_on": day(50), "made_on": day(9), "once": "a"}
    for _ in range(2):
        assert officer.post(WHERE, first).status_code == 302
    assert "Đã lập, chưa gửi" in text(officer.get(WHERE))

    sent = {**first, "sent_on": day(2), "number": "128/SYT-VP", "words": "qua Cổng Dịch vụ công", "once": "b"}
    officer.post(WHERE, sent)

    page = text(officer.get(WHERE))
    assert "Đã gửi" in page
    assert "128/SYT-VP" in text(officer.get("/privacy/processing/"))
    assert ImpactAssessment.objects.count() == 2
    entries = audit.list_entries(sought=audit.TrailFilter(act="privacy.note-assessment"), limit=5)
    assert [one.detail["activity"] for one in entries] == ["claims", "claims"]


@pytest.mark.parametrize(
    "given", [{"made_on": "2099-01-01"}, {"sent_on": day(1)}, {"made_on": "hôm qua"}, {"number": "x" * 100}]
)
def test_what_cannot_be_true_is_told_and_nothing_typed_is_lost(
    officer: Client, given: dict[str, str]
) -> None:
    answer = officer.post(WHERE, {"words": "đang lập", **given})

    assert answer.status_code == 400
    assert "đang lập" in text(answer)
    assert not ImpactAssessment.objects.exists()


def test_the_register_is_taken_away_as_a_spreadsheet_and_the_trail_says_so(officer: Client) -> None:
    officer.post(WHERE, {"made_on": day(9), "once": "a"})

    answer = officer.get("/privacy/processing/register.xlsx")

    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    columns = [
        sheets.Column("name", "Hoạt động", "Activity"),
        sheets.Column("where", "Nằm ở phần mềm", "Where"),
    ]
    lines = sheets.read(answer.content, columns, name="HoatDongXuLy").lines
    assert [one.values["name"] for one in lines] == [one.name[0] for one in processing.activities()]
    assert audit.list_entries(sought=audit.TrailFilter(act="privacy.export-register"), limit=1)


@pytest.mark.parametrize("role", ["doctor", "reception", "hospital_director"])
def test_others_do_not(sign_in: SignIn, role: str) -> None:
    browser = sign_in(role, Scope("facility", cast.PROVINCIAL))

    assert browser.get("/privacy/processing/").status_code == 403
    assert browser.get("/privacy/processing/register.xlsx").status_code == 403
    assert browser.post(WHERE, {"made_on": day(1)}).status_code == 403


def test_what_is_not_in_the_register_is_not_found(officer: Client) -> None:
    assert officer.get("/privacy/processing/selling/").status_code == 404
    assert officer.post("/privacy/processing/selling/", {"made_on": day(1)}).status_code == 404


def test_the_pages_speak_english(officer: Client) -> None:
    officer.post("/language/", {"language": "en", "next": "/"})

    assert "draw it up anyway" in text(officer.get("/privacy/processing/"))
    assert "Not drawn up" in text(officer.get(WHERE))


def test_the_demo_says_how_two_stand() -> None:
    officer = system_actor("test", "accounts.manage", "audit.read")
    register_demo_accounts(actor=officer, password=PASSWORD, now=clock.now())

    for _ in range(2):
        note_demo_assessments(now=clock.now())

    assert sorted(ImpactAssessment.objects.values_list("activity", flat=True)) == [
        "care-record",
        "population",
    ]

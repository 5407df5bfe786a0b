"""Versions of forms: brought in, published, succeeded, retired; what was published never changes, in any way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from hoaban.foundation.audit import api as audit
from hoaban.kernel.actor import Actor, system_actor
from hoaban.kernel.effective import Period
from hoaban.kernel.errors import Invalid, NotAllowed, NotFound
from hoaban.record import language
from hoaban.shared.forms import api as forms
from hoaban.shared.forms.models import FormVersion
from hoaban.shared.forms.tests.written import URL, form, item
from tests import cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
TODAY = date(2026, 11, 30)
BASIS = "TT 32/2023/TT-BYT"
KEEPER = system_actor("test", "forms.manage")


def bring(version: str = "1", *items: dict[str, Any], by: Actor = KEEPER, **more: Any) -> forms.Version:
    body = language.dumps(form(*(items or (item("a"),)), version=version, **more))
    return forms.bring_form(actor=by, body=body, legal_basis=BASIS, now=NOW)


def publish(version: str = "1", starts_on: date = TODAY) -> forms.Version:
    return forms.publish_form(actor=KEEPER, canonical=f"{URL}|{version}", starts_on=starts_on, now=NOW)


def retire(version: str = "1", last_day: date = TODAY) -> forms.Version:
    return forms.retire_form(
        actor=KEEPER, canonical=f"{URL}|{version}", last_day=last_day, why="Bỏ theo văn bản mới", now=NOW
    )


def states(on: date = TODAY) -> dict[str, str]:
    return {one.version: one.state(on).value for one in forms.versions_of(URL)}


class TestLife:
    def test_a_draft_is_brought_in_again_until_it_is_published(self) -> None:
        bring("1", item("a"))
        bring("1", item("a"), item("b"))
        publish()

        assert len(list(forms.read_version(f"{URL}|1").all_items())) == 2
        assert FormVersion.objects.count() == 1

    def test_a_published_version_takes_no_other_text_but_the_same_twice(self) -> None:
        bring()
        publish()
        bring()

        with pytest.raises(forms.FormStands):
            bring("1", item("a"), item("b"))
        with pytest.raises(forms.FormStands):
            forms.discard_draft(actor=KEEPER, canonical=f"{URL}|1", now=NOW)
        assert len(list(forms.read_version(f"{URL}|1").all_items())) == 1

    def test_a_version_lasts_until_the_day_before_the_next(self) -> None:
        for version in "12":
            bring(version)
        publish("1")
        publish("2", date(2027, 1, 1))

        assert forms.get_version(URL, "1").period == Period(TODAY, date(2026, 12, 31))
        assert states() == {"1": "active", "2": "announced"}
        assert states(date(2027, 1, 1)) == {"1": "retired", "2": "active"}
        for day, version in ((TODAY, "1"), (date(2026, 12, 31), "1"), (date(2027, 1, 1), "2")):
            found = forms.find_in_force(URL, day)
            assert found is not None
            assert found.version == version
        assert forms.find_in_force(URL, date(2026, 11, 29)) is None

    def test_a_retired_version_is_begun_no_more_and_read_for_ever(self) -> None:
        bring()
        publish()
        retire(last_day=date(2026, 12, 5))

        assert forms.find_in_force(URL, date(2026, 12, 5)) is not None
        assert forms.find_in_force(URL, date(2026, 12, 6)) is None
        assert forms.read_version(f"{URL}|1").canonical == f"{URL}|1"
        with pytest.raises(forms.NotInThisState):
            retire()

    def test_one_that_is_retired_before_it_begins_ends_nothing(self) -> None:
        for version in "123":
            bring(version)
        publish("1")
        publish("2", date(2027, 1, 1))
        retire("2")
        publish("3", date(2027, 1, 1))

        assert states() == {"1": "active", "2": "retired", "3": "announced"}
        assert forms.get_version(URL, "1").period == Period(TODAY, date(2026, 12, 31))

    def test_no_version_begins_in_the_past_or_beside_another(self) -> None:
        for version in "12":
            bring(version)
        with pytest.raises(Invalid) as past:
            publish("1", date(2026, 11, 29))
        publish("1")
        with pytest.raises(Invalid) as beside:
            publish("2")
        with pytest.raises(forms.NotInThisState):
            publish("1")

        assert {past.value.place, beside.value.place} == {"starts_on"}

    def test_a_draft_is_thrown_away(self) -> None:
        bring()
        forms.discard_draft(actor=KEEPER, canonical=f"{URL}|1", now=NOW)

        with pytest.raises(NotFound):
            forms.versions_of(URL)


class TestTheDatabase:
    """It refuses by itself, whatever a program does."""

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE forms_version SET body = 'x'",
            "UPDATE forms_version SET title_vi = 'khác'",
            "UPDATE forms_version SET starts_on = starts_on + 1",
            "UPDATE forms_version SET published_at = NULL, starts_on = NULL",
            "DELETE FROM forms_version",
        ],
    )
    def test_what_was_published_cannot_be_changed(self, change: str) -> None:
        bring()
        publish()

        with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    def test_a_draft_can(self) -> None:
        bring()

        with connection.cursor() as cursor:
            cursor.execute("UPDATE forms_version SET title_vi = 'khác'")
            cursor.execute("DELETE FROM forms_version")

    def test_an_end_that_was_set_stands(self) -> None:
        bring()
        publish()
        retire()

        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            FormVersion.objects.update(ends_on=date(2030, 1, 1))

    def test_a_version_has_one_row_and_a_published_one_its_first_day(self) -> None:
        bring()
        with pytest.raises(IntegrityError), transaction.atomic():
            FormVersion.objects.update(published_at=NOW)
        row = FormVersion.objects.get()
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


class TestKeeping:
    def test_only_keepers_of_forms_keep_them_and_refusals_are_in_the_trail(self) -> None:
        doctor = cast.doctor()
        bring()
        canonical = f"{URL}|1"

        with pytest.raises(NotAllowed):
            bring("2", by=doctor)
        with pytest.raises(NotAllowed):
            forms.publish_form(actor=doctor, canonical=canonical, starts_on=TODAY, now=NOW)
        with pytest.raises(NotAllowed):
            forms.retire_form(actor=doctor, canonical=canonical, last_day=TODAY, why="x", now=NOW)
        with pytest.raises(NotAllowed):
            forms.discard_draft(actor=doctor, canonical=canonical, now=NOW)
        assert states() == {"1": "draft"}

    def test_every_act_is_in_the_trail(self) -> None:
        bring()
        publish()
        retire()

        entries = audit.list_entries(limit=10)
        assert [one.act for one in reversed(entries)] == ["forms.bring", "forms.publish", "forms.retire"]

    def test_nonsense_is_no_form_and_a_form_needs_its_legal_basis(self) -> None:
        with pytest.raises(forms.FormInvalid):
            bring("1", item("a"), item("a"))
        with pytest.raises(language.NotJson):
            forms.bring_form(actor=KEEPER, body=b"{", legal_basis=BASIS, now=NOW)
        with pytest.raises(Invalid):
            forms.bring_form(actor=KEEPER, body=language.dumps(form(item("a"))), legal_basis=" ", now=NOW)
        assert not FormVersion.objects.exists()

    def test_what_comes_out_goes_in_again_and_says_how_long_it_holds(self) -> None:
        bring("1", item("a", "decimal"))
        publish()
        bring("2")
        publish("2", date(2027, 1, 1))

        out = language.loads(forms.export_version(f"{URL}|1", on=TODAY))

        assert out["status"] == "active"
        assert out["effectivePeriod"] == {"start": "2026-11-30", "end": "2026-12-31"}
        assert out["item"] == form(item("a", "decimal"))["item"]
        again = language.dumps(out | {"version": "1b"})
        assert forms.bring_form(actor=KEEPER, body=again, legal_basis=BASIS, now=NOW).version == "1b"

    def test_two_versions_are_compared_item_by_item(self) -> None:
        bring("1", item("g", "group", item("a"), item("b"), item("c")), item("d"))
        bring(
            "2",
            item("g", "group", item("b"), item("a", required=True)),
            item("c"),
            item("e"),
            title="Phiếu mới",
        )

        changes = forms.compare_versions(f"{URL}|1", f"{URL}|2")

        assert [(one.kind, one.link_id, one.fields) for one in changes] == [
            ("changed", "", ("words",)), ("moved", "a", ()), ("changed", "a", ("limits",)), ("moved", "c", ()),
            ("added", "e", ()), ("removed", "d", ()),
        ]  # fmt: skip
        assert forms.compare_versions(f"{URL}|1", f"{URL}|1") == []

"""The register of processing: it names all that keeps data, in both languages; the clock of an impact assessment."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps

from hoaban.kernel.errors import Invalid, NotFound
from hoaban.shared.privacy.rules import processing, purposes
from hoaban.shared.privacy.rules.processing import Assessment, Standing
from tests.guards.tree import PACKAGE

ON = date(2026, 11, 16)
WITHOUT_PEOPLE = {
    "kernel": "the feed: ids of what changed",
    "ops": "jobs and their errors, without personal data",
    "foundation/codes": "code lists",
    "shared/golive": "papers of a facility about itself",
}
"""Apps with tables in which nobody's data stand."""


def apps_with_tables() -> set[str]:
    configs = (one for one in apps.get_app_configs() if one.name.startswith("hoaban."))
    return {
        one.name.removeprefix("hoaban.").replace(".", "/")
        for one in configs
        if any(not model._meta.proxy for model in one.get_models())
    }


class TestRegister:
    def test_every_app_that_has_tables_is_in_an_activity_or_holds_nobodys_data(self) -> None:
        named = {where for one in processing.activities() for where in one.where}

        assert apps_with_tables() - named - set(WITHOUT_PEOPLE) == set()
        assert not named & set(WITHOUT_PEOPLE)

    def test_what_it_names_is_there(self) -> None:
        for one in processing.activities():
            for where in one.where:
                assert (PACKAGE / where / "__init__.py").exists(), where

    def test_every_activity_has_its_words_in_both_languages_and_says_how_sure_its_basis_is(self) -> None:
        for one in processing.activities():
            for both in (
                one.name, one.purpose, one.subjects, one.categories, one.recipients, one.retention, one.measures,
            ):  # fmt: skip
                assert all(both)
                assert both[0] != both[1]
            assert one.certainty in {"C", "S", "G"}
            assert one.basis or one.certainty == "G"

    def test_the_questions_of_consent_that_it_names_are_asked(self) -> None:
        asked = {one.key for one in purposes.purposes(ON)}

        assert {one.consent for one in processing.activities()} - {""} <= asked

    def test_what_is_not_in_it_is_not_found(self) -> None:
        with pytest.raises(NotFound):
            processing.activity("selling")


class TestAssessment:
    @pytest.mark.parametrize(
        ("known", "standing"),
        [
            (None, Standing.NONE),
            (Assessment(None, None, None), Standing.NONE),
            (Assessment(date(2026, 10, 1), None, None), Standing.NONE),
            (Assessment(date(2026, 9, 17), None, None), Standing.NONE),
            (Assessment(date(2026, 9, 16), None, None), Standing.LATE),
            (Assessment(None, date(2026, 11, 1), None), Standing.MADE),
            (Assessment(date(2026, 9, 16), date(2026, 11, 1), None), Standing.LATE),
            (Assessment(date(2026, 9, 16), date(2026, 11, 1), date(2026, 11, 2)), Standing.SENT),
            (Assessment(None, date(2026, 5, 16), date(2026, 5, 16)), Standing.SENT),
            (Assessment(None, date(2026, 5, 15), date(2026, 5, 16)), Standing.STALE),
        ],
    )
    def test_it_stands_as_its_days_say(self, known: Assessment | None, standing: Standing) -> None:
        assert processing.standing(known, on=ON) is standing

    @pytest.mark.parametrize(
        ("made", "until"),
        [
            (date(2026, 8, 31), date(2027, 2, 28)),
            (date(2027, 8, 31), date(2028, 2, 29)),
            (date(2026, 1, 15), date(2026, 7, 15)),
            (date(2026, 12, 31), date(2027, 6, 30)),
        ],
    )
    def test_six_months_end_on_the_same_day_or_the_last_of_the_month(self, made: date, until: date) -> None:
        assert processing.update_by(made, on=ON) == until

    @pytest.mark.parametrize(
        ("said", "place"),
        [
            (Assessment(date(2027, 1, 1), None, None), "began_on"),
            (Assessment(None, date(1990, 1, 1), None), "made_on"),
            (Assessment(None, None, date(2026, 11, 1)), "made_on"),
            (Assessment(None, date(2026, 11, 2), date(2026, 11, 1)), "made_on"),
            (Assessment(None, None, None, "", "x" * 3_000), "words"),
        ],
    )
    def test_what_cannot_be_true_is_told_at_its_field(self, said: Assessment, place: str) -> None:
        with pytest.raises(Invalid) as told:
            processing.check(said, on=ON)
        assert told.value.place == place

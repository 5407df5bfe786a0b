"""What import contracts cannot see: keys into the record by string, FHIR words, signals."""

from __future__ import annotations

import re

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from tests.guards import tree

FHIR_WORDS = re.compile(
    r"\bresourceType\b|\bvalue(?:Quantity|CodeableConcept|Coding|String|DateTime|Period|Money|Reference|Identifier|Boolean)\b"
    r"|\b(?:codeableConcept|birthDate|serviceProvider|medicationCodeableConcept|effectiveDateTime|dischargeDisposition)\b"
)


def test_no_table_holds_a_key_into_the_record() -> None:
    keys = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField | ManyToManyField)
        and model._meta.app_label != "record"
        and getattr(field.related_model, "_meta").app_label == "record"  # noqa: B009
    ]

    assert not keys


def test_nobody_fetches_models_by_name() -> None:
    assert not [tree.name(path) for path in tree.sources() if "get_model(" in path.read_text()]


def test_fhir_is_spoken_only_in_fhir_files() -> None:
    strangers = [
        f"{tree.name(path)}: {found[0]}"
        for path in tree.sources()
        if "record" not in path.parts and "fhir" not in path.parts and path.stem != "fhir"
        for found in [FHIR_WORDS.search(path.read_text())]
        if found
    ]

    assert not strangers


def test_nobody_is_told_by_signal() -> None:
    told = [
        tree.name(path)
        for path in tree.sources()
        if "kernel" not in path.parts
        and re.search(r"django\.(?:db\.models|core|dispatch)[\w.]*signals?|@receiver", path.read_text())
    ]

    assert not told

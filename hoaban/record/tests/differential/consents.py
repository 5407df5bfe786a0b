"""Random Consents of the village, and what each refuses in plain words."""

from __future__ import annotations

from random import Random

from hoaban.foundation.places import api as places
from hoaban.record.engine import relations
from hoaban.record.shapes import Json
from tests import cast

STATION = {f"commune {cast.DAO_SAN}": f"facility {cast.PHONG_THO}"}
"""Which facility looks after the residents of a commune: whoever refuses it by name refuses its commune."""
_ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_PLACES = (cast.PROVINCIAL, cast.PHONG_THO, "station")


def draw(chance: Random, patient: str) -> list[Json]:
    """Mostly nothing; else one Consent or two of all shapes, in force or not."""
    count = chance.choice([0, 0, 1, 1, 2])
    return [_consent(chance, patient, f"{patient}-{number}") for number in range(count)]


def refused(consent: Json) -> set[str]:
    """Places as roles name them, from the tag that was left in the text when it was drawn."""
    words = consent["text"]["div"].removeprefix(_DIV).removesuffix("</div>").split(", ")
    return {word for word in words if word != _NOBODY} if consent["status"] == "active" else set()


_NOBODY = "nobody"
_DIV = '<div xmlns="http://www.w3.org/1999/xhtml">'


def _consent(chance: Random, patient: str, name: str) -> Json:
    named = chance.sample(_PLACES, k=chance.choice([0, 0, 1, 1, 2]))
    purpose = chance.choice(["", "", "TREAT", "HRESCH"])
    status = chance.choice(["active", "active", "active", "proposed", "entered-in-error"])
    scope = chance.choice(["patient-privacy", "patient-privacy", "patient-privacy", "research"])
    policy = chance.choice(["OPTIN", "OPTIN", "OPTOUT"])
    words = [*(["everybody"] if policy == "OPTOUT" else []), *(word for one in named for word in _words(one))]
    counts = scope == "patient-privacy" and purpose != "HRESCH"
    found: Json = {
        "resourceType": "Consent", "id": f"dy-{name}", "status": status,
        "text": {"status": "generated", "div": f"{_DIV}{', '.join(words if counts and words else [_NOBODY])}</div>"},
        "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": scope}]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": f"Patient/{patient}"},
        "policyRule": {"coding": [{"system": _ACT, "code": policy}]},
    }  # fmt: skip
    provision: Json = {}
    if purpose:
        reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
        provision["purpose"] = [{"system": reason, "code": purpose}]
    if named:
        provision["provision"] = [{"type": "deny", "actor": [_actor(one) for one in named]}]
    return {**found, "provision": provision} if provision else found


def refusing(patient: str, place: str) -> Json:
    """A Consent in force that refuses one facility by name."""
    return {
        "resourceType": "Consent", "id": f"dy-{patient}-refuses", "status": "active",
        "text": {"status": "generated", "div": f"{_DIV}{', '.join(_words(place))}</div>"},
        "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": f"Patient/{patient}"}, "policyRule": {"coding": [{"system": _ACT, "code": "OPTIN"}]},
        "provision": {"provision": [{"type": "deny", "actor": [_actor(place)]}]},
    }  # fmt: skip


def _words(place: str) -> list[str]:
    if place == "station":
        return [*STATION, *_words(cast.PHONG_THO)]
    return [f"facility {place}", f"present {place}"]


def _actor(place: str) -> Json:
    code = cast.PHONG_THO if place == "station" else place
    actor: Json = {
        "role": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP"}]},
        "reference": {"reference": f"Organization/{places.organization_id(code)}"},
    }  # fmt: skip
    if place == "station":
        coding = {"code": cast.DAO_SAN, "version": "2025-07-01"}
        actor["extension"] = [{"url": relations.COMMUNE_EXTENSION, "valueCoding": coding}]
    return actor

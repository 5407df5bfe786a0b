"""A QuestionnaireResponse around its answers: whose, of which form, by whom, when, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass

from hoaban.record.shapes import Json

TYPE = "QuestionnaireResponse"
DRAFT, COMPLETED, AMENDED = "in-progress", "completed", "amended"
DONE = frozenset({COMPLETED, AMENDED})


@dataclass(frozen=True, slots=True)
class About:
    """What a response and all facts out of it share: its id, references (empty: unknown), the time of the answers."""

    response: str
    patient: str
    encounter: str = ""
    author: str = ""
    at: str = ""

    @property
    def reference(self) -> str:
        return f"{TYPE}/{self.response}"


@dataclass(frozen=True, slots=True)
class Head:
    """What a stored response says of itself."""

    status: str
    canonical: str
    patient: str
    encounter: str
    at: str

    @property
    def is_done(self) -> bool:
        return self.status in DONE


def build_response(about: About, canonical: str, status: str, items: list[Json]) -> Json:
    """A response to ``url|version``."""
    found: Json = {
        "resourceType": TYPE, "id": about.response, "questionnaire": canonical, "status": status,
        "subject": {"reference": about.patient}, "authored": about.at,
    }  # fmt: skip
    for name, reference in (("encounter", about.encounter), ("author", about.author)):
        if reference:
            found[name] = {"reference": reference}
    return {**found, "item": items} if items else found


def read_head(response: Json) -> Head:
    encounter = response.get("encounter", {}).get("reference", "")
    canonical, at = response.get("questionnaire", ""), response.get("authored", "")
    return Head(response["status"], canonical, subject_of(response), encounter, at)


def subject_of(resource: Json) -> str:
    """The reference to whom a resource is about; empty where it does not say."""
    found: str = resource.get("subject", {}).get("reference", "")
    return found


def name_of(resource: Json) -> tuple[str, str]:
    """Type and id."""
    return resource["resourceType"], resource["id"]


def bundle(resources: list[Json]) -> Json:
    """Several resources as one that an expression can speak of."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}

"""A Questionnaire drawn item by item: what an item says in few words, and the Questionnaire with one thing changed.

Whatever an outline cannot say (extensions of others, contained value sets) stays in an item as it was.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hoaban.record.shapes import Json
from hoaban.shared.forms.fhir import extensions, outline
from hoaban.shared.forms.fhir.extensions import each, first, words

Props = Mapping[str, Any]
"""An item as an outline writes it (fhir/outline.py), without what stands in it."""
_OURS: Final = {
    extensions.EXTRACT, extensions.EXTRACT_CATEGORY, extensions.MAKES, extensions.UNIT, extensions.LEAST, extensions.MOST,
    extensions.DECIMAL_PLACES, extensions.PATTERN, extensions.MAX_OCCURS, extensions.HIDDEN, extensions.CALCULATED,
    extensions.INITIAL, extensions.ENABLED, extensions.NORMAL, extensions.DRAWING, extensions.TARGET, extensions.CONSTRAINT,
}  # fmt: skip
_KEPT: Final = ("initial", "enableBehavior", "item")


class NoSuchItem(Exception):
    """The Questionnaire has no item of this link id."""


def items_of(questionnaire: Json) -> Iterator[tuple[int, Json]]:
    """Every item with how deep it stands, in the order of the form."""

    def walk(items: list[Json], depth: int) -> Iterator[tuple[int, Json]]:
        for one in items:
            yield depth, one
            yield from walk(one.get("item", []), depth + 1)

    return walk(questionnaire.get("item", []), 0)


def props_of(item: Json) -> dict[str, Any]:
    """What an item says, in the words of an outline."""
    said = words(item, "text")
    told: dict[str, Any] = {"id": item["linkId"], "kind": item["type"], "vi": said.vi, "en": said.en}
    names = {
        "prefix": "prefix",
        "required": "required",
        "repeats": "repeats",
        "readOnly": "read",
        "maxLength": "longest",
    }
    told |= {ours: item[theirs] for theirs, ours in names.items() if theirs in item}
    told |= {
        "options": list(_options(item)),
        "list": item.get("answerValueSet", "").removeprefix(outline.LISTS),
        "when": _when(item),
    }
    told |= dict(_formulas(item)) | dict(_bounds(item))
    told["hidden"] = first(item, extensions.HIDDEN) is True
    told["drawing"], told["makes"] = (
        first(item, extensions.DRAWING) or "",
        first(item, extensions.MAKES) or "",
    )
    told["element"] = item.get("definition", "").partition("#")[2]
    told["code"] = next((f"{one['code']}|{one.get('display', '')}" for one in item.get("code", ())), "")
    told["targets"] = [first({"extension": [one]}, one["url"]) for one in each(item, extensions.TARGET)]
    normal = next((words(one, "valueString") for one in each(item, extensions.NORMAL)), None)
    told["normal"] = [normal.vi, normal.en] if normal else []
    told["extract"] = _category(item) if first(item, extensions.EXTRACT) else ""
    told["checks"] = list(_checks(item))
    return {name: value for name, value in told.items() if value is not False and value not in ("", [], None)}


def _options(item: Json) -> Iterator[list[str]]:
    for one in item.get("answerOption", ()):
        coding = one.get("valueCoding", {})
        said = words(coding, "display")
        if coding:
            yield [coding.get("code", ""), said.vi, said.en]


def _when(item: Json) -> str:
    """Conditions as an outline writes them."""
    found = []
    for one in item.get("enableWhen", ()):
        value = extensions.value_in(one, "answer")
        shown = "" if value is None else value.json
        if isinstance(shown, dict):
            shown = shown.get("code", "")
        operator = " exists " if one["operator"] == "exists" else one["operator"]
        found.append(f"{one['question']}{operator}{str(shown).lower() if isinstance(shown, bool) else shown}")
    return " & ".join(found)


def _formulas(item: Json) -> Iterator[tuple[str, str]]:
    for name, url in (
        ("calculated", extensions.CALCULATED), ("initial", extensions.INITIAL), ("asked_if", extensions.ENABLED),
    ):  # fmt: skip
        found = first(item, url)
        if isinstance(found, dict):
            yield name, found.get("expression", "")


def _bounds(item: Json) -> Iterator[tuple[str, Any]]:
    for name, url in (
        ("least", extensions.LEAST), ("most", extensions.MOST), ("places", extensions.DECIMAL_PLACES),
        ("most_rows", extensions.MAX_OCCURS), ("pattern", extensions.PATTERN),
    ):  # fmt: skip
        found = first(item, url)
        if found is not None and not isinstance(found, dict):
            yield name, found
    unit = first(item, extensions.UNIT)
    if isinstance(unit, dict):
        yield "unit", f"{unit.get('code', '')}|{unit.get('display', '')}"


def _category(item: Json) -> str:
    concept = first(item, extensions.EXTRACT_CATEGORY) or {}
    return next((one.get("code", "") for one in concept.get("coding", ())), "survey")


def _checks(item: Json) -> Iterator[list[str]]:
    for one in each(item, extensions.CONSTRAINT):
        human = next((words(each_, "valueString") for each_ in each(one, "human")), None)
        said = [human.vi, human.en] if human else ["", ""]
        yield [str(first(one, name) or "") for name in ("key", "severity", "expression")] + said


def add_item(questionnaire: Json, props: Props, *, inside: str = "", after: str = "") -> Json:
    """The Questionnaire with one more item: in a group, after another one, or at the end.

    :raises NoSuchItem: there is no such group or item. :raises outline.OutlineInvalid: a condition names what there is not.
    """
    changed = copy.deepcopy(questionnaire)
    new = outline.item(props, _known(changed) | {props["id"]: props})
    if after:
        siblings, at = _place(changed, after)
        siblings.insert(at + 1, new)
    elif inside:
        siblings, at = _place(changed, inside)
        siblings[at].setdefault("item", []).append(new)
    else:
        changed.setdefault("item", []).append(new)
    return changed


def change_item(questionnaire: Json, link_id: str, props: Props) -> Json:
    """The Questionnaire with what an item says replaced; what stands in it, and what an outline cannot say, is kept."""
    changed = copy.deepcopy(questionnaire)
    siblings, at = _place(changed, link_id)
    old = siblings[at]
    new = outline.item(props, _known(changed) | {props["id"]: props})
    foreign = [one for one in old.get("extension", ()) if one.get("url") not in _OURS]
    if foreign:
        new["extension"] = [*foreign, *new.get("extension", [])]
    for name in _KEPT:
        if name in old and name not in new:
            new[name] = old[name]
    said = props_of(old)
    for ours, theirs in (("when", "enableWhen"), ("options", "answerOption"), ("code", "code")):
        if theirs in old and props.get(ours) == said.get(ours):
            new[theirs] = old[theirs]
    _keep_systems(old, new)
    siblings[at] = new
    return changed


def _keep_systems(old: Json, new: Json) -> None:
    """Codes of options keep the system that they had: answers of before mean them."""
    systems = {one["valueCoding"].get("code"): one["valueCoding"].get("system") for one in old.get("answerOption", ())
               if "valueCoding" in one}  # fmt: skip
    common = next(iter(systems.values()), None)
    for one in new.get("answerOption", ()):
        system = systems.get(one.get("valueCoding", {}).get("code"), common)
        if system:
            one["valueCoding"]["system"] = system


def move_item(questionnaire: Json, link_id: str, by: int) -> Json:
    """The Questionnaire with an item further up (-1) or down (1) among those beside it; at the end it stays."""
    changed = copy.deepcopy(questionnaire)
    siblings, at = _place(changed, link_id)
    to = min(max(at + by, 0), len(siblings) - 1)
    siblings.insert(to, siblings.pop(at))
    return changed


def remove_item(questionnaire: Json, link_id: str) -> Json:
    """The Questionnaire without an item and all that stands in it."""
    changed = copy.deepcopy(questionnaire)
    siblings, at = _place(changed, link_id)
    siblings.pop(at)
    return _without_empty(changed)


def _without_empty(json: Json) -> Json:
    """R4 has no empty lists."""
    items = [_without_empty(one) for one in json.get("item", [])]
    rest = {name: value for name, value in json.items() if name != "item"}
    return {**rest, "item": items} if items else rest


def _place(questionnaire: Json, link_id: str) -> tuple[list[Json], int]:
    """The list that an item stands in, and where. :raises NoSuchItem: nowhere."""
    waiting = [questionnaire]
    while waiting:
        holder = waiting.pop()
        for at, one in enumerate(holder.get("item", [])):
            if one["linkId"] == link_id:
                return holder["item"], at
            waiting.append(one)
    raise NoSuchItem(link_id)


def _known(questionnaire: Json) -> dict[str, Any]:
    """What conditions may ask, by link id, with the system of its options."""
    found = {}
    for _, one in items_of(questionnaire):
        system = next(
            (option["valueCoding"].get("system", "") for option in one.get("answerOption", ()) if "valueCoding" in option), ""
        )  # fmt: skip
        found[one["linkId"]] = {**props_of(one), "items": [], **({"system": system} if system else {})}
    return found

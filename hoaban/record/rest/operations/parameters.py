"""Parameters resources: what an operation was given, by name."""

from __future__ import annotations

from typing import Any

from hoaban.kernel.errors import Invalid
from hoaban.record.engine import parse_json, structure
from hoaban.record.rest.http import Request, Response
from hoaban.record.shapes import Json


class Given:
    """The parts of a Parameters resource, or of a query string, that an operation knows by name.

    :raises Invalid: a name that the operation does not have, or that is given twice.
    """

    def __init__(self, parts: list[Any], known: frozenset[str]) -> None:
        self._parts: dict[str, Json] = {}
        for part in parts:
            name = part.get("name") if isinstance(part, dict) else None
            if not isinstance(name, str) or name not in known or name in self._parts:
                place = name if isinstance(name, str) and name.isidentifier() else "parameter"
                raise Invalid(
                    "Tham số không có trong thao tác này hoặc lặp lại.",
                    "The operation has no such parameter, or it is given twice.",
                    place=place[:40],
                )
            self._parts[name] = part

    def text(self, name: str) -> str | None:
        """The value of a part with a text value of any type. :raises Invalid: another value."""
        part = self._parts.get(name)
        if part is None:
            return None
        found = [value for key, value in part.items() if key.startswith("value")]
        if len(found) != 1 or not isinstance(found[0], str):
            raise Invalid(f"{name}: cần một giá trị chữ.", f"{name}: a text is expected.", place=name)
        return found[0]

    def value(self, name: str, key: str) -> Any:
        """What stands under ``key`` (``resource``, ``valueMeta``) in a part, None if there is no such part."""
        part = self._parts.get(name)
        return None if part is None else part.get(key)


def sent(request: Request, known: frozenset[str]) -> Given:
    """What came with an operation: a Parameters resource by POST, or plain texts in the query by GET."""
    given = [{"name": name, "valueString": value} for name, value in request.params()]
    if request.method == "POST" and (request.body or request.given):
        resource = request.resource()
        parts = resource.get("parameter", [])
        if resource.get("resourceType") != "Parameters" or not isinstance(parts, list):
            raise Invalid(
                "Cần một tài nguyên Parameters.", "A Parameters resource is expected.", place="body"
            )
        given = [*given, *parts]
    return Given(given, known)


def answer(parts: list[Json]) -> Response:
    """A Parameters resource as the answer."""
    return Response(
        200, parse_json.dumps({"resourceType": "Parameters", **({"parameter": parts} if parts else {})})
    )


def is_resource(value: Any) -> bool:
    """Whether something looks like a resource of R4."""
    name = value.get("resourceType") if isinstance(value, dict) else None
    return isinstance(name, str) and structure.is_resource_type(name)

"""What FHIR adds to FHIRPath (R4, section 2.9.3): extension, hasValue, getValue, resolve, memberOf, conformsTo, htmlChecks."""

from __future__ import annotations

from typing import Any

from hoaban.record.engine import structure
from hoaban.record.engine.fhirpath import compiled, errors, narrative, references
from hoaban.record.engine.fhirpath.compiled import Compiled
from hoaban.record.engine.fhirpath.env import Env
from hoaban.record.engine.fhirpath.functions.application import Application, Row
from hoaban.record.engine.fhirpath.members import member
from hoaban.record.engine.fhirpath.model import Items, Kind, Node, is_a, only, type_of, value_of

_PROFILES = "http://hl7.org/fhir/StructureDefinition/"


def _extension(application: Application) -> Compiled:
    base = application.base
    found = member(base.run, base.kind, "extension", strict=False, at=application.call.at)
    run, url, kind = found.run, compiled.one(application.argument(0)), found.kind

    def extension(this: Items, env: Env) -> Items:
        items = run(this, env)
        if not items:
            return items
        wanted = url(this, env)
        return [each for each in items if _body(each).get("url") == wanted]

    return Compiled(extension, kind.many())


def _body(item: Any) -> dict[str, Any]:
    body: dict[str, Any] = item.value if item.__class__ is Node else item
    return body


def _has_value(application: Application) -> Compiled:
    run = application.base.run

    def truth(this: Items, env: Env) -> bool | None:
        items = run(this, env)
        return len(items) == 1 and _primitive(items[0])

    return compiled.of_truth(truth)


def _primitive(item: Any) -> bool:
    value = item.value if item.__class__ is Node else item
    return value is not None and value.__class__ is not dict


def _get_value(application: Application) -> Compiled:
    """The System value of a single primitive; nothing of anything else."""
    run, kind = application.base.run, application.base.kind
    name = kind.type if kind.bare else None

    def value(this: Items, env: Env) -> Any:
        items = run(this, env)
        return value_of(items[0], name) if len(items) == 1 and _primitive(items[0]) else None

    return compiled.of_value(value, Kind(None, single=True))


def _resolve(application: Application) -> Compiled:
    run = application.base.run

    def resolve(this: Items, env: Env) -> Items:
        found = []
        for item in run(this, env):
            resource = references.resolve(_address(item), env)
            if resource is not None:
                found.append(Node(resource, resource.get("resourceType", "Resource")))
        return found

    return Compiled(resolve, Kind(None, single=application.base.kind.single))


def _address(item: Any) -> Any:
    value = item.value if item.__class__ is Node else item
    return value.get("reference") if value.__class__ is dict else value


def _member_of(application: Application) -> Compiled:
    run, kind, value_set = application.base.run, application.base.kind, compiled.one(application.argument(0))
    name = kind.type if kind.bare else None

    def truth(this: Items, env: Env) -> bool | None:
        item = only(run(this, env))
        url = value_set(this, env)
        if item is None or url is None:
            return None
        if env.member_of is None:
            raise errors.failed("ở đây không tra được danh mục mã", "no value sets can be asked here")
        return env.member_of(value_of(item, name), str(url))

    return compiled.of_truth(truth)


def _conforms_to(application: Application) -> Compiled:
    run, profile = compiled.boxes(application.base), compiled.one(application.argument(0))

    def truth(this: Items, env: Env) -> bool | None:
        item, url = only(run(this, env)), profile(this, env)
        if item is None or url is None:
            return None
        name = str(url).removeprefix(_PROFILES)
        if name != url and structure.is_resource_type(name):
            return is_a(type_of(item), name)
        answer = (
            env.conforms_to(item.value, str(url))
            if env.conforms_to is not None and item.__class__ is Node
            else None
        )
        if answer is None:
            raise errors.failed("không biết hồ sơ này", "this profile is not known")
        return answer

    return compiled.of_truth(truth)


def _html_checks(application: Application) -> Compiled:
    run = application.base.run

    def truth(this: Items, env: Env) -> bool | None:
        items = run(this, env)
        return all(narrative.is_allowed(value_of(item)) for item in items)

    return compiled.of_truth(truth)


ROWS: dict[str, Row] = {
    "extension": (1, 1, _extension),
    "hasValue": (0, 0, _has_value),
    "getValue": (0, 0, _get_value),
    "resolve": (0, 0, _resolve),
    "memberOf": (1, 1, _member_of),
    "conformsTo": (1, 1, _conforms_to),
    "htmlChecks": (0, 0, _html_checks),
}

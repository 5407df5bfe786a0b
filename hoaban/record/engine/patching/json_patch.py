"""JSON Patch (RFC 6902) on dicts whose numbers are int and Decimal.

Our own because the library for it knows no bounds: a few ``copy`` operations make a document of any size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hoaban.record.engine.patching import pointer
from hoaban.record.engine.patching.pointer import Pointer
from hoaban.record.engine.patching.problems import PatchFailed, PatchInvalid, PatchProblem
from hoaban.record.engine.patching.trees import Budget, same

Json = dict[str, Any]

MAX_OPERATIONS = 1_000


def apply_json_patch(resource: Json, patch: list[Any]) -> Json:
    """``resource`` after all operations of ``patch``; neither argument is changed.

    :raises PatchInvalid: an operation is not well formed.
    :raises PatchFailed: an operation cannot be done on this resource, or its test fails.
    """
    if patch.__class__ is not list:
        raise PatchInvalid("bản vá phải là một mảng", "a patch must be an array")
    if len(patch) > MAX_OPERATIONS:
        raise PatchInvalid(
            f"bản vá có quá {MAX_OPERATIONS} thao tác", f"a patch has more than {MAX_OPERATIONS} operations"
        )
    budget = Budget()
    document: Any = Budget().copy(resource, 1)
    for number, operation in enumerate(patch):
        try:
            document = _apply(document, operation, budget)
        except PatchProblem as failure:
            raise failure.of(number, f"[{number}]") from None
    if document.__class__ is not dict:
        raise PatchFailed("kết quả phải là một đối tượng", "the result must be an object")
    changed: Json = document
    return changed


def _apply(document: Any, operation: Any, budget: Budget) -> Any:
    if operation.__class__ is not dict:
        raise PatchInvalid("phải là một đối tượng", "must be an object")
    name = operation.get("op")
    act = _ACTS.get(name) if name.__class__ is str else None
    if act is None:
        raise PatchInvalid(
            "op phải là add, remove, replace, move, copy hoặc test",
            "op must be add, remove, replace, move, copy or test",
        )
    return act(document, pointer.parse(_member(operation, "path")), operation, budget)


def _member(operation: Json, name: str) -> Any:
    if name not in operation:
        raise PatchInvalid(f"thiếu {name}", f"{name} is missing")
    return operation[name]


def _put(document: Any, path: Pointer, value: Any) -> Any:
    """The document with ``value`` added at ``path``."""
    if not path:
        return value
    holder = pointer.resolve(document, path[:-1])
    key = pointer.key_in(holder, path[-1], new=True)
    if holder.__class__ is list:
        holder.insert(key, value)
    else:
        holder[key] = value
    return document


def _take(document: Any, path: Pointer) -> Any:
    """Remove what stands at ``path`` and give it."""
    if not path:
        raise PatchFailed("không thể xóa cả tài nguyên", "the whole resource cannot be removed")
    holder = pointer.resolve(document, path[:-1])
    key = pointer.key_in(holder, path[-1])
    return holder.pop(key)


def _add(document: Any, path: Pointer, operation: Json, budget: Budget) -> Any:
    return _put(document, path, budget.copy(_member(operation, "value"), len(path) + 1))


def _remove(document: Any, path: Pointer, _operation: Json, _budget: Budget) -> Any:
    _take(document, path)
    return document


def _replace(document: Any, path: Pointer, operation: Json, budget: Budget) -> Any:
    value = budget.copy(_member(operation, "value"), len(path) + 1)
    if not path:
        return value
    holder = pointer.resolve(document, path[:-1])
    holder[pointer.key_in(holder, path[-1])] = value
    return document


def _move(document: Any, path: Pointer, operation: Json, budget: Budget) -> Any:
    source = pointer.parse(_member(operation, "from"))
    if source == path:
        pointer.resolve(document, path)
        return document
    if path[: len(source)] == source:
        raise PatchFailed(
            "không thể chuyển một phần tử vào trong chính nó", "cannot move a value into itself"
        )
    return _put(document, path, budget.copy(_take(document, source), len(path) + 1))


def _copy(document: Any, path: Pointer, operation: Json, budget: Budget) -> Any:
    source = pointer.resolve(document, pointer.parse(_member(operation, "from")))
    return _put(document, path, budget.copy(source, len(path) + 1))


def _test(document: Any, path: Pointer, operation: Json, _budget: Budget) -> Any:
    if not same(pointer.resolve(document, path), _member(operation, "value")):
        raise PatchFailed("giá trị không như mong đợi", "the value is not as expected")
    return document


_ACTS: Mapping[str, Callable[[Any, Pointer, Json, Budget], Any]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy,
    "test": _test,
}

"""Search keys: one signed 64-bit number for one thing a resource can be found by under equality.

A key is the first eight bytes of the MD5 of a short text, so that PostgreSQL computes the same:
``('x' || substr(md5(text), 1, 16))::bit(64)::bigint``. (MD5 only spreads values here; nothing rests on its secrecy.)
The text is ``TYPE.PARAMETER.`` in numbers, then a form:

=============================  ==================================================
``p``                          the parameter has a value (``:missing``), unless nearly all resources of the type do:
``a``                          then, that it has none (``data/usual.csv``)
``c.CODE``                     token, whatever its system
``f.SYSTEM<US>CODE``           token of this system (empty: of none)
``s.SYSTEM``                   any token of this system
``r.Type/id``                  reference to a patient or a register kept here (``is_keyed``)
``u.ADDRESS``                  uri, canonical, or absolute reference
``ic. if. is.``                the same three token forms for a reference's identifier
``x.TEXT``                     string, exactly
``w.LETTERS``                  what a word of a person's name begins with, folded
``t.WORD``                     a folded word of the text beside a code, or of the narrative
``o.SYSTEM<US>CODE<US>VALUE``  identifier whose type is this code
``b.ADDRESS``                  uri that is, or goes on from, this address
``$FORM<RS>FORM``              composite: one form of each part
=============================  ==================================================

Three forms stand without type and parameter: ``to.Type/id``, a reference at an element that no parameter knows,
``in.Type``, a contained resource of this type (what that one is found by stands beside it, turned over: ``inside``), and
``at.TYPE.PLACE``, the stretch of row numbers that a row stands in (``stretches.py``).

``<US>`` and ``<RS>`` are the control characters 31 and 30, which no FHIR string may contain.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from hoaban.kernel.ids import uuid8_timeless
from hoaban.record.engine import structure
from hoaban.record.engine.search import strings
from hoaban.record.engine.search.definitions import parameter_numbers

try:  # the interpreter's own MD5: without the detour through OpenSSL a short text costs a third
    from _md5 import md5  # type: ignore[import-not-found]
except ImportError:
    from hashlib import md5

_md5: Callable[[bytes], Any] = md5
_FIRST = struct.Struct(">q").unpack_from
UNIT = "\x1f"
RECORD = "\x1e"
PRESENT, ABSENT = "p", "a"
_CACHE = 1 << 15
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LOCAL = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?")
FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_HISTORY = re.compile(r"/_history/[A-Za-z0-9\-.]{1,64}$")
_PHONE_MARKS = re.compile(r"[\s.()\-]+")


BY_ADDRESS = 0
"""In the place of a target's type: the uid is that of a canonical address."""


class Local(NamedTuple):
    """A resource kept here: its type's number and its uid."""

    type_number: int
    uid: UUID


def number(text: str) -> int:
    """The key of a text."""
    found: int = _FIRST(_md5(text.encode()).digest())[0]
    return found


def prefix(resource_type: str, code: str) -> str:
    """What every key text of this parameter of this type starts with."""
    return f"{structure.type_number(resource_type)}.{parameter_numbers()[code]}."


@lru_cache(maxsize=_CACHE)
def uid_of(resource_type: str, given_id: str) -> UUID:
    """The uid of a FHIR id: the id itself if it is a lower-case UUID, else one derived from it."""
    if _UUID.fullmatch(given_id):
        return UUID(given_id)
    return uuid8_timeless("given-id", resource_type, given_id)


def token_forms(system: str | None, code: str | None) -> list[str]:
    """The forms by which one token is found."""
    forms = []
    if code:
        forms = [f"c.{code}", f"f.{system or ''}{UNIT}{code}"]
    if system:
        forms.append(f"s.{system}")
    return forms


def typed_form(system: str, code: str, value: str) -> str:
    """The form of an identifier by its type."""
    return f"o.{system}{UNIT}{code}{UNIT}{value}"


def beginnings(address: str) -> list[str]:
    """The forms of a URL by where it lies: itself and every address above it, without a slash at the end."""
    scheme, divided, path = address.partition("://")
    if not divided:
        return []
    steps = path.rstrip("/").split("/")
    return [f"b.{scheme}://{'/'.join(steps[:count])}" for count in range(1, len(steps) + 1)]


def contact_code(value: str) -> str:
    """A telephone number or e-mail address as it is compared: no punctuation, +84 as 0, no capitals in an address."""
    if "@" in value:
        return value.strip().casefold()
    bare = _PHONE_MARKS.sub("", value)
    return "0" + bare[3:] if bare.startswith("+84") else bare


def local_reference(address: str) -> tuple[str, str] | None:
    """Type and id of a relative reference, its version left out; None for any other address."""
    match = _LOCAL.fullmatch(address)
    return (match[1], match[2]) if match and structure.is_resource_type(match[1]) else None


def reference_forms(address: str) -> list[str]:
    """The forms by which a literal reference is found; a reference inside the resource (``#x``) has none."""
    if address.startswith("#") or not address:
        return []
    local = local_reference(address)
    if local:
        return [f"r.{local[0]}/{local[1]}"]
    return [f"u.{_HISTORY.sub('', address)}"]


def canonical_forms(address: str) -> list[str]:
    """A canonical is found with its version and without."""
    bare, bar, _ = address.partition("|")
    return [f"u.{address}", f"u.{bare}"] if bar else [f"u.{address}"]


def fresh_token_keys(start: str, system: str | None, code: str | None) -> tuple[int, ...]:
    """The keys of one token and the marker."""
    marker = number_cached(start + PRESENT)
    if not code:
        return (marker, number_cached(f"{start}s.{system}")) if system else (marker,)
    both = number(f"{start}c.{code}"), number(f"{start}f.{system or ''}{UNIT}{code}")
    return (marker, *both, number_cached(f"{start}s.{system}")) if system else (marker, *both)


token_keys = lru_cache(maxsize=_CACHE)(fresh_token_keys)
"""The same, remembered: codes come again and again."""


@lru_cache(maxsize=_CACHE)
def reference_keys(start: str, address: str) -> tuple[int, ...]:
    """The keys of one literal reference and the marker."""
    local = local_reference(address)
    forms = reference_forms(address) if local is None or is_keyed(local[0]) else []
    return (number_cached(start + PRESENT), *[number(start + form) for form in forms])


@lru_cache(maxsize=_CACHE)
def target(address: str) -> Local | None:
    """What a relative reference points to."""
    local = local_reference(address)
    return Local(structure.type_number(local[0]), uid_of(*local)) if local else None


@lru_cache(maxsize=1 << 12)
def address_uid(address: str) -> UUID:
    """What stands for a canonical address, with its version or without, where references are kept."""
    return uuid8_timeless("canonical", address)


@lru_cache(maxsize=_CACHE)
def pointer(address: str) -> int | None:
    """The key of a reference that no parameter knows; None if it leads nowhere here."""
    local = local_reference(address)
    return number(f"to.{local[0]}/{local[1]}") if local else None


@lru_cache(maxsize=256)
def contains(resource_type: str) -> int:
    """The key of what contains a resource of this type."""
    return number(f"in.{resource_type}")


def inside(key: int) -> int:
    """A key of a contained resource as one of its container."""
    return ~key


@lru_cache(maxsize=_CACHE)
def beginning_keys(start: str, word: str) -> tuple[int, ...]:
    """The keys of what a folded word begins with."""
    return tuple(number(f"{start}w.{letters}") for letters in strings.beginnings(word))


def is_keyed(resource_type: str) -> bool:
    """Whether references to this type are keys: many resources share a patient or a facility, and searches join them
    with others. What few refer to is found by the reference itself, which is kept anyway."""
    return resource_type == "Patient" or structure.type_number(resource_type) in structure.general_types()


def composite_form(parts: Iterable[str]) -> str:
    """One form of a composite out of one form of each part."""
    return "$" + RECORD.join(parts)


number_cached = lru_cache(maxsize=_CACHE)(number)

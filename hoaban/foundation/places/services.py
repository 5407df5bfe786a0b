"""Changes to the register of places. Each act is one transaction, announced under ``places``."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from hoaban.foundation.audit import api as audit
from hoaban.foundation.places import models, policies
from hoaban.foundation.places.queries import communes, facilities
from hoaban.foundation.places.rules import drawing, geojson, kinds, shapes
from hoaban.kernel import clock, outbox, vietnamese
from hoaban.kernel.actor import Actor
from hoaban.kernel.errors import Conflict, Invalid, NotAllowed

TOPIC = "places"
_LARGEST_FILE = 32 * 1024 * 1024
_MOST_CHARACTERS = 110_000
_NEARBY = 1.0  # degrees around the communes' centre points within which a boundary can lie
_CODE = re.compile(r"\d{2}[0-9A-Z]{3}\Z")


class FacilityNotValid(Invalid):
    """The details of a facility do not hold together; ``place`` names the field."""


class FacilityPeriodTaken(Conflict):
    """The facility is already registered with a later start: the register is never rewritten backwards."""


def register_facility(*, actor: Actor, facility: shapes.Facility, now: datetime) -> shapes.Facility:
    """Register a facility, or what it is from a new day on; the row before it ends the day before.

    The same facility with the same start replaces what was said about that period, and nothing happens when
    it says the same. Returns what is stored.

    :raises NotAllowed: the actor may not manage the register.
    :raises FacilityNotValid: code, kind, level, former line, owner, commune or period is not possible.
    :raises FacilityPeriodTaken: a row with a later start exists.
    """
    _require(actor, "places.register-facility", now)
    _check(facility, clock.vietnam_day(now))
    start = facility.period.start
    with transaction.atomic():
        rows = list(models.Facility.objects.select_for_update().filter(code=facility.code))
        same = next((row for row in rows if row.valid_from == start), None)
        if same is not None and facilities.shaped(same) == facility:
            return facility
        if any(_starts_after(row.valid_from, start) for row in rows):
            raise FacilityPeriodTaken(
                "Cơ sở đã có thông tin từ một ngày sau đó.",
                "The facility is already registered from a later day.",
            )
        for row in rows:
            if row is not same and start is not None and (row.valid_to is None or row.valid_to >= start):
                row.valid_to = start - timedelta(days=1)
                row.save(update_fields=["valid_to"])
        row = same or models.Facility(code=facility.code, valid_from=start)
        _fill(row, facility)
        row.changed_at, row.changed_by = now, actor.id
        row.save()
        detail = {"facility": facility.code, "start": start.isoformat() if start else ""}
        audit.write(actor=actor, act="places.register-facility", detail=detail, now=now)
        outbox.announce(TOPIC, {"act": "register_facility", "facility": facility.code})
    return facilities.shaped(row)


@dataclass(frozen=True, slots=True)
class BoundariesLoaded:
    """What was read from an operator's file."""

    communes: int
    points_read: int
    characters: int
    attribution: str


def load_boundaries(*, actor: Actor, path: Path, now: datetime, attribution: str = "") -> BoundariesLoaded:
    """Take the communes' boundaries from a GeoJSON file (WGS 84, one feature per commune, property ``code``).

    Stored are simplified shapes for the map, not the file. ``attribution`` (or the file's own member of that
    name) is shown with every map.

    :raises NotAllowed: the actor may not load boundaries.
    :raises geojson.BoundariesNotValid: the file is missing, too large, or not the communes of today.
    """
    _require(actor, "places.load-boundaries", now)
    today = clock.vietnam_day(now)
    units = communes.communes(today)
    content = _file_content(path)
    outlines = geojson.read_outlines(content, codes=[unit.code for unit in units], bounds=_bounds(units))
    projection, paths = drawing.draw_outlines(outlines.rings, most_characters=_MOST_CHARACTERS)
    drawn = []
    for unit in units:
        x, y = projection((unit.lon or 0.0, unit.lat or 0.0))
        drawn.append(asdict(drawing.MapShape(unit.code, unit.name, paths[unit.code], x, y)))
    said = attribution or outlines.attribution or f"{path.name} (do đơn vị vận hành nạp)"
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        models.BoundarySet.objects.create(
            loaded_at=now,
            loaded_by=actor.id,
            file_name=path.name,
            digest=digest,
            attribution=said,
            valid_on=today,
            width=drawing.WIDTH,
            height=projection.height,
            shapes=drawn,
        )
        audit.write(actor=actor, act="places.load-boundaries", detail={"sha256": digest}, now=now)
        outbox.announce(TOPIC, {"act": "load_boundaries"})
    read = sum(len(ring) for rings in outlines.rings.values() for ring in rings)
    return BoundariesLoaded(len(units), read, sum(map(len, paths.values())), said)


def _require(actor: Actor, act: str, now: datetime) -> None:
    """Go on only with the right; a refusal is in the trail even though nothing was done."""
    try:
        policies.require_management(actor)
    except NotAllowed:
        audit.write_refusal(actor=actor, act=act, now=now)
        raise


def _file_content(path: Path) -> bytes:
    if not path.is_file():
        raise geojson.BoundariesNotValid(
            f"Không tìm thấy tệp {path.name}.", f"There is no file {path.name}.", place=path.name
        )
    with path.open("rb") as file:
        content = file.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise geojson.BoundariesNotValid(
            "Tệp lớn hơn 32 MB; hãy giảm số điểm trước.",
            "The file is over 32 MB; simplify it first.",
            place=path.name,
        )
    return content


def _bounds(units: tuple[shapes.Commune, ...]) -> geojson.Bounds:
    lons = [unit.lon for unit in units if unit.lon is not None]
    lats = [unit.lat for unit in units if unit.lat is not None]
    return geojson.Bounds(
        west=min(lons) - _NEARBY,
        south=min(lats) - _NEARBY,
        east=max(lons) + _NEARBY,
        north=max(lats) + _NEARBY,
    )


def _fill(row: models.Facility, facility: shapes.Facility) -> None:
    row.valid_to = facility.period.end
    row.name = vietnamese.nfc(facility.name)
    for name in (
        "kind",
        "level",
        "points",
        "former_line",
        "commune_code",
        "parent_code",
        "owner",
        "beds",
        "demo",
    ):
        setattr(row, name, getattr(facility, name))
    row.aliases = [
        {"name": vietnamese.nfc(alias.name), "start": _iso(alias.period.start), "end": _iso(alias.period.end)}
        for alias in facility.aliases
    ]


def _check(facility: shapes.Facility, today: date) -> None:
    day = facility.period.start or today
    start, end = facility.period.start, facility.period.end
    problems = (
        ("code", not _CODE.match(facility.code)),
        ("name", not facility.name.strip() or len(facility.name) > 250),
        ("kind", facility.kind not in kinds.facility_kinds()),
        ("level", facility.level not in {"", *kinds.LEVELS}),
        ("former_line", facility.former_line not in {"", *kinds.LINES}),
        ("owner", facility.owner not in {"", *kinds.OWNERS}),
        ("beds", facility.beds is not None and facility.beds < 0),
        ("points", facility.points is not None and not 0 <= facility.points <= 100),
        ("period", start is not None and end is not None and end < start),
        (
            "commune_code",
            facility.commune_code != "" and communes.commune_on(facility.commune_code, day) is None,
        ),
        ("parent_code", facility.parent_code == facility.code),
    )
    for place, wrong in problems:
        if wrong:
            raise FacilityNotValid(
                f"Thông tin cơ sở không hợp lệ: {place}.",
                f"The facility's details are not valid: {place}.",
                place=place,
            )


def _starts_after(row_start: date | None, start: date | None) -> bool:
    return row_start is not None and (start is None or row_start > start)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

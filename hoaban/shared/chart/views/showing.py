"""From facts to what components take: ready text, grouped and in order."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hoaban.kernel import clock
from hoaban.shared.chart import fhir, queries
from hoaban.shared.chart.views import measures, moments
from hoaban.shared.chart.views.paths import Paths
from hoaban.ui import formats, parts


def problems(story: queries.Story) -> parts.Table:
    """Confirmed diagnoses, one line for each code: when last, how often."""
    by_code: dict[str, list[fhir.Diagnosis]] = {}
    for one in story.diagnoses:
        if one.confirmed and one.text:
            by_code.setdefault(one.code or one.text, []).append(one)
    rows = tuple(
        (
            parts.Cell(_single_name(group), note=group[0].code, head=True),
            parts.Cell(moments.day(group[0].at)),
            parts.Cell(formats.number(len(group))),
        )
        for group in sorted(by_code.values(), key=len, reverse=True)[:12]
    )
    columns = (
        parts.Column(_("Bệnh")), parts.Column(_("Gần nhất"), "date"),
        parts.Column(_("Số lượt"), "number"),
    )  # fmt: skip
    return parts.Table(_("Vấn đề sức khỏe"), columns, rows)


def _single_name(group: Sequence[fhir.Diagnosis]) -> str:
    """The shortest wording: the text of a main diagnosis may tell the others too."""
    return min((one.text.split(";")[0] for one in group), key=len)


def medicines(story: queries.Story, *, limit: int) -> parts.Table:
    """Drugs ordered, newest first."""
    rows = tuple(
        (
            parts.Cell(one.name, note=one.dose, head=True), parts.Cell(one.quantity), parts.Cell(moments.day(one.at)),
        )
        for one in story.medicines[:limit]
    )  # fmt: skip
    columns = (parts.Column(_("Thuốc")), parts.Column(_("Số lượng")), parts.Column(_("Ngày kê"), "date"))
    return parts.Table(_("Thuốc đã kê"), columns, rows)


def latest_medicines(story: queries.Story, *, limit: int) -> parts.Table:
    """Each drug once, as it was last ordered, and how often it was."""
    orders: dict[str, list[fhir.Medicine]] = {}
    for one in story.medicines:
        orders.setdefault(one.name, []).append(one)
    rows = tuple(
        (
            parts.Cell(group[0].name, note=group[0].dose, head=True),
            parts.Cell(moments.day(group[0].at)),
            parts.Cell(formats.number(len(group))),
        )
        for group in list(orders.values())[:limit]
    )
    columns = (
        parts.Column(_("Thuốc")), parts.Column(_("Kê gần nhất"), "date"), parts.Column(_("Số lần kê"), "number"),
    )  # fmt: skip
    return parts.Table(_("Thuốc kê gần đây"), columns, rows)


def doses(story: queries.Story) -> parts.Table:
    """Vaccinations, newest first."""
    rows = tuple(
        (
            parts.Cell(one.vaccine, head=True),
            parts.Cell(one.number),
            parts.Cell(moments.day(one.at)),
            parts.Cell(one.lot),
        )
        for one in story.doses
    )
    columns = (
        parts.Column(_("Vắc xin")), parts.Column(_("Mũi"), "number"), parts.Column(_("Ngày tiêm"), "date"),
        parts.Column(_("Số lô")),
    )  # fmt: skip
    return parts.Table(_("Tiêm chủng"), columns, rows)


def timeline(story: queries.Story, paths: Paths, *, limit: int = 400) -> tuple[parts.EventYear, ...]:
    """Visits over all facilities, newest first."""
    names = {one.id: one for one in story.diagnoses}
    newest = {one.encounter: one for one in reversed(story.documents) if one.is_current}
    return parts.timeline(_event(one, names, newest, paths) for one in story.visits[:limit] if one.start)


def _event(
    one: fhir.Visit, names: dict[str, fhir.Diagnosis], documents: dict[str, fhir.Document], paths: Paths
) -> parts.Event:
    assert one.start is not None  # noqa: S101
    at = one.start.astimezone(clock.VIETNAM)
    told = [names[key] for key in one.diagnoses if key in names and names[key].confirmed]
    badges = []
    if one.emergency:
        badges.append(parts.Badge(_("Cấp cứu"), "danger"))
    if one.referred_to:
        badges.append(parts.Badge(_("Chuyển: %s") % one.referred_to, "info", "referral"))
    original = documents.get(one.id)
    return parts.Event(
        year=f"{at:%Y}",
        day=formats.day(at),
        time=formats.clock(at),
        title=one.kind or (_("Nội trú") if one.admitted else _("Khám bệnh")),
        kind="bed" if one.admitted else "visit",
        kind_label=_("Nội trú") if one.admitted else _("Ngoại trú"),
        url=paths.visit(one.id),
        facility=one.facility,
        summary="; ".join(dict.fromkeys(f"{d.code} {d.text.split(';')[0]}".strip() for d in told))
        or one.reason,
        badges=tuple(badges),
        source=_("Bản %s, hồ sơ gốc") % one.version
        if original and original.digest
        else _("Bản %s") % one.version,
        source_url=paths.original(original.id) if original and original.digest else "",
    )


def visits(story: queries.Story) -> parts.Table:
    """Visits over all facilities as a table, newest first, each with what was found."""
    names = {one.id: one for one in story.diagnoses}
    rows = tuple(
        (
            parts.Cell(moments.day_time(one.start)),
            parts.Cell(one.facility, note=one.kind, head=True),
            parts.Cell(
                "; ".join(
                    dict.fromkeys(
                        f"{names[key].code} {names[key].text}".strip()
                        for key in one.diagnoses
                        if key in names and names[key].confirmed
                    )
                )
                or one.reason
            ),
            parts.Cell(one.outcome),
        )
        for one in story.visits
    )
    columns = (
        parts.Column(_("Lúc"), "date"), parts.Column(_("Cơ sở")), parts.Column(_("Chẩn đoán")),
        parts.Column(_("Kết quả điều trị")),
    )  # fmt: skip
    return parts.Table(_("Lượt khám bệnh, chữa bệnh"), columns, rows)


def one_visit(story: queries.Story, visit: str, paths: Paths) -> dict[str, object]:
    """Everything of one visit."""
    found = next((one for one in story.visits if one.id == visit), None)
    told = [one for one in story.diagnoses if one.encounter == visit]
    mine = queries.Story(
        visits=(found,) if found else (),
        diagnoses=tuple(told),
        medicines=tuple(one for one in story.medicines if one.encounter == visit),
        results=tuple(one for one in story.results if one.encounter == visit),
        orders=tuple(one for one in story.orders if one.encounter == visit),
        notes=tuple(one for one in story.notes if one.encounter == visit),
        doses=(),
        documents=tuple(one for one in story.documents if one.encounter == visit),
        cut=False,
    )
    return {
        "pairs": _visit_pairs(found, told) if found else (),
        "orders": _orders(mine),
        "results": measures.result_table(mine),
        "vitals": measures.vital_table(mine),
        "given": medicines(mine, limit=200),
        "notes": notes(mine),
        "documents": documents(mine, paths),
    }


def _visit_pairs(one: fhir.Visit, told: Sequence[fhir.Diagnosis]) -> tuple[parts.Pair, ...]:
    confirmed = [f"{d.code} {d.text}".strip() for d in told if d.confirmed]
    suspected = [d.text for d in told if not d.confirmed]
    span = [formats.day_time(at) for at in (one.start, one.end) if at]
    pairs = (
        parts.Pair(_("Cơ sở"), one.facility),
        parts.Pair(_("Hình thức"), one.kind),
        parts.Pair(_("Thời gian"), " – ".join(span)),
        parts.Pair(_("Khoa"), ", ".join(filter(None, one.departments))),
        parts.Pair(_("Lý do đến khám"), one.reason),
        parts.Pair(_("Chẩn đoán ban đầu"), "; ".join(suspected)),
        parts.Pair(_("Chẩn đoán"), "; ".join(confirmed)),
        parts.Pair(_("Kết quả điều trị"), one.outcome),
        parts.Pair(_("Ra viện"), one.discharge),
    )
    return (*pairs, parts.Pair(_("Chuyển đến"), one.referred_to)) if one.referred_to else pairs


def _orders(story: queries.Story) -> parts.Table:
    rows = tuple(
        (
            parts.Cell(one.name, head=True),
            parts.Cell(_("đã thực hiện") if one.done else ""),
            parts.Cell(moments.day_time(one.at)),
        )
        for one in reversed(story.orders)
    )
    columns = (
        parts.Column(_("Dịch vụ")),
        parts.Column(_("Trạng thái")),
        parts.Column(_("Thời điểm"), "date"),
    )
    return parts.Table(_("Chỉ định và thủ thuật"), columns, rows)


def notes(story: queries.Story) -> list[dict[str, object]]:
    """Papers and progress notes as readable texts."""
    return [
        {
            "title": one.title,
            "at": moments.day_time(one.at),
            "author": one.author,
            "sections": [parts.Pair(title, text) for title, text in one.sections],
        }
        for one in story.notes
    ]


def _titled(one: fhir.Document) -> str:
    title = one.title or _("Hồ sơ gốc")
    return title if one.is_current else _("%s (đã có bản sau)") % title


def documents(story: queries.Story, paths: Paths) -> parts.Table:
    """Originals kept with the record."""
    rows = tuple(
        (
            parts.Cell(_titled(one), url=paths.original(one.id), head=True),
            parts.Cell(one.facility),
            parts.Cell(moments.day(one.at)),
            parts.Cell(f"{formats.number(max(1, one.size // 1024))} kB"),
        )
        for one in story.documents
        if one.digest
    )
    columns = (
        parts.Column(_("Bản gốc")), parts.Column(_("Cơ sở")), parts.Column(_("Ngày nhận"), "date"),
        parts.Column(_("Cỡ"), "number"),
    )  # fmt: skip
    return parts.Table(_("Bản gốc đã nhận"), columns, rows)

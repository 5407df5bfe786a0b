"""A unit's list of its staff as a spreadsheet: its columns, each line as a staff file, and what it would change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from hoaban.connect import sheets
from hoaban.connect.sheets import Choice, Column, Kind
from hoaban.foundation.workforce.rules import checks, lists, shapes
from hoaban.foundation.workforce.rules.problems import Problem
from hoaban.kernel.effective import Period

SHEET = "NhanLuc"
_NOBODY = UUID(int=0)
_DATE = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})\Z")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: a person, a post, and a licence where the line has one."""

    line: int
    member: shapes.Member
    post: shapes.Post
    licence: shapes.Licence | None


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that a line changes: its title and the texts before and after."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a line does: ``new``, ``changed`` or ``unchanged``. ``doubts`` are odd things that stop nothing."""

    row: Row
    kind: str
    fields: tuple[Changed, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()


def columns() -> tuple[Column, ...]:
    """The columns of a list, in the order of the template."""
    return (
        Column("facility_code", "Mã cơ sở", "Facility code", width=10),
        Column("name", "Họ và tên", "Full name", required=True, width=26),
        Column("birth", "Ngày sinh", "Birth", width=12),
        Column("sex", "Giới tính", "Sex", width=10, choices=_choices(lists.SEXES)),
        Column("personal_number", "Số định danh cá nhân", "Personal number", width=16),
        Column("phone", "Điện thoại", "Telephone", width=14),
        Column("email", "Thư điện tử", "E-mail", width=22),
        Column("profession", "Chức danh", "Profession", required=True, width=18, choices=_words(lists.professions().values())),
        Column("degree", "Trình độ", "Degree", width=14, choices=_words(lists.degrees().values())),
        Column("speciality", "Chuyên ngành", "Speciality", width=20),
        Column("post", "Vị trí việc làm", "Post", required=True, width=24),
        Column("department", "Khoa, phòng", "Department", width=20),
        Column("start", "Làm việc từ ngày", "In post from", Kind.DAY, required=True, width=14),
        Column("end", "đến hết ngày", "until", Kind.DAY, width=14),
        Column("registered_on", "Ngày đăng ký hành nghề", "Practice registered on", Kind.DAY, width=14),
        Column("licence_kind", "Loại giấy phép", "Kind of licence", width=22, choices=_choices(lists.LICENCE_KINDS)),
        Column("licence_number", "Số giấy phép", "Licence number", width=20),
        Column("issued_on", "Ngày cấp", "Issued on", Kind.DAY, width=12),
        Column("issued_by", "Nơi cấp", "Issued by", width=20),
        Column("valid_until", "Có giá trị đến", "Valid until", Kind.DAY, width=14),
        Column("scopes", "Phạm vi hành nghề", "Scope of practice", Kind.CODES, width=26, choices=_words(lists.scopes().values())),
        Column("scope_text", "Phạm vi ghi trên giấy phép", "Scope as printed", width=30),
    )  # fmt: skip


def row_of(
    line: sheets.Line, sheet: sheets.Sheet, facility: str, today: date
) -> tuple[Row | None, list[sheets.Fault]]:
    """A line as values; ``facility`` stands in for an empty facility code. Or what is wrong with it."""
    birth = _birth(line.text("birth"))
    member = shapes.Member(
        _NOBODY, line.text("name"), line.text("profession"), birth=birth, sex=line.text("sex"),
        personal_number=line.text("personal_number"), phone=line.text("phone"), email=line.text("email"),
        degree=line.text("degree"), speciality=line.text("speciality"),
    )  # fmt: skip
    post = shapes.Post(
        line.text("facility_code") or facility, "-", line.text("post"), Period(line.day("start"), line.day("end")),
        department=line.text("department"), registered_on=line.day("registered_on"),
    )  # fmt: skip
    problems = checks.member_problems(member, today) + checks.post_problems(post)
    licence, wrong = _licence(line)
    problems += wrong
    faults = sheet.faults_of(line, problems)
    return (None if problems or line.unread else Row(line.number, member, post, licence)), faults


def _licence(line: sheets.Line) -> tuple[shapes.Licence | None, list[Problem]]:
    number, kind, issued = line.text("licence_number"), line.text("licence_kind"), line.day("issued_on")
    if not number or line.unread & {"licence_number", "licence_kind", "issued_on"}:
        return None, []
    if not kind or issued is None:
        lacking = "issued_on" if kind else "licence_kind"
        return None, [
            (lacking, "Giấy phép cần loại và ngày cấp.", "A licence needs its kind and day of issue.")
        ]
    licence = shapes.Licence(
        kind, number, issued, issued_by=line.text("issued_by"), valid_until=line.day("valid_until"),
        scopes=frozenset(line.codes("scopes")), scope_text=line.text("scope_text"),
    )  # fmt: skip
    places = {"kind": "licence_kind", "number": "licence_number"}
    return licence, [(places.get(key, key), vi, en) for key, vi, en in checks.licence_problems(licence)]


def change_of(row: Row, file: shapes.StaffFile | None) -> Change:
    """What a line would change of a staff file (``None``: it opens one). An empty cell says nothing and changes nothing."""
    doubts = checks.member_doubts(row.member)
    if row.licence is not None:
        doubts = doubts + checks.licence_doubts(row.licence, row.member.profession)
    told = tuple((vi, en) for _key, vi, en in doubts)
    after = cells_of(row.member, row.post, row.licence)
    before = {} if file is None else _cells_of_file(file, row)
    fields = tuple(
        Changed(key, before.get(key, ""), text)
        for key, text in after.items()
        if text and text != before.get(key, "")
    )
    if file is None:
        return Change(row, "new", fields, told)
    return Change(row, "changed" if fields else "unchanged", fields, told)


def merged(row: Row, file: shapes.StaffFile) -> shapes.Member:
    """The person of a file with what a line tells; what it does not tell stays."""
    given = {
        name: value
        for name in (
            "name",
            "birth",
            "sex",
            "personal_number",
            "phone",
            "email",
            "profession",
            "degree",
            "speciality",
        )
        if (value := getattr(row.member, name))
    }
    return replace(file.member, **given)


def merged_licence(row: Row, file: shapes.StaffFile) -> shapes.Licence | None:
    """The licence of a line over the one that the file has."""
    told = row.licence
    known = next(
        (one for one in file.licences if told and (one.kind, one.number) == (told.kind, told.number)), None
    )
    if told is None or known is None:
        return told
    return replace(
        known, issued_on=told.issued_on, issued_by=told.issued_by or known.issued_by,
        valid_until=told.valid_until or known.valid_until, scopes=told.scopes or known.scopes,
        scope_text=told.scope_text or known.scope_text,
    )  # fmt: skip


def merged_post(row: Row, file: shapes.StaffFile | None) -> shapes.Post:
    """The post of a line over the one of the same day that the file has."""
    known = _post_of(file, row) if file else None
    if known is None:
        return replace(row.post, number="")
    return replace(
        known, post=row.post.post, department=row.post.department or known.department,
        period=Period(known.period.start, row.post.period.end or known.period.end),
        registered_on=row.post.registered_on or known.registered_on,
    )  # fmt: skip


def cells_of(
    member: shapes.Member, post: shapes.Post | None, licence: shapes.Licence | None
) -> dict[str, str]:
    """A person, a post and a licence as the cells of a line, by column key; codes as codes."""
    cells = {
        "name": member.name, "birth": shown_birth(member.birth), "sex": member.sex,
        "personal_number": member.personal_number, "phone": member.phone, "email": member.email,
        "profession": member.profession, "degree": member.degree, "speciality": member.speciality,
    }  # fmt: skip
    if post is not None:
        cells |= {
            "facility_code": post.facility_code, "post": post.post, "department": post.department,
            "start": _day(post.period.start), "end": _day(post.period.end), "registered_on": _day(post.registered_on),
        }  # fmt: skip
    if licence is not None:
        cells |= {
            "licence_kind": licence.kind, "licence_number": licence.number, "issued_on": _day(licence.issued_on),
            "issued_by": licence.issued_by, "valid_until": _day(licence.valid_until),
            "scopes": "; ".join(sorted(licence.scopes)), "scope_text": licence.scope_text,
        }  # fmt: skip
    return cells


def line_of(file: shapes.StaffFile, post: shapes.Post) -> Mapping[str, sheets.Value]:
    """A staff file and one post as a line to write."""
    licence = file.licences[0] if file.licences else None
    cells: dict[str, sheets.Value] = dict(cells_of(file.member, post, licence))
    cells |= {"start": post.period.start, "end": post.period.end, "registered_on": post.registered_on}
    if licence is not None:
        scopes = tuple(sorted(licence.scopes))
        cells |= {"issued_on": licence.issued_on, "valid_until": licence.valid_until, "scopes": scopes}
    return cells


def shown_birth(birth: str) -> str:
    """``1988-03-09`` as ``09/03/1988``."""
    return "/".join(reversed(birth.split("-"))) if birth else ""


def _cells_of_file(file: shapes.StaffFile, row: Row) -> dict[str, str]:
    licence = next(
        (
            one
            for one in file.licences
            if row.licence and (one.kind, one.number) == (row.licence.kind, row.licence.number)
        ),
        None,
    )
    return cells_of(file.member, _post_of(file, row), licence)


def _post_of(file: shapes.StaffFile, row: Row) -> shapes.Post | None:
    """The post of the same facility and first day."""
    return next(
        (
            one
            for one in file.posts
            if (one.facility_code, one.period.start) == (row.post.facility_code, row.post.period.start)
        ),
        None,
    )


def _birth(text: str) -> str:
    """``09/03/1988``, ``03/1988`` or ``1988`` as YYYY-MM-DD and so on; anything else stays, to be refused."""
    found = _DATE.match(text)
    if not found:
        return text
    return "-".join(part.zfill(2) for part in (found[3], found[2], found[1]) if part)


def _day(day: date | None) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if day else ""


def _choices(words: Mapping[str, tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code, vi) for code, (vi, _en) in words.items())


def _words(words: Iterable[lists.Word]) -> tuple[Choice, ...]:
    return tuple(Choice(one.code, one.vi) for one in words)

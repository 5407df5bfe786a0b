"""What cannot be in a staff file, and what is only odd."""

from __future__ import annotations

import re
from datetime import date

from hoaban.foundation.workforce.rules import lists
from hoaban.foundation.workforce.rules.licences import is_usual_number
from hoaban.foundation.workforce.rules.problems import Problem, problem
from hoaban.foundation.workforce.rules.shapes import Licence, Member, Post, Training

_BIRTH = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\Z")
_PHONE = re.compile(r"\+?[0-9 .-]{8,19}\Z")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+\Z")


def member_problems(member: Member, today: date) -> list[Problem]:
    """Why a person cannot be registered so; empty when nothing stands against it."""
    checks = (
        ("name", not 0 < len(member.name.strip()) <= 120, "member.name"),
        ("profession", member.profession not in lists.professions(), "member.profession"),
        ("birth", bool(member.birth) and not _is_birth(member.birth, today), "member.birth"),
        ("sex", member.sex not in {"", *lists.SEXES}, "member.sex"),
        (
            "personal_number",
            bool(member.personal_number) and not re.fullmatch(r"[0-9]{12}", member.personal_number),
            "member.personal_number",
        ),
        ("phone", bool(member.phone) and not _PHONE.match(member.phone), "member.phone"),
        (
            "email",
            bool(member.email) and (len(member.email) > 120 or not _EMAIL.match(member.email)),
            "member.email",
        ),
        ("degree", member.degree not in {"", *lists.degrees()}, "member.degree"),
        ("speciality", len(member.speciality) > 120, "member.speciality"),
    )
    return [problem(field, key) for field, wrong, key in checks if wrong]


def member_doubts(member: Member) -> list[Problem]:
    """A personal number that does not fit sex or birth year (it carries both): remarked on, never refused."""
    number = member.personal_number
    if len(number) != 12 or not number.isdigit():
        return []
    century, odd = divmod(int(number[3]), 2)
    born = 1900 + century * 100 + int(number[4:6])
    checks = (
        ("sex", bool(member.sex) and (member.sex == "female") != bool(odd), "odd.sex"),
        ("birth", bool(member.birth) and int(member.birth[:4]) != born, "odd.birth"),
    )
    return [problem(field, key) for field, wrong, key in checks if wrong]


def post_problems(post: Post) -> list[Problem]:
    """Why a post cannot be so."""
    start, end = post.period.start, post.period.end
    checks = (
        ("number", not 0 < len(post.number) <= 50, "post.number"),
        ("post", not 0 < len(post.post.strip()) <= 60, "post.post"),
        ("start", start is None or start.year < 1950, "post.start"),
        ("end", start is not None and end is not None and end < start, "post.end"),
        ("department", len(post.department) > 120, "post.department"),
        ("supervisor", post.supervisor is not None and not post.is_trainee, "post.supervisor"),
    )
    return [problem(field, key) for field, wrong, key in checks if wrong]


def licence_problems(licence: Licence) -> list[Problem]:
    """Why a licence cannot be so."""
    unknown = licence.scopes - set(lists.scopes())
    techniques = licence.techniques - set(lists.acts(licence.issued_on))
    checks = (
        ("kind", licence.kind not in lists.LICENCE_KINDS, "licence.kind"),
        ("number", not 0 < len(licence.number.strip()) <= 50, "licence.number"),
        ("issued_on", licence.issued_on.year < 1950, "licence.issued_on"),
        (
            "valid_until",
            licence.valid_until is not None and licence.valid_until < licence.issued_on,
            "licence.valid_until",
        ),
        ("scopes", bool(unknown), "licence.scopes"),
        ("techniques", bool(techniques), "licence.techniques"),
        (
            "revoked_on",
            licence.revoked_on is not None and licence.revoked_on < licence.issued_on,
            "licence.revoked_on",
        ),
    )
    return [problem(field, key) for field, wrong, key in checks if wrong]


def licence_doubts(licence: Licence, profession: str) -> list[Problem]:
    """An unusual number, no scope, a kind or scope that is another profession's: remarked on, never refused."""
    known = lists.professions().get(profession)
    theirs = {lists.scopes()[one].profession for one in licence.scopes if one in lists.scopes()}
    checks = (
        (
            "number",
            licence.kind in lists.LICENCE_KINDS and not is_usual_number(licence.kind, licence.number),
            "odd.number",
        ),
        ("scopes", not licence.scopes, "odd.scopes"),
        ("kind", known is not None and known.is_licensed and licence.kind not in known.kinds, "odd.kind"),
        ("scopes", bool(theirs - {profession}), "odd.foreign_scope"),
    )
    return [problem(field, key) for field, wrong, key in checks if wrong]


def training_problems(training: Training, today: date) -> list[Problem]:
    """Why a course cannot be so."""
    checks = (
        ("kind", training.kind not in lists.TRAINING_KINDS, "training.kind"),
        (
            "completed_on",
            not training.completed_on.year >= 1950 or training.completed_on > today,
            "training.completed_on",
        ),
        ("hours", not 0 < training.hours <= 5000, "training.hours"),
        ("title", not 0 < len(training.title.strip()) <= 200, "training.title"),
    )
    return [problem(field, key) for field, wrong, key in checks if wrong]


def _is_birth(birth: str, today: date) -> bool:
    if not _BIRTH.match(birth):
        return False
    if len(birth) == 10:
        try:
            return date.fromisoformat(birth) < today
        except ValueError:
            return False
    return int(birth[:4]) <= today.year

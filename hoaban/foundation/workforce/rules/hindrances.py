"""What stands against a line of a unit's list: lines above of the same person, and the file that is kept."""

from __future__ import annotations

from collections.abc import Iterable

from hoaban.foundation.workforce.rules import shapes, unit_list
from hoaban.foundation.workforce.rules.problems import Problem


def contradictions(row: unit_list.Row, above: Iterable[unit_list.Row]) -> list[Problem]:
    """Why a line cannot stand beside the lines above of the same person: each tells of a post at another facility."""
    told = _filled(row)
    for one in above:
        if one.post.facility_code == row.post.facility_code:
            return [
                (
                    "name",
                    f"Người này đã có ở dòng {one.line} với cùng cơ sở.",
                    f"The person stands on line {one.line} already, at the same facility.",
                )
            ]
        other = _filled(one)
        for key in told.keys() & other.keys():
            if told[key] != other[key]:
                return [
                    (
                        key,
                        f"Khác với dòng {one.line}, cùng một người.",
                        f"Differs from line {one.line} of the same person.",
                    )
                ]
    return []


def _filled(row: unit_list.Row) -> dict[str, str]:
    return {key: text for key, text in unit_list.cells_of(row.member, None, None).items() if text}


def hindrances(row: unit_list.Row, file: shapes.StaffFile, *, is_holder: bool) -> list[Problem]:
    """Why a line cannot be written into a file that is kept. ``is_holder``: its licence is this person's, or nobody's."""
    start, code = row.post.period.start, row.post.facility_code
    problems = []
    if not is_holder:
        problems.append(
            ("licence_number", "Số giấy phép này đã là của người khác.", "The licence is another person's.")
        )
    if any(
        start and one.period.start and one.period.start > start
        for one in file.posts
        if one.facility_code == code
    ):
        problems.append(
            ("start", "Đã có vị trí việc làm từ một ngày sau đó.", "A post from a later day is registered.")
        )
    return problems

"""The command centre as each role sees it."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from hoaban.kernel import clock
from hoaban.kernel.actor import Actor, Scope
from hoaban.oversight.command_centre import queries, views
from hoaban.oversight.command_centre.models import FacilityHeard
from tests import cast
from tests.small_province import KHONG_LAO, TOLD, Visit, browser, open_facilities, tell

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING = "period=own&first=2026-10-01&last=2026-11-30"
ALL = Scope("all")
HOSPITAL = Scope("facility", cast.PROVINCIAL)
PHONG_THO = "03549"
"""The commune of today in what was the district of Phong Thổ."""


def text(page: str) -> str:
    """What is read: without marks and with single blanks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def shown(client: Client, query: str = EVERYTHING) -> str:
    answer = client.get(f"/centre/?{query}")
    assert answer.status_code == 200
    return text(answer.content.decode())


def untimed(page: str) -> list[str]:
    """The words of a page without moments: when something was last heard of may change."""
    return re.sub(r"\d\d:\d\d\s\d\d/\d\d/\d{4}", "", page).split()


def as_actor(actor: Actor, path: str) -> str:
    """The page for an actor with exactly these grants, whatever roles exist."""
    request = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]
    view = views.listing if "list" in path else views.page
    return text(view(request).content.decode())


def test_the_department_s_director_sees_the_province() -> None:
    open_facilities()
    tell(*TOLD)
    page = shown(browser("department_director", ALL))

    assert "Lượt khám 6" in page
    assert "3,1 triệu đ" in page
    assert "J18 Viêm phổi" in page
    assert "Lò Văn" not in page


def test_a_chosen_commune_does_not_make_the_others_empty() -> None:
    open_facilities()
    tell(*TOLD)
    client = browser("department_director", ALL)
    said = re.compile(r"Dào San: (\d+) lượt")
    everywhere = said.search(shown(client))
    elsewhere = said.search(shown(client, f"{EVERYTHING}&commune=03583"))

    assert everywhere is not None
    assert elsewhere is not None
    assert int(everywhere[1]) > 0
    assert elsewhere[1] == everywhere[1]


def _by_residence(page: str) -> dict[str, int]:
    """The table of visits by residence: name and number of each row."""
    table = page.split('id="residence"')[1].split("</table>")[0].split("<tbody")[1]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("<tr")[1:]]
    return {text(row[0]).strip(): int(re.sub(r"\D", "", text(row[1])) or 0) for row in rows}


def test_visits_by_residence_stand_on_todays_or_former_borders_and_the_page_says_which() -> None:
    open_facilities()
    tell(*TOLD)
    client = browser("department_director", ALL)
    pages = {
        borders: client.get(f"/centre/?{EVERYTHING}&borders={borders}").content.decode()
        for borders in ("", "former", "districts")
    }
    today, former, districts = (_by_residence(pages[one]) for one in ("", "former", "districts"))

    assert today["xã Dào San"] > 0
    assert today["xã Khổng Lào"] > 0
    assert former["xã Tông Qua Lìn + xã Mù Sang + xã Dào San"] == today["xã Dào San"]
    assert districts["Huyện Phong Thổ"] == today["xã Dào San"] + today["xã Khổng Lào"]
    assert sum(today.values()) == sum(former.values()) == sum(districts.values())
    assert "Theo địa giới từ 01/07/2025: 38 xã, phường." in text(pages[""])
    for one in ("former", "districts"):
        assert "Theo địa giới đến 30/06/2025: 8 huyện, thành phố, 106 xã" in text(pages[one])
        assert "không chia nhỏ được" in text(pages[one])
    assert "borders=districts" in pages["districts"].split("hx-get=")[1].split('"')[1]
    assert client.get(f"/centre/?{EVERYTHING}&borders=nowhere").status_code == 200


def test_former_borders_tell_no_number_that_todays_do_not() -> None:
    open_facilities()
    tell(*TOLD)
    client = browser("analyst", ALL)
    for borders in ("", "former", "districts"):
        page = client.get(f"/centre/?{EVERYTHING}&borders={borders}").content.decode()
        assert sum(_by_residence(page).values()) == 0
        assert "không nêu" in text(page.split('id="residence"')[1].split("</table>")[0])


def test_a_district_tells_at_least_what_its_told_communes_tell() -> None:
    open_facilities()
    counts = {cast.DAO_SAN: 30, PHONG_THO: 12, KHONG_LAO: 2}
    tell(
        *(
            Visit(f"{commune}-{one}", commune=commune)
            for commune, many in counts.items()
            for one in range(many)
        )
    )
    address = f"/centre/?{EVERYTHING}&borders=districts"
    client = browser("analyst", ALL)
    told = text(client.get(address).content.decode().split('id="residence"')[1])
    single = text(
        browser("department_director", ALL).get(address).content.decode().split('id="residence"')[1]
    )

    assert "Huyện Phong Thổ từ 30 trở lên" in told, "two are few, and twelve would give them away in the sum"
    assert "Huyện Phong Thổ 44" in single
    client.post("/language/", {"language": "en"})
    english = text(client.get(address).content.decode().split('id="residence"')[1])
    assert "borders until 30/06/2025: 8 districts, 106 communes" in english
    assert "cannot be divided" in english


def test_one_visit_is_not_called_visits_in_english() -> None:
    open_facilities()
    tell(Visit("only"))
    client = browser("department_director", ALL)
    client.post("/language/", {"language": "en"})
    page = shown(client)
    listed = text(client.get(f"/centre/list/?{EVERYTHING}").content.decode())

    assert re.search(r": 1 visit ", page)
    assert re.search(r": 1 visit\.", listed)


def test_a_facility_s_director_sees_only_the_own_facility() -> None:
    open_facilities()
    tell(*TOLD)
    director = browser("hospital_director", HOSPITAL)
    page = shown(director)

    assert "Lượt khám 4" in page
    assert "S06" not in page, "that was diagnosed elsewhere"
    assert "Trung tâm Y tế Phong Thổ" not in page
    for query in ("", "kind=referrals", f"facility={cast.PHONG_THO}"):
        listed = director.get(f"/centre/list/?{EVERYTHING}&{query}").content.decode()
        assert "Phong Thổ" not in text(listed).replace("Bệnh viện", ""), query


def test_small_numbers_and_lists_are_not_for_the_analyst() -> None:
    open_facilities()
    tell(*TOLD, *(Visit(f"more{place}") for place in range(6)))
    analyst = browser("analyst", ALL)
    page = shown(analyst)

    assert "Lượt khám từ 11 trở lên" in page, "of October one alone is not told"
    assert "Nhập viện không nêu" in page
    assert "Không nêu, để không lộ người" in page
    assert "Chưa ghi nhận" not in page, "what is not told has been recorded all the same"
    assert "Chuyển cơ sở không nêu" in page
    for category in ("S06", "I10", "B20"):
        assert category not in page, "a rare illness is not named"
    assert "/centre/list/" not in analyst.get(f"/centre/?{EVERYTHING}").content.decode()
    assert analyst.get(f"/centre/list/?{EVERYTHING}").status_code == 403


def test_days_that_are_few_are_not_told_to_the_analyst_nor_the_empty_ones_among_them() -> None:
    open_facilities()
    tell(*(Visit(f"day{day}", start=f"2026-11-0{day}T09:00:00+07:00") for day in range(1, 7)))
    page = shown(browser("analyst", ALL), "period=own&first=2026-11-01&last=2026-11-06")

    assert "Lượt khám 6" in page
    for day in range(1, 7):
        assert re.search(rf"0{day}/11/2026 không nêu", page), day
    assert "10/11/2026 không nêu" in page, "an empty day among equal ones would tell the others"


def test_a_month_whose_sum_gives_its_days_away_is_not_told_to_the_analyst() -> None:
    open_facilities()
    tell(*(Visit(f"day{day}", start=f"2026-10-{day:02}T09:00:00+07:00") for day in range(1, 32)))

    assert "Lượt khám không nêu" in shown(
        browser("analyst", ALL), "period=own&first=2026-10-01&last=2026-10-31"
    )
    assert "Lượt khám 31" in shown(
        browser("department_director", ALL), "period=own&first=2026-10-01&last=2026-10-31"
    )


def test_overlapping_periods_tell_the_analyst_no_single_day() -> None:
    open_facilities()
    tell(*(Visit(f"more{place}") for place in range(9)), Visit("one", start="2026-11-20T09:00:00+07:00"))
    analyst, place = browser("analyst", ALL), f"facility={cast.PROVINCIAL}"
    pages = {
        shown(analyst, f"period=own&first=2026-11-0{first}&last=2026-11-{last}&{place}").partition(
            "Lượt khám "
        )[2]
        for first, last in ((1, 19), (1, 20), (5, 20), (9, 12))
    }
    director = browser("department_director", ALL)

    assert len(pages) == 1
    assert next(iter(pages)).startswith("10 ")
    assert "Lượt khám 9" in shown(director, f"period=own&first=2026-11-01&last=2026-11-19&{place}")


def test_the_months_of_a_year_tell_the_analyst_no_month_that_is_few() -> None:
    open_facilities()
    months = {8: 9, 9: 2, 10: 7, 11: 6}
    tell(
        *(
            Visit(f"{month}/{number}", start=f"2026-{month:02}-10T09:00:00+07:00", facility=where)
            for where in (cast.PROVINCIAL, cast.PHONG_THO)
            for month, count in months.items()
            for number in [f"{where}/{n}" for n in range(count if where == cast.PROVINCIAL else 20)]
        )
    )
    analyst = browser("analyst", ALL)

    def visits(first: int, last: int, facility: str = "") -> str:
        query = f"period=own&first=2026-{first:02}-01&last=2026-{last:02}-28&facility={facility}"
        return shown(analyst, query).partition("Lượt khám ")[2].partition(" Nhập viện")[0]

    assert visits(9, 9, cast.PROVINCIAL) == "không nêu"
    assert visits(9, 9, cast.PHONG_THO) == "không nêu", "with the sum of the month it would tell the other"
    assert visits(9, 9).startswith("22 ")
    assert visits(8, 8, cast.PROVINCIAL).startswith("9")
    assert visits(8, 10, cast.PROVINCIAL).startswith("từ 16 trở lên")
    assert visits(8, 11, cast.PROVINCIAL).startswith("từ 22 trở lên")


def test_the_analyst_asks_for_a_facility_or_a_commune_and_not_for_both() -> None:
    open_facilities()
    tell(*TOLD, *(Visit(f"more{place}") for place in range(9)))
    analyst, both = browser("analyst", ALL), f"{EVERYTHING}&facility={cast.PROVINCIAL}&commune={cast.DAO_SAN}"
    page = shown(analyst, both)

    assert "Chọn cơ sở hoặc xã, phường, không chọn cả hai." in page
    assert (
        page.partition("Lượt khám ")[2].split()[:2]
        == (shown(analyst, f"{EVERYTHING}&facility={cast.PROVINCIAL}").partition("Lượt khám ")[2].split()[:2])
    )
    assert "không chọn cả hai" not in shown(browser("department_director", ALL), both)
    assert f'commune={cast.DAO_SAN}&amp;facility="' not in analyst.get(f"/centre/?{both}").content.decode()


def test_the_costs_of_very_few_visits_are_not_told_to_the_analyst() -> None:
    open_facilities()
    tell(*TOLD)
    page = shown(browser("analyst", ALL), f"{EVERYTHING}&facility={cast.PHONG_THO}")

    assert "Quá ít lượt khám để hiển thị" in page
    assert "triệu đ" not in page


def test_without_the_right_a_sensitive_visit_leaves_no_trace_on_any_page() -> None:
    open_facilities()
    director = cast.staff("x", ("figures.read", ALL), ("figures.single", ALL))
    tell(*TOLD[:5])
    paths = [
        f"/centre/?{EVERYTHING}",
        f"/centre/list/?{EVERYTHING}",
        f"/centre/list/?{EVERYTHING}&category=B20",
    ]
    before = [untimed(as_actor(director, path)) for path in paths]
    tell(TOLD[5], replace(TOLD[5], key="g", commune=""))
    after = [untimed(as_actor(director, path)) for path in paths]

    for path, one, other in zip(paths, after, before, strict=True):
        assert list(difflib.unified_diff(other, one, n=2)) == [], path


def test_numbers_follow_when_a_dossier_arrives() -> None:
    open_facilities()
    director = browser("department_director", ALL)
    tell(TOLD[0])
    position, _ = queries.followed_to()
    assert director.get(f"/centre/live/?{EVERYTHING}&position={position}").status_code == 204
    tell(TOLD[1])
    answer = director.get(f"/centre/live/?{EVERYTHING}&position={position}")

    assert answer.status_code == 200
    assert "Lượt khám 2" in text(answer.content.decode())


def test_the_silent_facilities_stand_first() -> None:
    open_facilities()
    tell(TOLD[0], TOLD[2])
    FacilityHeard.objects.filter(facility_code=cast.PHONG_THO).update(
        heard_at=clock.now() - timedelta(days=3)
    )
    reports = shown(browser("department_director", ALL)).partition("Báo cáo của cơ sở")[2]
    state = {
        name: re.search(rf"{name} (im lặng|đã gửi)", reports)
        for name in ("Bệnh viện Đa khoa tỉnh Lai Châu", "Trung tâm Y tế Phong Thổ", "Trạm Y tế xã Dào San")
    }

    assert [found and found[1] for found in state.values()] == ["đã gửi", "im lặng", "im lặng"]
    assert reports.index("Trạm Y tế xã Dào San") < reports.index("Trung tâm Y tế Phong Thổ")
    assert reports.index("Trung tâm Y tế Phong Thổ") < reports.index("Bệnh viện Đa khoa tỉnh Lai Châu")


@pytest.mark.parametrize(
    "query",
    [
        "period=own&first=0001-01-01&last=0001-02-01",
        "period=own&first=9999-12-01&last=9999-12-31",
        "period=own&first=2026-11-30&last=2026-11-01",
        "period=own&first=2026-13-45",
        "period=%00&facility=%00&commune=%F0%9F%98%80&category=%00&kind=%00",
        "category=J18%27--&kind=admissions",
        "start=%C2%B2&position=%C2%B2",
        "start=99999",
        "start=-1&first=&last=",
        "period=30d&period=7d&facility=12981&facility=12982",
    ],
)
def test_nonsense_is_answered_in_words(query: str) -> None:
    open_facilities()
    tell(TOLD[0])
    director = browser("department_director", ALL)

    for page in ("", "live/", "list/"):
        assert director.get(f"/centre/{page}?{query}").status_code == 200, page


@pytest.mark.parametrize("role", ["reception", "doctor", "nurse"])
def test_who_may_see_no_figures_is_refused(role: str) -> None:
    client = browser(role, HOSPITAL)

    for page in ("", "live/", "list/"):
        assert client.get(f"/centre/{page}").status_code == 403

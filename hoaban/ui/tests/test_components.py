from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import OperationalError
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from django.utils import translation
from pytest_django import Settings

from hoaban.kernel.actor import Actor, ActorKind
from hoaban.ui import errors, frame, parts
from hoaban.ui.tests.gallery import middleware, pages


def _render(source: str, path: str = "/", **values: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load ui %}" + source).render(RequestContext(request, values))


def test_an_empty_panel_says_not_recorded_and_never_none() -> None:
    html = _render('{% panel "Dị ứng" %}  {% endpanel %}')

    assert "Chưa ghi nhận" in html
    assert "Không có" not in html


def test_a_panel_with_a_body_shows_it_and_its_count() -> None:
    html = _render('{% panel "Bệnh" count=1234 %}<p>I10</p>{% endpanel %}')

    assert "<p>I10</p>" in html
    assert ">1.234<" in html
    assert "Chưa ghi nhận" not in html


def test_a_count_of_nought_is_shown() -> None:
    assert '<span class="count">0</span>' in _render('{% panel "Bệnh" count=0 %}x{% endpanel %}')


def test_what_people_typed_is_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>"
    banner = parts.Banner(evil, evil, evil, evil, evil, allergies=(evil,), numbers=(parts.Pair(evil, evil),))
    event = parts.Event(
        evil, evil, evil, facility=evil, summary=evil, source=evil, details=(parts.Pair(evil, evil),)
    )
    table = parts.Table(
        evil, (parts.Column(evil),), ((parts.Cell(evil, note=evil, badge=parts.Badge(evil)),),)
    )

    html = _render(
        "{% patient_banner banner %}{% timeline years %}{% table table %}"
        "{% notice title=evil %}{{ evil }}{% endnotice %}{% panel evil %}{{ evil }}{% endpanel %}"
        "{% button evil confirm=evil %}{% search_box evil value=evil %}",
        banner=banner,
        years=parts.timeline([event]),
        table=table,
        evil=evil,
    )

    assert "<script" not in html


def test_allergies_not_recorded_differ_from_recorded_ones() -> None:
    known = _render("{% patient_banner banner %}", banner=pages.BANNER)
    unknown = _render("{% patient_banner banner %}", banner=pages.BANNER_PLAIN)

    assert "Penicillin" in known
    assert "banner__allergies--some" in known
    assert "Chưa ghi nhận" in unknown
    assert "banner__allergies--some" not in unknown


def test_who_opens_no_record_is_told_nothing_of_allergies_and_everybody_of_lookalikes() -> None:
    desk = replace(pages.BANNER, tells_allergies=False, beside=("Giàng Thị My, Nữ, 2002",))
    html = _render("{% patient_banner banner %}", banner=desk)

    assert "Penicillin" not in html
    assert "Dị ứng" not in html
    assert "Dễ nhầm với" in html
    assert "Giàng Thị My, Nữ, 2002" in html
    assert "Dễ nhầm với" not in _render("{% patient_banner banner %}", banner=pages.BANNER)


def test_sort_links_turn_round_and_keep_the_search_but_not_the_page() -> None:
    html = _render("{% table table %}", path="/?q=my&sort=name&after=9", table=pages.TABLE)

    assert 'href="?q=my&amp;sort=-name"' in html
    assert 'href="?q=my&amp;sort=birth"' in html
    assert 'aria-sort="ascending"' in html


def test_a_row_that_does_not_fit_its_columns_is_refused() -> None:
    wrong = parts.Table("Sai", (parts.Column("Một"),), ((parts.Cell("1"), parts.Cell("2")),))

    with pytest.raises(ValueError, match="zip"):
        _render("{% table table %}", table=wrong)


def test_an_abbreviation_carries_its_words_and_an_unknown_one_is_refused() -> None:
    assert _render('{% abbr "BHYT" %}') == '<abbr title="bảo hiểm y tế">BHYT</abbr>'
    with translation.override("en"):
        assert 'title="health insurance"' in _render('{% abbr "BHYT" %}')
    with pytest.raises(KeyError):
        _render('{% abbr "XYZ" %}')


def test_hint_and_error_are_tied_to_their_field() -> None:
    html = _render("{% field form.name %}", form=pages.Visit({}))

    described = re.search(r'<input[^>]*aria-describedby="([^"]*)"', html)
    assert described is not None
    for one in described[1].split():
        assert f'id="{one}"' in html
    assert 'aria-invalid="true"' in html


def test_every_link_of_the_error_summary_leads_to_a_field() -> None:
    form = pages.Visit({"sex": "9"})
    html = _render("{% error_summary form %}{% for one in form %}{% field one %}{% endfor %}", form=form)

    targets = re.findall(r'href="#([^"]+)"', html)
    assert len(targets) == 3
    for target in targets:
        assert f'id="{target}"' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert _render("{% error_summary form %}", form=pages.Visit()).strip() == ""


def test_progress_asks_again_until_it_has_finished() -> None:
    assert "hx-get" in _render("{% progress step %}", step=parts.Step("Nhận", 1, 3, url="/p/"))
    assert "hx-get" not in _render(
        "{% progress step %}", step=parts.Step("Nhận", 3, 3, url="/p/", finished=True)
    )
    assert "hx-get" not in _render(
        "{% progress step %}", step=parts.Step("Nhận", 1, 3, url="/p/", failed=True)
    )


def test_progress_is_never_whole_before_the_end() -> None:
    assert parts.Step("Nhận", 999, 1000).share == 99
    assert parts.Step("Nhận", 1000, 1000).share == 99
    assert parts.Step("Nhận", 1000, 1000, finished=True).share == 100
    assert parts.Step("Nhận", 0, 0).share == 0


def test_events_are_grouped_by_year_and_day_in_the_order_given() -> None:
    assert [(year.year, [len(day.events) for day in year.days]) for year in pages.EVENTS] == [
        ("2026", [2, 1]),
        ("2024", [1]),
    ]


@pytest.mark.usefixtures("gallery")
def test_navigation_shows_what_the_actor_may_use_and_where_one_is() -> None:
    request = RequestFactory().get("/record/?tab=2")
    request.actor = middleware.DOCTOR  # type: ignore[attr-defined]

    links = frame.navigation(request)

    assert [link.label for link in links] == [
        "Trang chủ",
        "Tìm người",
        "Hồ sơ",
        "Trung tâm điều hành",
        "Gửi hồ sơ",
    ]
    assert [link.url for link in links if link.current] == ["/record/"]


@pytest.mark.usefixtures("gallery")
def test_nobody_signed_in_sees_no_navigation() -> None:
    assert frame.navigation(RequestFactory().get("/")) == ()


@pytest.mark.usefixtures("gallery")
def test_an_actor_without_rights_sees_only_what_needs_none() -> None:
    request = RequestFactory().get("/")
    request.actor = Actor(id="x", kind=ActorKind.PERSON, label="x")  # type: ignore[attr-defined]

    assert [link.label for link in frame.navigation(request)] == ["Trang chủ", "Hồ sơ", "Gửi hồ sơ"]


PATHS = (
    "/",
    "/record/",
    "/centre/",
    "/upload/",
    "/accounts/sign-in/",
    "/nowhere/",
    "/error/403/",
    "/error/500/",
)


@pytest.mark.usefixtures("gallery")
@pytest.mark.parametrize("path", PATHS)
def test_the_demo_mark_stands_on_every_page(path: str, client: Client) -> None:
    assert "DỮ LIỆU GIẢ LẬP" in client.get(path).content.decode()


@pytest.mark.usefixtures("gallery")
def test_a_real_installation_has_no_demo_mark(settings: Settings, client: Client) -> None:
    settings.DEMO = False

    assert all("GIẢ LẬP" not in client.get(path).content.decode() for path in PATHS)


@pytest.mark.usefixtures("gallery")
@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500, 503])
def test_error_pages_say_what_to_do_in_both_languages(status: int, client: Client) -> None:
    response = client.get(f"/error/{status}/")

    assert response.status_code == status
    html = response.content.decode()
    assert 'lang="en"' in html
    assert 'lang="vi"' in html
    assert "Về trang chủ" in html


@pytest.mark.parametrize(("failure", "status"), [(OperationalError("gone"), 503), (ValueError("ours"), 500)])
def test_a_database_that_is_away_is_no_fault_of_ours(failure: Exception, status: int) -> None:
    request = RequestFactory().get("/")
    try:
        raise failure
    except type(failure):
        assert errors.broken(request).status_code == status


def test_an_unforeseen_status_still_has_a_page() -> None:
    assert errors.error_page(RequestFactory().get("/"), 418).status_code == 418
    assert errors.error_page(RequestFactory().get("/"), 507).status_code == 507


def test_too_many_requests_say_when_to_come_back() -> None:
    assert errors.too_many(RequestFactory().get("/"))["Retry-After"] == "60"


def test_the_error_page_of_a_broken_system_shows_the_code_to_read_out() -> None:
    request = RequestFactory().get("/")
    request.request_id = "7f3a"  # type: ignore[attr-defined]

    assert "7f3a" in errors.broken(request).content.decode()

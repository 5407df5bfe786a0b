from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template

from hoaban.kernel.errors import NotAllowed
from hoaban.ui import errors, parts
from hoaban.ui.tests.gallery import figures, pages

HERE = Path(__file__).parent
_asked = [0]


def _show(request: HttpRequest, name: str, **values: object) -> HttpResponse:
    template = Template((HERE / f"{name}.html").read_text())
    return HttpResponse(template.render(RequestContext(request, values)))


def gallery(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Đã lưu.")
    wrong = pages.Visit({"sex": "9"})
    return _show(
        request,
        "gallery",
        crumbs=pages.CRUMBS,
        form=pages.Visit(initial={"name": "Giàng Thị Mỷ"}, prefix="new"),
        wrong=wrong,
        table=pages.TABLE,
        empty_table=pages.EMPTY_TABLE,
        tabs=pages.TABS,
        tiles=pages.TILES,
        pairs=pages.PAIRS,
        banner=pages.BANNER,
        banner_plain=pages.BANNER_PLAIN,
        step=parts.Step("Đang nhận hồ sơ", 1234, 10000, note="Còn khoảng 3 phút"),
        done=parts.Step("Đã nhận hồ sơ", 10000, 10000, finished=True),
        failed=parts.Step("Nhận hồ sơ", 12, 10000, failed=True, note="Tệp thứ 13 bị hỏng. Gửi lại tệp này."),
    )


def record(request: HttpRequest) -> HttpResponse:
    return _show(
        request,
        "record",
        crumbs=pages.CRUMBS,
        banner=pages.BANNER,
        tabs=pages.TABS,
        events=pages.EVENTS,
        pairs=pages.PAIRS,
    )


def centre(request: HttpRequest) -> HttpResponse:
    return _show(
        request,
        "centre",
        tiles=pages.TILES,
        polygons=figures.polygons(),
        circles=figures.circles(),
        diagnoses=figures.DIAGNOSES,
        nobody=(),
        platelets=figures.PLATELETS,
        pressure=figures.PRESSURE,
        one=figures.ONE,
        none=None,
    )


def upload(request: HttpRequest) -> HttpResponse:
    form = pages.Upload(request.POST, request.FILES) if request.method == "POST" else pages.Upload()
    return _show(request, "upload", form=form, step=parts.Step("Đang nhận hồ sơ", 40, 100, url="/progress/"))


def progress(request: HttpRequest) -> HttpResponse:
    _asked[0] += 1
    step = parts.Step("Đang nhận hồ sơ", 100, 100, url="/progress/", finished=True)
    return HttpResponse(
        Template("{% load ui %}{% progress step %}").render(RequestContext(request, {"step": step}))
    )


def sign_in(request: HttpRequest) -> HttpResponse:
    return _show(request, "sign_in")


def error(request: HttpRequest, status: int) -> HttpResponse:
    if status == 403:
        return errors.failure_page(
            request, NotAllowed("Vai trò của bạn không mở hồ sơ.", "Your role opens no chart.")
        )
    return errors.error_page(request, status)

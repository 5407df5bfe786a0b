"""One place that turns failures into a page: what happened, what to do, whom to call; English below.

The root URL conf names the handlers: ``handler404 = "hoaban.ui.errors.not_found"`` and so on. A view or
middleware that catches a :class:`~hoaban.kernel.errors.HoaBanError` calls :func:`failure_page`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from hoaban.kernel.errors import HoaBanError


@dataclass(frozen=True, slots=True)
class Words:
    """A title and what to do, in both languages."""

    title_vi: str
    advice_vi: str
    title_en: str
    advice_en: str


_WORDS = {
    400: Words(
        "Yêu cầu không đúng",
        "Hãy quay lại trang trước, tải lại trang rồi làm lại. Nếu vẫn vậy, gọi bộ phận công nghệ thông tin"
        " của đơn vị.",
        "The request was not understood",
        "Go back, reload the page and try again. If it happens again, call the IT staff of your unit.",
    ),
    403: Words(
        "Bạn không có quyền xem trang này",
        "Quyền gắn với nhiệm vụ của bạn. Nếu bạn cần xem để làm việc, hãy nói với người phụ trách đơn vị"
        " để được cấp quyền.",
        "You are not allowed to see this page",
        "Rights follow your post. If you need this for your work, ask the head of your unit.",
    ),
    404: Words(
        "Không tìm thấy trang",
        "Địa chỉ có thể sai, hoặc nội dung không còn ở đây. Hãy kiểm tra địa chỉ, hoặc tìm lại từ trang chủ.",
        "Page not found",
        "The address may be wrong, or the content is no longer here. Check the address or start from the home"
        " page.",
    ),
    409: Words(
        "Nội dung đã thay đổi",
        "Người khác vừa sửa nội dung này. Hãy tải lại trang, xem bản mới rồi làm lại.",
        "This has changed",
        "Someone else has just changed it. Reload the page, look at the new version and try again.",
    ),
    413: Words(
        "Gửi quá nhiều một lần",
        "Hãy gửi ít hơn mỗi lần; một tệp thì chia thành nhiều phần nhỏ hơn.",
        "Too much at once",
        "Send less at a time; split a file into smaller parts.",
    ),
    429: Words(
        "Quá nhiều yêu cầu",
        "Hãy chờ một phút rồi thử lại. Không cần bấm nhiều lần.",
        "Too many requests",
        "Wait one minute and try again. There is no need to press repeatedly.",
    ),
    500: Words(
        "Hệ thống gặp lỗi",
        "Xin lỗi, đây là lỗi của hệ thống, không phải của bạn. Hãy thử lại sau vài phút. Nếu vẫn vậy, gọi"
        " bộ phận công nghệ thông tin của đơn vị và đọc mã bên dưới.",
        "Something went wrong on our side",
        "We are sorry: this is our fault, not yours. Try again in a few minutes. If it happens again, call"
        " the IT staff of your unit and read out the code below.",
    ),
    503: Words(
        "Hệ thống đang bận",
        "Hãy chờ một phút rồi thử lại. Những gì đã lưu vẫn còn nguyên.",
        "The system is busy",
        "Wait one minute and try again. Everything that was saved is safe.",
    ),
}


_explainers: list[Callable[[HttpRequest], str]] = []
_EXPLAINED = (403, 404)
"""What is hidden is answered like what does not exist, so both lead on to the same explanation."""


def register_explainer(address_for: Callable[[HttpRequest], str]) -> None:
    """Say where a page that refuses leads on to (empty: nowhere), from ``AppConfig.ready()``; the last one is asked."""
    _explainers[:] = [address_for]


def explanation_of(request: HttpRequest) -> str:
    """The address of the page that explains why this request was refused; empty when there is none."""
    return _explainers[0](request) if _explainers else ""


def error_page(
    request: HttpRequest, status: int, *, message_vi: str = "", message_en: str = ""
) -> HttpResponse:
    """The page for a status, with what exactly was wrong when it is known.

    From 500 on it needs no database: that may be what failed. ``request_id`` on the request, when set, is
    shown as the code to read out.
    """
    known = status if status in _WORDS else (500 if status >= 500 else 400)
    values = {
        "status": status,
        "words": _WORDS[known],
        "message_vi": message_vi,
        "message_en": message_en,
        "code": getattr(request, "request_id", ""),
        "why_url": explanation_of(request) if status in _EXPLAINED else "",
    }
    if status >= 500:
        bare = {**values, "ui": {"demo": settings.DEMO, "language": "vi"}}
        return HttpResponse(render_to_string("ui/error_bare.html", bare), status=status)
    return HttpResponse(render_to_string("ui/error.html", values, request), status=status)


def failure_page(request: HttpRequest, failure: HoaBanError) -> HttpResponse:
    """The page for an expected failure, in its own words."""
    return error_page(request, failure.status, message_vi=failure.message_vi, message_en=failure.message_en)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for a form that is too large. The exception's own text is not shown: it may quote what was sent."""
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // (1024 * 1024)
        return error_page(
            request, 413,
            message_vi=f"Một ô của biểu mẫu có quá nhiều chữ: cả biểu mẫu chứa được {most} MB. Hãy quay lại và rút ngắn ô đó.",
            message_en=f"A field of the form holds too much text: the whole form may hold {most} MB. Go back and shorten it.",
        )  # fmt: skip
    return error_page(request, 400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's name
    """403."""
    return error_page(request, 403)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's name
    """403 for a form that was too old; named by ``CSRF_FAILURE_VIEW``."""
    return error_page(
        request,
        403,
        message_vi="Trang đã mở quá lâu. Hãy tải lại trang rồi gửi lại.",
        message_en="The page was open for too long. Reload it and send again.",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's name
    """404."""
    return error_page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """429, with when to come back."""
    response = error_page(request, 429)
    response["Retry-After"] = "60"
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500; while the database cannot be reached 503: it is being brought back, and what was typed can be sent again."""
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)
    return error_page(request, 503 if is_away else 500)

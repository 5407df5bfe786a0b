from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hoaban.kernel.actor import Actor, ActorKind, Grant, Scope
from hoaban.ui import frame

DOCTOR = Actor(
    id="gallery",
    kind=ActorKind.PERSON,
    label="Bác sĩ",
    grants=frozenset({Grant("people.find", Scope("all")), Grant("figures.read", Scope("all"))}),
)

NAVIGATION = (
    frame.NavItem("Trang chủ", "home", "home", order=1),
    frame.NavItem("Tìm người", "people", "search", needs="people.find", order=2),
    frame.NavItem("Hồ sơ", "record", "file", order=3),
    frame.NavItem("Trung tâm điều hành", "centre", "map", needs="figures.read", order=4),
    frame.NavItem("Gửi hồ sơ", "upload", "upload", order=5),
    frame.NavItem("Nhật ký", "record", "shield", needs="audit.read", order=6),
)


def doctor_of(request: HttpRequest) -> frame.Person:
    """Who is signed in at the gallery."""
    return frame.Person("BS Lò Thị Hương", "Bác sĩ, Trung tâm Y tế Phong Thổ")


class SignedIn:
    """Everybody is a doctor of Phong Thổ."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = DOCTOR  # type: ignore[attr-defined]
        return self._get_response(request)

"""One small province, loaded through its doors and served as `make run` serves it, for the whole browser ring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page

from hoaban.connect import claims as format_
from hoaban.ops.tests.serving import Served, serving
from hoaban.shared.claims.tests import builders
from tests.browsing import running_browser
from tests.screens import visiting
from tests.screens.roles import VISITOR, accounts, pages_of

PASSWORD = "Hoa-Ban-2026-only-for-tests"
REGISTERED = "Tẩn Mẩy Thử"
"""Whom reception registers twice; no page that a doctor opens by its search begins with this name."""


@dataclass(frozen=True)
class Province:
    """A served installation, with whoever of the demo signs in once."""

    served: Served
    claims: tuple[Path, ...]
    """Claims as a hospital sends them: a file that is right, and one with a dossier whose sums are wrong."""
    clients: dict[str, httpx.Client]
    found: dict[str, dict[str, str]]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.served.port}"

    def client(self, role: str) -> httpx.Client:
        """Signed in as the demo account of a role; anew when other browsers have pushed this one out."""
        known = self.clients.get(role)
        if known is None or (role != VISITOR and not visiting.is_in(known)):
            if known is not None:
                known.close()
            self.clients[role] = visiting.visitor(self.address)
            if role != VISITOR:
                visiting.sign_in(self.clients[role], accounts()[role].username, PASSWORD)
        return self.clients[role]

    def pages(self, role: str) -> dict[str, str]:
        """Route -> address of every page that the role reaches by links."""
        if role not in self.found:
            self.found[role] = visiting.pages(self.client(role), role)
        return self.found[role]

    def context(self, browser: Browser, role: str, **options: object) -> BrowserContext:
        """A fresh browser in which the role is signed in."""
        context = browser.new_context(base_url=self.address, locale="vi-VN", **options)  # type: ignore[arg-type]
        context.add_cookies(
            [
                {"name": one.name, "value": one.value or "", "url": self.address}
                for one in self.client(role).cookies.jar
            ]
        )
        return context

    def citizen(self, browser: Browser, name: str) -> Page:
        """The own record of somebody of the demo, who comes by the provider of identities."""
        page = browser.new_page(base_url=self.address, locale="vi-VN")
        page.goto("/sign-in/")
        page.get_by_role("link", name="Xem hồ sơ của tôi").click()
        page.get_by_label(name).check()
        page.get_by_role("button", name="Đồng ý").click()
        return page


def _claims(folder: Path) -> tuple[Path, ...]:
    right = next((folder / "slice-00001").glob(f"{builders.HOSPITAL}-*.xml"))
    wrong = builders.dossier(XML1=[builders.summary([], [], MA_LK="DEMO-0002", T_TONGCHI_BV="123.00")])
    outgoing = [format_.Outgoing(wrong.tables, wrong.level)]
    (folder / "wrong.xml").write_bytes(format_.write_envelope(outgoing, facility_code=builders.HOSPITAL))
    return right, folder / "wrong.xml"


@pytest.fixture(scope="package")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    folder = tmp_path_factory.mktemp("screens")
    with serving(folder / "var", HOABAN_DEMO_PASSWORD=PASSWORD) as served:
        made = folder / "made"
        built = served.command(
            "demo", "build", "--people", "80", "--years", "0.3", "--out", str(made), "--json"
        )
        assert built.returncode == 0, built.stderr
        found = Province(served, _claims(made), {}, {})
        _send(found)
        _send_list(found)
        _send_facilities(found)
        _register_twice(found)
        _draw_a_form(found)
        yield found
        for client in found.clients.values():
            client.close()


def _send(province: Province) -> None:
    """The insurance officer has sent the files, and they have been read."""
    officer = province.client("insurance_officer")
    files = [("uploads", (one.name, one.read_bytes())) for one in province.claims]
    answer = visiting.submit(officer, "/claims/upload/", {}, files=files)
    assert answer.status_code == 302, answer.text
    batch = answer.headers["Location"]
    province.served.wait_for("the batch", lambda: "Xong" in officer.get(batch).text)


def _send_list(province: Province) -> None:
    """A unit has fetched its list of staff and sent it back; it waits to be looked at."""
    officer = province.client("unit_staff_officer")
    unit = accounts()["unit_staff_officer"].scope.code
    fetched = officer.get(f"/staff/lists/{unit}.xlsx")
    files = [("file", ("nhan-luc.xlsx", fetched.content))]
    answer = visiting.submit(officer, "/staff/lists/", {"facility": unit}, files=files)
    assert answer.status_code == 302, answer.text


def _send_facilities(province: Province) -> None:
    """The Department has fetched the register of facilities and sent it back; it waits to be looked at."""
    officer = province.client("pharmacy_officer")
    files = [("file", ("co-so.xlsx", officer.get("/facilities/list.xlsx?kind=pharmacy").content))]
    answer = visiting.submit(officer, "/facilities/lists/", {}, files=files)
    assert answer.status_code == 302, answer.text


def _draw_a_form(province: Province) -> None:
    """The forms officer draws the next version of a form; it waits to be published."""
    officer = province.client("forms_officer")
    answer = visiting.submit(officer, "/forms/designs/exam-ent/1/copy/", {"version": "2"})
    assert answer.status_code == 302, answer.text


def _register_twice(province: Province) -> None:
    """Reception has registered somebody, and called them another when they came again: a pair waits for a steward."""
    reception = province.client("reception")
    typed = {
        "circumstance": "known",
        "name": REGISTERED,
        "birth": "5/6/1970",
        "sex": "female",
        "method": "MANUAL",
    }
    for _ in range(2):
        looked = visiting.submit(reception, "/people/register/", {**typed, "act": "look"})
        (sure,) = html.fromstring(looked.text).xpath("//input[@name='sure']/@value")
        answer = visiting.submit(reception, "/people/register/", {**typed, "act": "new", "sure": str(sure)})
        assert answer.status_code == 302, answer.text


@pytest.fixture(scope="package")
def browser(province: Province) -> Iterator[Browser]:
    with running_browser() as started:
        yield started


@pytest.fixture(scope="package")
def first_of() -> dict[str, str]:
    """Route -> the first role that may open it, for what need not be asked once for every role."""
    first: dict[str, str] = {}
    for role in (VISITOR, *accounts()):
        for route in sorted(pages_of(role)):
            first.setdefault(route, role)
    return first

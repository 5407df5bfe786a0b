"""Shoot the pictures of the README from a running demo: ``HOABAN_VAR=... PORT=... python tools/pictures.py``.

Every picture has a fixed size, is taken as the account that the tour names, and stays under 150 kB (WebP, made by the browser
itself). A file with two faults is sent through the upload page first, so that there are findings to show.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from hoaban.connect import claims as format_  # noqa: E402  (tools are started by path)
from hoaban.ops.runtime import installation  # noqa: E402
from hoaban.shared.claims.tests import builders  # noqa: E402
from tests.rings import chromium  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
SIZE = {"width": 1280, "height": 860}
TALL = {"width": 1280, "height": 1290}
"""The map and the leading diseases in whole."""
PHONE = {"width": 390, "height": 860}
LARGEST = 150_000
QUALITIES = (0.9, 0.8, 0.7, 0.6, 0.5)
_TO_WEBP = """async ([png, quality]) => {
  const picture = new Image();
  picture.src = "data:image/png;base64," + png;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


@dataclass(frozen=True)
class Picture:
    """One picture: who looks, and how they get there."""

    name: str
    account: str
    go: Callable[[Page], None]
    size: dict[str, int]


def main() -> None:
    """All pictures, one after another."""
    here = installation.from_environment()
    password = (here.secrets_folder / "demo_password").read_text().strip()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        darkroom = browser.new_page()
        for picture in PICTURES:
            page = signed_in(browser, here.address, picture, password)
            picture.go(page)
            page.wait_for_load_state("networkidle")
            content = smallest(darkroom, page.screenshot())
            (FOLDER / f"{picture.name}.webp").write_bytes(content)
            print(f"{picture.name}: {len(content) // 1000} kB")
            page.context.close()
        browser.close()


def signed_in(browser: Browser, address: str, picture: Picture, password: str) -> Page:
    """A page of a browser of its own, in Vietnamese."""
    context = browser.new_context(base_url=address, viewport=picture.size, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("[name=username]", picture.account)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return page


def smallest(darkroom: Page, png: bytes) -> bytes:
    """The best quality that fits."""
    for quality in QUALITIES:
        content = base64.b64decode(darkroom.evaluate(_TO_WEBP, [base64.b64encode(png).decode(), quality]))
        if len(content) <= LARGEST:
            return content
    raise SystemExit("a picture does not fit into 150 kB")


def find(page: Page) -> None:
    """The teacher, among others of his name."""
    page.goto("/people/?q=lo+inh")


def record(page: Page) -> None:
    """The teacher's record."""
    page.goto("/people/?q=lo+van+inh&year=1964")
    page.click("main table a")


def visit(page: Page) -> None:
    """The newest visit of the young mother."""
    page.goto("/people/?q=giang+my&year=2002")
    page.click("main table a")
    page.goto(page.url + "timeline/")
    page.click("main a[href*='/visits/']")


def centre(page: Page) -> None:
    """The province over the last thirty days."""
    page.goto("/centre/")


def behind(page: Page) -> None:
    """The admissions behind the number."""
    page.goto("/centre/list/?kind=admissions")


def findings(page: Page) -> None:
    """A file with a wrong total and a wrong order of times, just sent."""
    one = builders.teacher_visit(T_THUOC="1.00", NGAY_RA="202611130800")
    content = format_.write_envelope(
        [format_.Outgoing(one.tables, one.level)], facility_code=builders.HOSPITAL
    )
    page.goto("/claims/upload/")
    page.set_input_files(
        "input[type=file]", {"name": "ho-so-mau.xml", "mimeType": "application/xml", "buffer": content}
    )
    page.click("main form button[type=submit]")
    page.wait_for_url("**/claims/batches/**")
    for _ in range(60):
        if page.get_by_text("xong", exact=True).count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise SystemExit("the batch was not read within a minute")


def trail(page: Page) -> None:
    """Who did what, and who was refused."""
    page.goto("/trail/")


PICTURES = (
    Picture("find", "tiepdon", find, SIZE),
    Picture("record", "bs.kham", record, SIZE),
    Picture("visit", "hs.san", visit, SIZE),
    Picture("centre", "giamdoc", centre, TALL),
    Picture("list", "giamdoc", behind, SIZE),
    Picture("findings", "bhyt", findings, SIZE),
    Picture("trail", "kiemtra", trail, SIZE),
    Picture("phone", "dd.kl", record, PHONE),
)


if __name__ == "__main__":
    main()

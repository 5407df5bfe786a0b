"""Roles before the screen: a review, a role that waits for a second officer, a new account, why somebody was refused."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import listen, looks_well
from tests.screens.conftest import Province

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("screens")]


def test_an_officer_keeps_one_role_and_gives_another(province: Province, browser: Browser) -> None:
    page = province.context(browser, "accounts_officer").new_page()
    heard = listen(page)
    page.goto("/")
    page.locator("main .way", has=page.get_by_text("Vai trò", exact=True)).click()
    expect(page.locator("main")).to_contain_text("quá hạn")
    looks_well(page)
    page.locator("main table").get_by_role("link", name="Khoàng Văn Thương").click()
    page.get_by_label("Còn cần: giữ vai trò").check()
    page.get_by_label("Căn cứ").fill("gấp")
    page.get_by_role("button", name="Ghi kết luận").click()
    page.locator(".summary").wait_for()
    looks_well(page)
    page.get_by_label("Căn cứ").fill("Vẫn làm ở khoa Ngoại, đã hỏi trưởng khoa")
    page.get_by_role("button", name="Ghi kết luận").click()
    expect(page.locator("main")).to_contain_text("đã hỏi trưởng khoa")
    looks_well(page)

    page.goto("/assignments/new/?account=dd.ngoai")
    page.get_by_label("Vai trò").select_option(label="Điều dưỡng, hộ sinh")
    page.get_by_label("Phạm vi").select_option(value="department:12981.K19")
    page.get_by_label("Lý do giao").fill("Chỉ làm ở khoa Ngoại từ tháng này")
    looks_well(page)
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator("main")).to_contain_text("Khoa Ngoại, Bệnh viện Đa khoa tỉnh")
    looks_well(page)

    page.goto("/assignments/")
    page.get_by_role("link", name="Chờ người thứ hai").click()
    page.locator("main table").get_by_role("link", name="Nông Thị Hiếu").click()
    expect(page.locator("main")).to_contain_text("Chờ một cán bộ quản lý tài khoản khác")
    looks_well(page)

    page.goto("/accounts/dd.tyt/")
    page.get_by_role("link", name="Giao vai trò").click()
    page.get_by_label("Vai trò").select_option(label="Người rà soát truy cập")
    page.get_by_label("Phạm vi").select_option(label="Toàn tỉnh")
    page.get_by_label("Lý do giao").fill("Kiêm nhiệm theo đề nghị của trạm")
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator(".summary")).to_contain_text("Điều dưỡng Trạm Y tế")
    looks_well(page)
    assert heard == []
    page.context.close()


def test_an_account_for_a_post_is_asked_about(province: Province, browser: Browser) -> None:
    page = province.context(browser, "accounts_officer").new_page()
    page.goto("/accounts/")
    page.get_by_role("link", name="Mở tài khoản").click()
    looks_well(page)
    page.get_by_label("Họ và tên").fill("Tiếp đón 2")
    page.get_by_label("Tên đăng nhập").fill("tiepdon.hai")
    page.get_by_label("Chức vụ, nơi làm việc").fill("Nhân viên tiếp đón")
    page.get_by_label("Mật khẩu tạm").fill("Mot-mat-khau-2026")
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator(".summary")).to_contain_text("không dùng chung")
    looks_well(page)
    page.get_by_label("Họ và tên").fill("Vàng A Chống")
    page.get_by_label("Tôi đã kiểm tra").check()
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator("main")).to_contain_text("chưa làm được gì cho đến khi có vai trò")
    looks_well(page)
    page.context.close()


def test_who_is_refused_reads_why(province: Province, browser: Browser) -> None:
    page = province.context(browser, "insurance_officer").new_page()
    page.goto("/people/doubts/")
    page.get_by_role("link", name="Vì sao tôi bị từ chối").click()
    expect(page.locator("main")).to_contain_text("Người giữ danh bạ người dân")
    expect(page.locator("main")).to_contain_text("Đinh Thị Vân")
    looks_well(page)
    page.context.close()

    page = province.context(browser, "doctor").new_page()
    page.goto("/people/0190a0de-0000-7000-8000-000000000000/")
    page.get_by_role("link", name="Vì sao tôi bị từ chối").click()
    expect(page.locator("main")).to_contain_text("Trang không nói")
    looks_well(page)
    page.context.close()

"""The words of what cannot be, or is odd, in a staff file: key -> Vietnamese, English."""

from __future__ import annotations

Problem = tuple[str, str, str]
"""Field, Vietnamese, English."""

WORDS = {
    "member.name": ("Họ và tên trống hoặc quá dài.", "The name is empty or too long."),
    "member.profession": ("Chức danh không có trong danh mục.", "The profession is not in the list."),
    "member.birth": ("Ngày sinh không hợp lệ.", "The birth date is not possible."),
    "member.sex": ("Giới tính không có trong danh mục.", "The sex is not in the list."),
    "member.personal_number": ("Số định danh cá nhân phải có 12 chữ số.", "A personal number has 12 digits."),
    "member.phone": ("Số điện thoại không hợp lệ.", "The telephone number is not possible."),
    "member.email": ("Thư điện tử không hợp lệ.", "The e-mail address is not possible."),
    "member.degree": ("Trình độ không có trong danh mục.", "The degree is not in the list."),
    "member.speciality": ("Chuyên ngành quá dài.", "The speciality is too long."),
    "odd.sex": ("Giới tính khác với số định danh cá nhân.", "The sex differs from the personal number."),
    "odd.birth": (
        "Năm sinh khác với số định danh cá nhân.",
        "The birth year differs from the personal number.",
    ),
    "post.number": ("Thiếu số hiệu tại cơ sở.", "The number at the facility is missing."),
    "post.post": ("Vị trí việc làm trống hoặc quá dài.", "The post is empty or too long."),
    "post.start": ("Thiếu ngày bắt đầu, hoặc ngày quá xa.", "The first day is missing or too long ago."),
    "post.end": ("Ngày kết thúc trước ngày bắt đầu.", "The last day is before the first."),
    "post.department": ("Tên khoa, phòng quá dài.", "The department is too long."),
    "post.supervisor": ("Chỉ người thực hành có người hướng dẫn.", "Only trainees have a supervisor."),
    "licence.kind": ("Loại giấy phép không có trong danh mục.", "The kind of licence is not in the list."),
    "licence.number": ("Số giấy phép trống hoặc quá dài.", "The number is empty or too long."),
    "licence.issued_on": ("Ngày cấp quá xa.", "The day of issue is too long ago."),
    "licence.valid_until": ("Ngày hết hạn trước ngày cấp.", "It ends before it was issued."),
    "licence.scopes": ("Phạm vi hành nghề không có trong danh mục.", "A scope is not in the list."),
    "licence.techniques": ("Kỹ thuật không có trong danh mục.", "A technique is not in the list."),
    "licence.revoked_on": ("Ngày thu hồi trước ngày cấp.", "It was revoked before it was issued."),
    "odd.number": ("Số giấy phép không theo mẫu thường gặp.", "The number is not of the usual form."),
    "odd.scopes": ("Chưa ghi phạm vi hành nghề.", "No scope of practice is recorded."),
    "odd.kind": ("Loại giấy phép khác với chức danh.", "The kind of licence does not fit the profession."),
    "odd.foreign_scope": ("Phạm vi hành nghề của chức danh khác.", "A scope is another profession's."),
    "training.kind": ("Loại đào tạo không có trong danh mục.", "The kind of training is not in the list."),
    "training.completed_on": ("Ngày hoàn thành không hợp lệ.", "The day of completion is not possible."),
    "training.hours": ("Số giờ không hợp lệ.", "The hours are not possible."),
    "training.title": ("Tên khóa trống hoặc quá dài.", "The title is empty or too long."),
}


def problem(field: str, key: str) -> Problem:
    """A problem of a field in words."""
    vi, en = WORDS[key]
    return field, vi, en

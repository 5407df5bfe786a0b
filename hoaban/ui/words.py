"""Abbreviations that staff use, with what they stand for. Shown on hover, spelt out in print."""

from __future__ import annotations

ABBREVIATIONS = {
    "BHYT": "bảo hiểm y tế",
    "BHXH": "bảo hiểm xã hội",
    "BSGĐ": "bác sĩ gia đình",
    "CC": "căn cước",
    "CCCD": "căn cước công dân",
    "CDC": "Trung tâm Kiểm soát bệnh tật",
    "CĐHA": "chẩn đoán hình ảnh",
    "CKS": "chữ ký số",
    "CLS": "cận lâm sàng",
    "CMKT": "chuyên môn kỹ thuật",
    "CSKCB": "cơ sở khám bệnh, chữa bệnh",
    "DHST": "dấu hiệu sinh tồn",
    "ĐDCN": "định danh cá nhân",
    "HSBA": "hồ sơ bệnh án",
    "HSSKĐT": "hồ sơ sức khỏe điện tử",
    "KCB": "khám bệnh, chữa bệnh",
    "MA_LK": "mã liên kết",
    "NHN": "người hành nghề",
    "STT": "số thứ tự",
    "TCMR": "tiêm chủng mở rộng",
    "TTHC": "thủ tục hành chính",
    "TTYT": "Trung tâm Y tế",
    "TYT": "Trạm Y tế",
    "XN": "xét nghiệm",
    "XML": "tệp dữ liệu XML theo quy định của Bộ Y tế",
}


def expansion(short: str) -> str:
    """What an abbreviation stands for.

    :raises KeyError: it is not in the list; add it, so that no abbreviation stands unexplained.
    """
    return ABBREVIATIONS[short]

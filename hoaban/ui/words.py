"""Abbreviations that staff use, with what they stand for. Shown on hover, spelt out in print."""

from __future__ import annotations

ABBREVIATIONS = {
    "BHYT": ("bảo hiểm y tế", "health insurance"),
    "BHXH": ("bảo hiểm xã hội", "social insurance"),
    "BSGĐ": ("bác sĩ gia đình", "family doctor"),
    "CC": ("căn cước", "identity card"),
    "CCCD": ("căn cước công dân", "citizen identity card"),
    "CDC": ("Trung tâm Kiểm soát bệnh tật", "Centre for Disease Control"),
    "CĐHA": ("chẩn đoán hình ảnh", "diagnostic imaging"),
    "CKS": ("chữ ký số", "digital signature"),
    "CLS": ("cận lâm sàng", "laboratory, imaging and function tests"),
    "CMKT": ("chuyên môn kỹ thuật", "professional level"),
    "CSKCB": ("cơ sở khám bệnh, chữa bệnh", "health facility"),
    "DHST": ("dấu hiệu sinh tồn", "vital signs"),
    "ĐDCN": ("định danh cá nhân", "personal identification"),
    "HSBA": ("hồ sơ bệnh án", "medical record of one stay or course"),
    "HSSKĐT": ("hồ sơ sức khỏe điện tử", "electronic health record"),
    "KCB": ("khám bệnh, chữa bệnh", "examination and treatment"),
    "MA_LK": ("mã liên kết", "key of the visit in claim files"),
    "NHN": ("người hành nghề", "health practitioner"),
    "STT": ("số thứ tự", "number in the queue"),
    "TCMR": ("tiêm chủng mở rộng", "immunisation programme"),
    "TTHC": ("thủ tục hành chính", "administrative procedure"),
    "TTYT": ("Trung tâm Y tế", "health centre"),
    "TYT": ("Trạm Y tế", "commune health station"),
    "XN": ("xét nghiệm", "laboratory test"),
    "XML": ("tệp dữ liệu XML theo quy định của Bộ Y tế", "XML data file as set by the Ministry of Health"),
}


def expansion(short: str, language: str = "vi") -> str:
    """What an abbreviation stands for, in ``vi`` or ``en``.

    :raises KeyError: it is not in the list; add it, so that no abbreviation stands unexplained.
    """
    vietnamese, english = ABBREVIATIONS[short]
    return english if language == "en" else vietnamese

"""What is typed to break the glass and to review it, and to say what one agrees to. Whether it is enough, the services decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoaban.shared.privacy.rules.agreeing import Answer
from hoaban.ui.forms import PageForm, Pairs, day_field, time_field


class SearchForm(PageForm):
    """Whole: a number, or name and birth date."""

    number = forms.CharField(
        label=_("Số định danh cá nhân hoặc số thẻ BHYT, đủ số"), max_length=20, required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Hoặc: họ và tên, đủ"), max_length=100, required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    birth = day_field(_("cùng ngày sinh"), required=False)


_SOUGHT = ("number", "name", "birth")


class OpenForm(SearchForm):
    """Whom, and why; what was searched for comes along so that the page can be shown again."""

    person = forms.ChoiceField(label=_("Đúng là người này"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("Lý do khẩn cấp"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Nói rõ lý do"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Từ 10 đến 500 ký tự. Người bệnh và người rà soát sẽ đọc."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, lists: Mapping[str, Pairs], **named: Any) -> None:
        super().__init__(*arguments, lists=lists, **named)
        for name in _SOUGHT:
            self.fields[name].widget = forms.HiddenInput()


class EntrustForm(SearchForm):
    """For whom, to whom, for which facility, from when to when, on what paper, why; with what was searched for."""

    person = forms.ChoiceField(
        label=_("Đúng là người này"), widget=forms.RadioSelect,
        help_text=_("Đối chiếu họ tên, ngày sinh và nơi ở với giấy tờ trước khi giao."),
    )  # fmt: skip
    account = forms.CharField(
        label=_("Tên đăng nhập của người được giao"), max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    role = forms.ChoiceField(label=_("Vai trò"))
    facility = forms.ChoiceField(label=_("Làm cho cơ sở"))
    starts_on = day_field(_("Từ ngày"))
    ends_on = day_field(_("Đến ngày"))
    basis_kind = forms.ChoiceField(label=_("Ai đồng ý"), widget=forms.RadioSelect)
    basis = forms.CharField(
        label=_("Giấy tờ"), max_length=200, help_text=_("Số, ngày, người ký. Không ghi tên bệnh.")
    )
    reason = forms.CharField(
        label=_("Lý do giao"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Từ 10 đến 500 ký tự. Người rà soát sẽ đọc."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, lists: Mapping[str, Pairs], **named: Any) -> None:
        super().__init__(*arguments, lists=lists, **named)
        for name in _SOUGHT:
            self.fields[name].widget = forms.HiddenInput()


class ReviewForm(PageForm):
    """The verdict and why."""

    verdict = forms.ChoiceField(label=_("Kết luận"))
    words = forms.CharField(
        label=_("Căn cứ của kết luận"), max_length=500, widget=forms.Textarea({"rows": 3}),
        help_text=_("Từ 10 đến 500 ký tự."),
    )  # fmt: skip


class OwnAnswerForm(PageForm):
    """One question, answered on the own page, also for a child: a button says the answer."""

    purpose = forms.CharField(max_length=40, widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[(one.value, "") for one in Answer])
    facility = forms.CharField(max_length=10, required=False)
    child_agreed = forms.BooleanField(label=_("Chính trẻ cũng đồng ý"), required=False)


class DeskAnswerForm(PageForm):
    """What a person says at the desk, and by what it is known. Nothing is chosen beforehand."""

    purpose = forms.ChoiceField(label=_("Về việc"), widget=forms.RadioSelect)
    answer = forms.ChoiceField(label=_("Người này nói"), widget=forms.RadioSelect)
    facility = forms.ChoiceField(
        label=_("Chỉ với một nơi"), required=False, help_text=_("Chỉ khi từ chối, hoặc rút lời từ chối, riêng một nơi."),
    )  # fmt: skip
    how = forms.ChoiceField(label=_("Nói bằng cách nào"), widget=forms.RadioSelect)
    witness = forms.CharField(
        label=_("Họ tên người làm chứng"), max_length=120, required=False,
        help_text=_("Bắt buộc khi điểm chỉ."),
    )  # fmt: skip
    recording = forms.FileField(
        label=_("Tệp ghi âm lời nói"), required=False,
        help_text=_("Bắt buộc khi nói có ghi âm. MP3, M4A, OGG, WAV hoặc WebM, tối đa 8 MB."),
        widget=forms.FileInput({"accept": "audio/*"}),
    )  # fmt: skip
    guardian = forms.CharField(label=_("Họ tên người giám hộ nói thay"), max_length=120, required=False)
    relation = forms.CharField(
        label=_("Là gì của người này"),
        max_length=60,
        required=False,
        help_text=_("Ví dụ: mẹ, bố, người giám hộ."),
    )
    child_agreed = forms.BooleanField(label=_("Chính trẻ cũng đồng ý"), required=False)


class VoiceForm(PageForm):
    """A recording of one sentence in one language."""

    purpose = forms.ChoiceField(label=_("Câu"))
    language = forms.ChoiceField(label=_("Tiếng"))
    speaker = forms.CharField(label=_("Người đọc"), max_length=120)
    recording = forms.FileField(
        label=_("Tệp ghi âm"), help_text=_("MP3, M4A, OGG, WAV hoặc WebM, tối đa 8 MB."),
        widget=forms.FileInput({"accept": "audio/*"}),
    )  # fmt: skip


class AskForm(PageForm):
    """What somebody asks about their data, on the own page. ``once`` makes one request of a form that is sent twice."""

    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Yêu cầu"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Nội dung yêu cầu"), max_length=2_000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Nói rõ điều muốn: dữ liệu nào, ở đâu, từ khi nào. Từ 10 đến 2.000 ký tự."),
    )  # fmt: skip


class DeskAskForm(AskForm):
    """The same, taken down at the desk: who asks, and by what it is known who they are."""

    asker = forms.ChoiceField(label=_("Ai yêu cầu"), widget=forms.RadioSelect)
    asker_name = forms.CharField(label=_("Họ tên người đứng thay"), max_length=120, required=False)
    relation = forms.CharField(
        label=_("Là gì của người này"),
        max_length=60,
        required=False,
        help_text=_("Ví dụ: mẹ, bố, người giám hộ."),
    )
    identified = forms.ChoiceField(label=_("Đã nhận biết bằng cách nào"), widget=forms.RadioSelect)
    received_on = day_field(_("Ngày nhận đơn, nếu không phải hôm nay"), required=False)


class AnswerRequestForm(PageForm):
    """What an officer answers to a request."""

    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Kết quả"), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Căn cứ từ chối"), required=False, help_text=_("Bắt buộc khi từ chối."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Trả lời cho người yêu cầu"), max_length=2_000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Đã làm gì, hoặc vì sao gia hạn, từ chối. Người yêu cầu đọc được. Từ 10 đến 2.000 ký tự."),
    )  # fmt: skip


class FactsForm(PageForm):
    """What is known of a breach. ``seen``: how many versions of it the writer had before them."""

    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, max_value=10_000, widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("Điều gì đã xảy ra"), max_length=4_000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Không ghi tên người dân; chỉ ghi số người và loại dữ liệu."),
    )  # fmt: skip
    how = forms.CharField(
        label=_("Xảy ra thế nào, nguyên nhân"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    people = forms.IntegerField(
        label=_("Bao nhiêu người bị ảnh hưởng"), required=False, min_value=0, max_value=100_000_000,
        help_text=_("Để trống khi chưa biết."),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=_("Loại dữ liệu"), required=False, widget=forms.CheckboxSelectMultiple
    )
    consequences = forms.CharField(
        label=_("Hậu quả, nguy cơ"), max_length=4_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    measures = forms.CharField(
        label=_("Biện pháp đã làm và sẽ làm"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class BreachForm(FactsForm):
    """A breach that begins: when it was discovered, and what is known."""

    finding = forms.UUIDField(
        label=_("Dấu hiệu bất thường"), required=False, widget=forms.HiddenInput,
        error_messages={"invalid": _("Không có dấu hiệu bất thường này.")},
    )  # fmt: skip
    discovered_on = day_field(_("Ngày phát hiện"))
    discovered_time = time_field(_("Giờ phát hiện"))
    field_order = ("once", "seen", "finding", "discovered_on", "discovered_time")


class BreachStepForm(PageForm):
    """Whom somebody told and when, what happens, or that it is over."""

    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Việc"), widget=forms.RadioSelect)
    recipient = forms.ChoiceField(
        label=_("Đã báo cho"), required=False, help_text=_("Chỉ khi đã báo cho một nơi.")
    )
    told_on = day_field(_("Ngày báo"), required=False)
    told_time = time_field(_("Giờ báo"), required=False)
    words = forms.CharField(
        label=_("Ghi rõ"), max_length=4_000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Bằng cách nào, số văn bản; hoặc diễn biến; hoặc vì sao kết thúc. Từ 10 ký tự."),
    )  # fmt: skip


class ConcernedForm(PageForm):
    """Whose data a breach concerns, by their personal numbers."""

    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    numbers = forms.CharField(
        label=_("Số định danh của những người bị ảnh hưởng"), max_length=10_000, widget=forms.Textarea({"rows": 8}),
        help_text=_("Mỗi dòng một số, tối đa 500 số. Số không được lưu ở vụ việc này."),
    )  # fmt: skip


class AssessmentForm(PageForm):
    """How the impact assessment of an activity stands; empty days are not known or not yet."""

    once = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    began_on = day_field(_("Ngày bắt đầu xử lý"), required=False)
    made_on = day_field(_("Ngày lập hồ sơ"), required=False)
    sent_on = day_field(_("Ngày gửi cơ quan"), required=False)
    number = forms.CharField(label=_("Số văn bản"), max_length=60, required=False)
    words = forms.CharField(
        label=_("Ghi chú"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 2})
    )

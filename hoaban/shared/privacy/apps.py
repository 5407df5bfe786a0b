from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "hoaban.shared.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Offer each page of the app to whoever may open it; explain refusals."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import BREAK_GLASS, REVIEW, HomeLink, register_home_link
        from hoaban.shared.privacy.views.why import address_for
        from hoaban.ui import errors, frame

        errors.register_explainer(address_for)
        frame.register_navigation(
            frame.NavItem(_("Mở khẩn cấp"), "privacy:emergency", "warning", needs=BREAK_GLASS, order=20),
            frame.NavItem(_("Rà soát mở khẩn cấp"), "privacy:reviews", "shield", needs=REVIEW, order=75),
        )
        register_home_link(
            HomeLink(
                _("Rà soát mở khẩn cấp"),
                _("Các lần mở hồ sơ khi chưa có quan hệ chăm sóc: lý do, đã xem gì, kết luận."),
                "privacy:reviews",
                "shield",
                needs=REVIEW,
                order=75,
            ),
        )
        _offer_entrusting()
        _offer_looks()
        _offer_consent()
        _offer_rights()
        _offer_the_officers_desk()


def _offer_entrusting() -> None:
    """A role for one person, to who gives roles."""
    from django.utils.translation import gettext_lazy as _

    from hoaban.foundation.accounts.api import HomeLink, register_home_link
    from hoaban.shared.privacy.policies import GIVE

    register_home_link(
        HomeLink(
            _("Giao chăm sóc một người"),
            _("Vai trò với đúng một người, có thời hạn, theo giấy đồng ý; người ấy được báo tin."),
            "privacy:entrust",
            "person",
            needs=GIVE,
            order=73,
        ),
    )


def _offer_looks() -> None:
    """Who looked and who can, to the person."""
    from django.utils.translation import gettext_lazy as _

    from hoaban.foundation.accounts.api import HomeLink, register_home_link
    from hoaban.shared.privacy.policies import OWN

    register_home_link(
        HomeLink(
            _("Ai đã xem hồ sơ của tôi"),
            _("Mỗi lần xem: lúc nào, ai, ở đâu, để làm gì."),
            "privacy:own-looks",
            "shield",
            needs=OWN,
            order=20,
        ),
        HomeLink(
            _("Ai xem được hồ sơ của tôi"),
            _("Những nơi và những người mà hồ sơ của tôi mở ra, và vì sao."),
            "privacy:own-access",
            "people",
            needs=OWN,
            order=30,
        ),
    )


def _offer_consent() -> None:
    """What one agrees to, to the person; the voices, to who places them."""
    from django.utils.translation import gettext_lazy as _

    from hoaban.foundation.accounts.api import HomeLink, register_home_link
    from hoaban.shared.privacy.policies import OWN, VOICES

    register_home_link(
        HomeLink(
            _("Đồng ý của tôi"),
            _("Ai được dùng hồ sơ của tôi vào việc gì: đồng ý, từ chối, rút lại."),
            "privacy:own-consents",
            "check",
            needs=OWN,
            order=25,
        ),
        HomeLink(
            _("Giọng đọc lời đồng ý"),
            _("Ghi âm từng câu bằng tiếng Mông, Thái, Dao, Hà Nhì cho người không đọc chữ."),
            "privacy:voices",
            "upload",
            needs=VOICES,
            order=85,
        ),
    )


def _offer_rights() -> None:
    """What one may ask about one's data, to the person."""
    from django.utils.translation import gettext_lazy as _

    from hoaban.foundation.accounts.api import HomeLink, register_home_link
    from hoaban.shared.privacy.policies import OWN

    register_home_link(
        HomeLink(
            _("Yêu cầu về dữ liệu của tôi"),
            _("Xin xem, sao, sửa, hạn chế, phản đối, xóa; trả lời có hạn, theo dõi tại đây."),
            "privacy:own-requests",
            "file",
            needs=OWN,
            order=27,
        )
    )


def _offer_the_officers_desk() -> None:
    """Requests, breaches and the register of processing, to the data-protection officer."""
    from django.utils.translation import gettext_lazy as _

    from hoaban.foundation.accounts.api import HomeLink, register_home_link
    from hoaban.shared.privacy.policies import ANSWER, BREACHES, REGISTER
    from hoaban.ui import frame

    frame.register_navigation(
        frame.NavItem(_("Yêu cầu về dữ liệu"), "privacy:requests", "file", needs=ANSWER, order=76)
    )
    register_home_link(
        HomeLink(
            _("Yêu cầu về dữ liệu"),
            _("Người dân yêu cầu gì về dữ liệu của mình; việc nào đến hạn trước đứng trước."),
            "privacy:requests",
            "file",
            needs=ANSWER,
            order=76,
        ),
        HomeLink(
            _("Vụ việc lộ dữ liệu"),
            _("Lộ, mất dữ liệu cá nhân: báo cơ quan đúng hạn, đã báo ai, đã làm gì."),
            "privacy:breaches",
            "danger",
            needs=BREACHES,
            order=77,
        ),
        HomeLink(
            _("Hoạt động xử lý dữ liệu"),
            _("Nền tảng làm gì với dữ liệu cá nhân, theo căn cứ nào; hồ sơ đánh giá tác động."),
            "privacy:processing",
            "list",
            needs=REGISTER,
            order=79,
        ),
    )

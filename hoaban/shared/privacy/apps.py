from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "hoaban.shared.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Offer the emergency to who treats, the review to who reviews, to people who saw their record; explain refusals."""
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
            HomeLink(
                _("Ai đã xem hồ sơ của tôi"),
                _("Mỗi lần xem: lúc nào, ai, ở đâu, để làm gì."),
                "privacy:own-looks",
                "shield",
                needs="record.read:PATRQT",
                order=20,
            ),
            HomeLink(
                _("Ai xem được hồ sơ của tôi"),
                _("Những nơi và những người mà hồ sơ của tôi mở ra, và vì sao."),
                "privacy:own-access",
                "people",
                needs="record.read:PATRQT",
                order=30,
            ),
        )

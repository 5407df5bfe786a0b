from django.apps import AppConfig


class LegalRecordsConfig(AppConfig):
    name = "hoaban.shared.legal_records"
    label = "legal_records"

    def ready(self) -> None:
        """Hear of every record that is signed; offer the archive to who finds records."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import HomeLink, register_home_link
        from hoaban.shared.legal_records.policies import FIND
        from hoaban.shared.legal_records.services.making import KIND
        from hoaban.shared.legal_records.services.signed import take_signed
        from hoaban.shared.signing.api import register_listener
        from hoaban.ui import frame

        register_listener(KIND, take_signed)
        label = _("Hồ sơ bệnh án")
        hint = _("Tìm hồ sơ theo số, người, trạng thái; hồ sơ quá hạn ký; lưu trữ.")
        frame.register_navigation(frame.NavItem(label, "legal_records:archive", "file", needs=FIND, order=18))
        register_home_link(HomeLink(label, hint, "legal_records:archive", "file", needs=FIND, order=18))

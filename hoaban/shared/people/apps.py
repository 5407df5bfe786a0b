from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hoaban.shared.people"
    label = "people"

    def ready(self) -> None:
        """Offer registering to registrars and the work list to stewards; say whom a personal number belongs to."""
        from django.utils.translation import gettext_lazy as _

        from hoaban.foundation.accounts.api import (
            HomeLink,
            register_end_listener,
            register_home_link,
            register_person_finder,
            register_person_namer,
            register_subject_finder,
        )
        from hoaban.shared.people.queries import name_entrusted, person_of_number, subjects_of
        from hoaban.shared.people.services import end_entrusted
        from hoaban.ui import frame

        links = (
            (
                _("Đăng ký người"), _("Người mới, trẻ mới sinh, người chưa rõ là ai; xem trước ai có thể trùng."),
                "people:register", "plus", "people.register", 12,
            ),
            (
                _("Hộ gia đình"), _("Người trong hộ, chủ hộ, thân nhân; nơi đăng ký và bác sĩ của từng người."),
                "people:households", "home", "people.households", 13,
            ),
            (
                _("Cặp nghi trùng"), _("Đối chiếu những cặp có thể là một người, gộp hoặc tách, hoàn tác được."),
                "people:doubts", "people", "people.steward", 15,
            ),
        )  # fmt: skip
        for label, hint, route, icon, act, order in links:
            frame.register_navigation(frame.NavItem(label, route, icon, needs=act, order=order))
            register_home_link(HomeLink(label, hint, route, icon, needs=act, order=order))
        register_person_finder(person_of_number)
        register_subject_finder(subjects_of)
        register_end_listener(end_entrusted)
        register_person_namer(name_entrusted)

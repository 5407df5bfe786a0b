from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hoaban.shared.people"
    label = "people"

    def ready(self) -> None:
        """Say whom a personal number belongs to, for citizens who sign in."""
        from hoaban.foundation.accounts.api import register_person_finder
        from hoaban.shared.people.queries import person_of_number

        register_person_finder(person_of_number)

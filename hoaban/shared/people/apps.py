from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "hoaban.shared.people"
    label = "people"

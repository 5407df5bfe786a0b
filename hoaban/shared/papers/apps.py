from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "hoaban.shared.papers"
    label = "papers"

    def ready(self) -> None:
        """Hear of every paper that is signed."""
        from hoaban.shared.papers.services import offering
        from hoaban.shared.signing.api import register_listener

        for pile in offering.piles():
            register_listener(pile, offering.take_signed)

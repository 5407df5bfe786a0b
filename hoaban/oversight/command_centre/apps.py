from django.apps import AppConfig


class CommandCentreConfig(AppConfig):
    name = "hoaban.oversight.command_centre"
    label = "command_centre"

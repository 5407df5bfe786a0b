from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hoaban.foundation.files"
    label = "files"

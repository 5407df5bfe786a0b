"""The way of a facility to keeping no paper."""

from django.urls import path

from hoaban.shared.golive import views

app_name = "golive"
urlpatterns = [path("golive/", views.golive, name="golive"), path("golive/file/", views.file, name="file")]

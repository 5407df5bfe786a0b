"""The command centre."""

from django.urls import path

from hoaban.oversight.command_centre import views

app_name = "command_centre"
urlpatterns = [
    path("centre/", views.page, name="page"),
    path("centre/live/", views.live, name="live"),
    path("centre/list/", views.listing, name="list"),
]

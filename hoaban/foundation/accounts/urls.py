"""Addresses of the door, the home page, one's own account and the trail."""

from __future__ import annotations

from django.urls import path

from hoaban.foundation.accounts.views import door, home, trail

app_name = "accounts"
urlpatterns = [
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("language/", door.language, name="language"),
    path("account/", home.account, name="account"),
    path("trail/", trail.trail, name="trail"),
]

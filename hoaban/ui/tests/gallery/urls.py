from django.urls import include, path
from django.views.generic import RedirectView

from hoaban.ui import errors
from hoaban.ui.tests.gallery import views

accounts = (
    [
        path("sign-in/", views.sign_in, name="sign-in"),
        path("sign-out/", views.sign_in, name="sign-out"),
        path("language/", views.sign_in, name="language"),
    ],
    "accounts",
)

urlpatterns = [
    path("", views.gallery, name="home"),
    path("people/", views.gallery, name="people"),
    path("record/", views.record, name="record"),
    path("centre/", views.centre, name="centre"),
    path("upload/", views.upload, name="upload"),
    path("progress/", views.progress, name="progress"),
    path("error/<int:status>/", views.error, name="error"),
    path("accounts/", include(accounts)),
    path("elsewhere/", RedirectView.as_view(url="/")),
]

handler400 = errors.bad_request
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.broken

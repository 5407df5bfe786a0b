"""Signing: what waits for one's signature, what is being signed, the papers themselves."""

from __future__ import annotations

from django.urls import path

from hoaban.shared.signing.views import certificates, check, confirming, jobs, waiting

app_name = "signing"
urlpatterns = [
    path("signing/", waiting.waiting, name="waiting"),
    path("signing/check/", check.check, name="check"),
    path("signing/certificates/", certificates.certificates, name="certificates"),
    path("signing/keep/", certificates.keep, name="keep"),
    path("signing/keep/new/", certificates.register, name="register"),
    path("signing/keep/picture/", certificates.picture, name="picture"),
    path("signing/keep/<int:number>/", certificates.certificate, name="certificate"),
    path("signing/papers/<uuid:offer>/", waiting.paper, name="paper"),
    path("signing/papers/<uuid:offer>/confirm/", confirming.confirm, name="confirm"),
    path("signing/jobs/<uuid:job>/", jobs.job, name="job"),
    path("signing/jobs/<uuid:job>/progress/", jobs.progress, name="progress"),
]

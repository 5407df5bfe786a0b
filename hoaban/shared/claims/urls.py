"""Claims: send files, follow a batch; the same for programs."""

from django.urls import path

from hoaban.shared.claims import rest, views

app_name = "claims"
urlpatterns = [
    path("claims/", views.batches, name="batches"),
    path("claims/upload/", views.upload, name="upload"),
    path("claims/batches/<uuid:batch>/", views.batch, name="batch"),
    path("claims/batches/<uuid:batch>/progress/", views.progress, name="progress"),
    path("claims/batches/<uuid:batch>/resume/", views.resume, name="resume"),
    path("claims/batches/<uuid:batch>/findings.csv", views.findings_csv, name="findings-csv"),
    path("api/claims", rest.submit, name="submit"),
    path("api/claims/<uuid:batch>", rest.read, name="read"),
]

"""Claims: send files, follow a batch; the same for programs."""

from django.urls import path

from hoaban.shared.claims import rest
from hoaban.shared.claims.views import batches, dossiers, sending

app_name = "claims"
urlpatterns = [
    path("claims/", batches.batches, name="batches"),
    path("claims/upload/", sending.upload, name="upload"),
    path("claims/batches/<uuid:batch>/", batches.batch, name="batch"),
    path("claims/batches/<uuid:batch>/progress/", batches.progress, name="progress"),
    path("claims/batches/<uuid:batch>/resume/", batches.resume, name="resume"),
    path("claims/batches/<uuid:batch>/findings.csv", batches.findings_csv, name="findings-csv"),
    path("claims/dossiers/", dossiers.dossiers, name="dossiers"),
    path("claims/dossiers/<uuid:ref>/", dossiers.dossier, name="dossier"),
    path("claims/dossiers/<uuid:ref>/original/<int:version>/", dossiers.original, name="dossier-original"),
    path("api/claims", rest.submit, name="submit"),
    path("api/claims/<uuid:batch>", rest.read, name="read"),
]

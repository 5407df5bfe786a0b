"""Papers of a visit: what was given out, a new one, one of them, its file."""

from django.urls import path

from hoaban.shared.papers.views import papers, writing

app_name = "papers"
urlpatterns = [
    path("papers/visits/<uuid:visit>/", papers.visit, name="visit"),
    path("papers/visits/<uuid:visit>/<str:paper_kind>/", writing.write, name="write"),
    path("papers/<uuid:paper>/", papers.one, name="one"),
    path("papers/<uuid:paper>/file/", papers.file, name="file"),
    path("papers/<uuid:paper>/replace/", writing.replace, name="replace"),
]

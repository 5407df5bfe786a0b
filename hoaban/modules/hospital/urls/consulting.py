"""The doctor's list and the doctor's page."""

from __future__ import annotations

from django.urls import path

from hoaban.modules.hospital.views import blocks, consulting, desk_parts, my_list

urlpatterns = [
    path("hospital/my/", my_list.my_list, name="my-list"),
    path("hospital/my/blocks/", blocks.blocks, name="my-blocks"),
    path("hospital/visits/<uuid:visit>/", consulting.desk, name="desk"),
    path("hospital/visits/<uuid:visit>/claim/", desk_parts.claim, name="desk-claim"),
    path("hospital/visits/<uuid:visit>/diagnoses/", desk_parts.diagnoses, name="desk-diagnoses"),
    path("hospital/visits/<uuid:visit>/draft/", desk_parts.draft, name="desk-draft"),
    path("hospital/visits/<uuid:visit>/history/", desk_parts.history, name="desk-history"),
    path("hospital/visits/<uuid:visit>/presence/", desk_parts.presence, name="desk-presence"),
]

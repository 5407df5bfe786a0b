"""Addresses of the register of places."""

from __future__ import annotations

from django.urls import path

from hoaban.foundation.places.views import changing, facilities, facility, lists, units

app_name = "places"
urlpatterns = [
    path("units/", units.units, name="units"),
    path("units/country/", units.country, name="country"),
    path("units/<str:code>/", units.unit, name="unit"),
    path("facilities/", facilities.facility_list, name="facilities"),
    path("facilities/new/", changing.new, name="new"),
    path("facilities/map/", facilities.facility_map, name="map"),
    path("facilities/renewals/", facilities.renewals, name="renewals"),
    path("facilities/lists/", lists.lists, name="lists"),
    path("facilities/lists/<uuid:draft>/", lists.draft, name="list"),
    path("facilities/list.xlsx", lists.export, name="export"),
    path("facilities/<str:code>/", facility.facility, name="facility"),
    path("facilities/<str:code>/permits/<int:permit>/", changing.permit, name="permit"),
    path("facilities/<str:code>/<str:what>/", changing.change, name="change"),
]
